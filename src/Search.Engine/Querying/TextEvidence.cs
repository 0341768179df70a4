using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Collects the evidence that a query's texts give: words (by the analyser), bigrams (which do not depend on it), literal pieces,
/// pairs of neighbouring words; and beside it what to mark.
/// </summary>
internal sealed class TextEvidence(ChineseAnalysis analysis, PieceQueries pieces, RankingOptions options, IndexSearcher searcher, IndexStatistics statistics)
{
    /// <summary>A query of thousands of words is ranked by its rarest ones.</summary>
    private const int MostTerms = 160;

    /// <summary>Segments looked for as typed, and how long they may be: phrases cost more than words.</summary>
    private const int MostSegments = 8;
    private const int LongestSegment = 16;

    private readonly Dictionary<(RankedTermKind, string, int), RankedTerm> terms = [];
    private readonly List<WordPair> pairs = [];
    private readonly Dictionary<(string, int), HighlightWord> words = [];
    private readonly Dictionary<(string, int), HighlightPiece> marks = [];
    private readonly HashSet<string> functionWords = new(options.FunctionWords, StringComparer.Ordinal);

    public RankedQuery ToRankedQuery()
    {
        List<RankedTerm> all = [.. terms.Values];
        if (!all.Exists(term => term.Finds))
            all.ForEach(term => term.Finds = true);
        if (all.Count > MostTerms)
            all = [.. all.OrderByDescending(term => term.Weight * term.Idf).Take(MostTerms)];
        HashSet<RankedTerm> kept = [.. all];
        return new RankedQuery(all, [.. pairs.Where(pair => kept.Contains(pair.First) && kept.Contains(pair.Second))], options, statistics);
    }

    public HighlightTerms ToHighlightTerms() => new([.. words.Values], [.. marks.Values]);

    /// <summary>Plain words.</summary>
    public void AddText(string text, FieldSet fields)
    {
        IReadOnlyList<AnalyzedToken> tokens = analysis.Analyze(text, AnalysisMode.Query);
        RankedTerm? previous = null;
        int distance = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            AnalyzedToken token = tokens[i];
            distance += token.PositionIncrement;
            bool isFunction = functionWords.Contains(token.Term);
            bool inRun = IsSingleHan(token) && (Touches(text, token.Start - 1) || Touches(text, token.End));
            double weight = options.WordWeight * (isFunction ? options.FunctionWordWeight : inRun ? options.SingleCharacterWeight : 1);
            RankedTerm term = Add(RankedTermKind.Word, token.Term, fields, weight, finds: !isFunction && (!inRun || options.GramWeight == 0));
            if (isFunction)
                continue;
            if (!inRun)
            {
                term.Meaning = term.Idf;
                Mark(token.Term, fields, term.Idf);
            }
            else
            {
                MarkRun(text, tokens, i, fields, term.Idf);
            }
            if (previous is not null && previous != term)
                pairs.Add(new WordPair(previous, term, distance));
            previous = term;
            distance = 0;
        }
        AddGrams(text, fields);
        AddSegments(text, fields);
    }

    /// <summary>What was typed without a space in it is likely to stand in the article as typed.</summary>
    private void AddSegments(string text, FieldSet fields)
    {
        if (options.SegmentWeight == 0)
            return;
        foreach (string segment in text.Split((char[]?)null, MostSegments + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostSegments))
        {
            if (segment.Length is < 3 or > LongestSegment || PieceQueries.IsLatin(segment))
                continue;
            Dictionary<TextField, Weight> queries = [];
            foreach (TextField field in TextFields.All)
            {
                if (fields.Contains(field) && pieces.Literal(field, segment) is { } query)
                    queries[field] = searcher.CreateNormalizedWeight(query);
            }
            if (queries.Count == 0)
                continue; // Invisible characters only.
            double idf = GramQuery.GramsOf(analysis.Folding, segment).Max(gram => statistics.Idf(Frequency(RankedTermKind.Gram, gram, fields)));
            terms.TryAdd((RankedTermKind.Piece, segment, fields.Bits), new RankedTerm { Kind = RankedTermKind.Piece, Text = segment, Fields = fields, Weight = options.SegmentWeight, Finds = false, Pieces = queries, Idf = idf });
        }
    }

    /// <summary>A piece that stands in the article as typed.</summary>
    public void AddPiece(string piece, FieldSet fields, double weight)
    {
        Dictionary<TextField, Weight> queries = [];
        foreach (TextField field in TextFields.All)
        {
            if (fields.Contains(field) && pieces.Literal(field, piece) is { } query)
                queries[field] = searcher.CreateNormalizedWeight(query);
        }
        if (queries.Count == 0)
            return;
        double idf = GramQuery.GramsOf(analysis.Folding, piece).Max(gram => gram.Length == 2 ? statistics.Idf(Frequency(RankedTermKind.Gram, gram, fields)) : 1);
        AddQueries(piece, fields, queries, weight, idf);
        MarkPiece(piece, fields, idf);
    }

    /// <summary>What a wildcard finds; every word it stands for counts the same.</summary>
    public void AddWildcard(string pattern, FieldSet fields)
    {
        Dictionary<TextField, Weight> queries = [];
        foreach (TextField field in TextFields.All)
        {
            if (fields.Contains(field) && pieces.Wildcard(field, pattern) is { } query)
                queries[field] = searcher.CreateNormalizedWeight(query);
        }
        if (queries.Count == 0)
            return;
        AddQueries(pattern, fields, queries, 1, 1);
        string beginning = pattern[..pattern.IndexOf('*')];
        MarkPiece(beginning, fields, 1);
    }

    /// <summary>A date alone among words: articles of that date rank higher, and so do those that mention it.</summary>
    public void AddDate(DateNode date, FieldSet fields)
    {
        AddText(date.Text, fields);
        Weight dated = searcher.CreateNormalizedWeight(new ConstantScoreQuery(new DateFilter(date.Range, orUndated: false)));
        RankedTerm term = new()
        {
            Kind = RankedTermKind.Date,
            Text = date.Text,
            Fields = FieldSet.Of(TextField.Body),
            Weight = options.DateWeight,
            Finds = false,
            Idf = 1,
            Pieces = new Dictionary<TextField, Weight> { [TextField.Body] = dated },
        };
        terms.TryAdd((term.Kind, term.Text, term.Fields.Bits), term);
    }

    public void MarkPiece(string piece, FieldSet fields, double weight, int leastLength = 1)
    {
        string folded = Fold(piece);
        if (folded.Length == 0)
            return;
        if (marks.TryGetValue((folded, fields.Bits), out HighlightPiece? known))
            leastLength = Math.Min(leastLength, known.LeastLength);
        marks[(folded, fields.Bits)] = new HighlightPiece(folded, fields, weight, leastLength);
    }

    private void AddQueries(string text, FieldSet fields, Dictionary<TextField, Weight> queries, double weight, double idf)
    {
        RankedTerm term = new() { Kind = RankedTermKind.Piece, Text = text, Fields = fields, Weight = weight, Finds = true, Pieces = queries, Idf = idf, Meaning = idf };
        terms.TryAdd((RankedTermKind.Piece, text, fields.Bits), term);
    }

    private void AddGrams(string text, FieldSet fields)
    {
        for (int i = 0; i + 1 < text.Length && options.GramWeight > 0; i++)
        {
            // A bigram of two Latin letters or of punctuation says nothing that the word does not.
            if (!Touches(text, i) || !Touches(text, i + 1) || !(IsHan(text[i]) || IsHan(text[i + 1])))
                continue;
            // As the index writes them: halves of rare characters are units of their own there.
            string gram = GramQuery.GramsOf(analysis.Folding, text.AsSpan(i, 2))[0];
            bool isFunction = functionWords.Contains(gram);
            Add(RankedTermKind.Gram, gram, fields, options.GramWeight * (isFunction ? options.FunctionWordWeight : 1), finds: !isFunction);
        }
    }

    private RankedTerm Add(RankedTermKind kind, string text, FieldSet fields, double weight, bool finds)
    {
        var key = (kind, text, fields.Bits);
        if (terms.TryGetValue(key, out RankedTerm? known))
        {
            known.Weight = Math.Max(known.Weight, weight);
            known.Finds |= finds;
            return known;
        }
        long frequency = Frequency(kind, text, fields);
        RankedTerm term = new()
        {
            Kind = kind,
            Text = text,
            Fields = fields,
            Weight = weight,
            Finds = finds,
            DocumentFrequency = frequency,
            Idf = statistics.Idf(frequency),
        };
        terms.Add(key, term);
        return term;
    }

    /// <summary>Articles that have the term in the field where most do; close to the number that have it in any.</summary>
    private long Frequency(RankedTermKind kind, string text, FieldSet fields)
    {
        int most = 0;
        BytesRef bytes = new(text);
        foreach (TextField field in TextFields.All)
        {
            if (fields.Contains(field))
                most = Math.Max(most, searcher.IndexReader.DocFreq(new Term(kind == RankedTermKind.Gram ? field.GramName() : field.Name(), bytes)));
        }
        return most;
    }

    private void Mark(string term, FieldSet fields, double weight) => words.TryAdd((term, fields.Bits), new HighlightWord(term, fields, weight));

    /// <summary>A single character within running text is marked only together with a neighbour: 区 of 经开区 is not marked in 地区.</summary>
    private void MarkRun(string text, IReadOnlyList<AnalyzedToken> tokens, int index, FieldSet fields, double weight)
    {
        AnalyzedToken token = tokens[index];
        int from = index, to = index;
        while (from > 0 && Joins(from - 1))
            from--;
        while (to + 1 < tokens.Count && Joins(to))
            to++;
        // 区高 of 经开区高质量 must not be marked in 保税区高水平; 经开 typed alone must.
        int least = to - from >= 2 ? 3 : 1;
        bool Joins(int i) => tokens[i].End == tokens[i + 1].Start && IsSingleHan(tokens[i]) && IsSingleHan(tokens[i + 1]);
        if (index > 0 && tokens[index - 1].End == token.Start && !functionWords.Contains(tokens[index - 1].Term))
            MarkPiece(text[tokens[index - 1].Start..token.End], fields, weight, least);
        if (index + 1 < tokens.Count && tokens[index + 1].Start == token.End && !functionWords.Contains(tokens[index + 1].Term))
            MarkPiece(text[token.Start..tokens[index + 1].End], fields, weight, least);
    }

    private string Fold(string piece)
    {
        Span<char> folded = piece.Length <= 256 ? stackalloc char[piece.Length] : new char[piece.Length];
        int length = 0;
        foreach (char c in piece)
        {
            if (!analysis.Folding.IsSkipped(c))
                folded[length++] = analysis.Folding.Fold(c);
        }
        return new string(folded[..length]);
    }

    private static bool IsSingleHan(AnalyzedToken token) => token.Term.Length == 1 && IsHan(token.Term[0]);

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff' or '〇' || char.IsSurrogate(c);

    private static bool Touches(string text, int index) => index >= 0 && index < text.Length && (char.IsLetterOrDigit(text[index]) || char.IsSurrogate(text[index]));
}
