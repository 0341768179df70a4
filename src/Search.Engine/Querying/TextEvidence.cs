using Lucene.Net.Index;
using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Collects the evidence that a query's texts give: words (by the analyser), bigrams (which do not depend on it) and literal pieces; and beside it what to mark.
/// </summary>
internal sealed class TextEvidence(ChineseAnalysis analysis, PieceQueries pieces, RankingOptions options, IndexSearcher searcher, IndexStatistics statistics)
{
    /// <summary>A query of thousands of words is ranked by its rarest ones.</summary>
    private const int MostTerms = 160;

    /// <summary>Of a text of more words these many are looked up, the rarest that the index has.</summary>
    private const int MostWords = 256;

    /// <summary>In place of a token's number: part of a word that connects, not looked up itself.</summary>
    private const int Connecting = -2;

    /// <summary>Other names looked for, in a query.</summary>
    private const int MostSynonyms = 24;

    /// <summary>Segments looked for as typed, and how long they may be: phrases cost more than words.</summary>
    private const int MostSegments = 8;
    private const int LongestSegment = 16;

    /// <summary>Words of each field that are marked for a wildcard.</summary>
    private const int MostPatternWords = 256;

    private readonly Dictionary<(RankedTermKind, string, int), RankedTerm> terms = [];
    private int synonyms;

    public RankedQuery ToRankedQuery()
    {
        List<RankedTerm> all = [.. terms.Values];
        if (!all.Exists(term => term.Finds))
        {
            // Words that connect stand in most articles: what was typed as one (说到) is found as one.
            bool byGrams = all.Exists(term => term.Kind == RankedTermKind.Gram && term.Weight > 0);
            all.ForEach(term => term.Finds = !byGrams || term.Kind == RankedTermKind.Gram);
        }
        if (all.Count > MostTerms)
            all = [.. all.OrderByDescending(term => term.Finds).ThenByDescending(term => term.Occurs ? term.Weight * term.Idf : 0).Take(MostTerms)];
        return new RankedQuery(all, options, statistics);
    }

    /// <summary>What to mark.</summary>
    public QueryMarks Marks { get; } = new(analysis.Folding);

    /// <summary>Plain words. One that is written with a numeral and was typed with a digit is looked for as it is written, and below that as typed.</summary>
    public void AddText(string text, FieldSet fields)
    {
        foreach (SynonymMatch match in analysis.FindDigitWords(text))
        {
            AddName(text[match.Start..match.End], match.Alternatives[0], isNumber: false, fields);
            text = string.Concat(text.AsSpan(0, match.Start), match.Alternatives[0], text.AsSpan(match.End));
        }

        IReadOnlyList<AnalyzedToken> tokens = analysis.Analyze(text, AnalysisMode.Query);
        HashSet<string>? informative = Informative(tokens);
        int[] tokenAt = new int[text.Length];
        Array.Fill(tokenAt, -1);
        for (int i = 0; i < tokens.Count; i++)
        {
            AnalyzedToken token = tokens[i];
            bool isFunction = IsFunction(token.Term);
            if (informative is not null && !informative.Contains(token.Term))
            {
                if (isFunction && token.PositionIncrement > 0)
                    Array.Fill(tokenAt, Connecting, token.Start, token.End - token.Start);
                continue;
            }
            if (token.PositionIncrement > 0)
                Array.Fill(tokenAt, i, token.Start, token.End - token.Start);
            bool inRun = IsSingleHan(token) && (Touches(text, token.Start - 1) || Touches(text, token.End));
            double weight = options.WordWeight * (isFunction ? options.FunctionWordWeight : inRun ? options.SingleCharacterWeight : 1);
            RankedTerm term = Add(RankedTermKind.Word, token.Term, fields, weight, finds: !isFunction && (!inRun || !options.UsesGrams));
            if (isFunction)
                continue;
            term.Names = true;
            if (!inRun)
            {
                term.Meaning = term.Idf;
                Marks.AddWord(token.Term, fields, term.Idf);
            }
            else
            {
                MarkRun(text, tokens, i, fields, term.Idf);
            }
        }
        if (informative is null)
            MarkWholeRuns(text, tokens, fields);
        AddGrams(text, tokens, tokenAt, fields);
        AddSegments(text, fields);
        AddSynonyms(text, fields);
    }

    /// <summary>Null if every word can be looked up.</summary>
    private HashSet<string>? Informative(IReadOnlyList<AnalyzedToken> tokens)
    {
        if (tokens.Count <= MostWords)
            return null;
        return [.. tokens.Select(token => token.Term).Distinct(StringComparer.Ordinal).Where(term => !IsFunction(term))
            .Select(term => (Term: term, Articles: SegmentTerms.Most(searcher.IndexReader, FieldSet.Of(TextField.Body), isGram: false, term)))
            .OrderBy(word => word.Articles == 0).ThenBy(word => word.Articles).Take(MostWords).Select(word => word.Term)];
    }

    /// <summary>Other names of what the text names: each stands for the name, and counts less.</summary>
    private void AddSynonyms(string text, FieldSet fields)
    {
        if (options.SynonymWeight == 0)
            return;
        foreach (SynonymMatch match in analysis.FindSynonyms(text))
        {
            string name = text[match.Start..match.End];
            foreach (string other in match.Alternatives)
                AddName(other, name, match.IsNumber, fields);
        }
    }

    /// <param name="other">How articles may call it too.</param>
    /// <param name="name">What is looked for.</param>
    private void AddName(string other, string name, bool isNumber, FieldSet fields)
    {
        if (options.SynonymWeight == 0 || synonyms == MostSynonyms)
            return;
        PieceBounds bounds = PieceQueries.BoundsOfName(other, isNumber);
        IReadOnlyList<PieceGram>? grams = bounds switch
        {
            PieceBounds.WholeWords => null,
            PieceBounds.WholeNumbers => PieceGram.OfNumber(analysis.Folding, other),
            _ => PieceGram.Of(analysis.Folding, other),
        };
        if (AddQueries(other, fields, grams, field => pieces.Name(field, other), options.SynonymWeight, PieceIdf(other, fields), name, bounds))
            synonyms++;
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
            if (terms.ContainsKey((RankedTermKind.Piece, segment, fields.Bits))) continue;
            IReadOnlyList<PieceGram>? grams = PieceGram.Of(analysis.Folding, segment);
            Dictionary<TextField, Weight>? queries = grams is null ? Queries(fields, field => pieces.Literal(field, segment)) : null;
            if (queries is not { Count: 0 }) // Not invisible characters only.
                terms.Add((RankedTermKind.Piece, segment, fields.Bits), new RankedTerm { Kind = RankedTermKind.Piece, Text = segment, Fields = fields, Weight = options.SegmentWeight, Finds = false, Grams = grams, Pieces = queries, Idf = PieceIdf(segment, fields) });
        }
    }

    /// <summary>A piece that stands in the article as typed.</summary>
    public void AddPiece(string piece, FieldSet fields, double weight) => AddQueries(piece, fields, PieceGram.Of(analysis.Folding, piece), field => pieces.Literal(field, piece), weight, PieceIdf(piece, fields), null);

    /// <summary>What a wildcard finds; every word it stands for counts the same.</summary>
    public void AddWildcard(string pattern, FieldSet fields)
    {
        Dictionary<TextField, Weight> queries = Queries(fields, field => pieces.Wildcard(field, pattern));
        if (queries.Count == 0)
            return;
        terms.TryAdd((RankedTermKind.Piece, pattern, fields.Bits), new RankedTerm { Kind = RankedTermKind.Piece, Text = pattern, Fields = fields, Weight = 1, Finds = true, Pieces = queries, Idf = 1, Meaning = 1 });
        string beginning = pattern.TrimEnd('*');
        if (beginning.Contains('*'))
            MarkWords(pattern, fields);
        else
            Marks.AddPiece(beginning, fields, 1, bounds: PieceQueries.IsLatin(beginning) ? PieceBounds.WordBeginnings : PieceBounds.Anywhere);
    }

    /// <summary>The words that a pattern with a star inside stands for, as many as are worth marking.</summary>
    private void MarkWords(string pattern, FieldSet fields)
    {
        foreach (TextField field in TextFields.All)
        {
            if (!fields.Contains(field) || MultiFields.GetTerms(searcher.IndexReader, field.Name()) is not { } vocabulary)
                continue;
            TermsEnum found = pieces.WordsLike(field, pattern).GetTermsEnum(vocabulary);
            for (int i = 0; i < MostPatternWords && found.MoveNext(); i++)
                Marks.AddWord(found.Term.Utf8ToString(), fields, 1);
        }
    }

    /// <summary>
    /// A date alone among words: articles of that date rank higher, and half as much so do those that mention it. Its words count no further: whatever is found is of that date or
    /// mentions it, and who names a month and a topic wants that month's articles on the topic, not all that name the month.
    /// </summary>
    public void AddDate(DateNode date, FieldSet fields)
    {
        foreach (string spelling in DateRange.SpellingsOf(date.Text))
        {
            double idf = PieceIdf(spelling, fields);
            AddQueries(spelling, fields, PieceGram.Of(analysis.Folding, spelling), field => pieces.Literal(field, spelling), idf > 0 ? options.DateWeight / 2 / idf : 0, idf, date.Text);
        }

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

    /// <param name="grams">Find it where they are known; else the queries do.</param>
    private bool AddQueries(string text, FieldSet fields, IReadOnlyList<PieceGram>? grams, Func<TextField, Query?> ofField, double weight, double idf, string? synonymOf, PieceBounds bounds = PieceBounds.Anywhere)
    {
        Dictionary<TextField, Weight>? queries = grams is null ? Queries(fields, ofField) : null;
        if (queries is { Count: 0 })
            return false;
        Marks.AddPiece(text, fields, idf, bounds: bounds);
        RankedTerm term = new() { Kind = RankedTermKind.Piece, Text = text, Fields = fields, Weight = weight, Finds = true, Grams = grams, Pieces = queries, Idf = idf, Meaning = synonymOf is null ? idf : 0, SynonymOf = synonymOf };
        return terms.TryAdd((RankedTermKind.Piece, text, fields.Bits), term);
    }

    private Dictionary<TextField, Weight> Queries(FieldSet fields, Func<TextField, Query?> ofField)
    {
        Dictionary<TextField, Weight> queries = [];
        foreach (TextField field in TextFields.All)
        {
            if (fields.Contains(field) && ofField(field) is { } query)
                queries[field] = searcher.CreateNormalizedWeight(query);
        }
        return queries;
    }

    /// <summary>A piece is as rare as its rarest bigram, at least; of one character nothing is known.</summary>
    private double PieceIdf(string piece, FieldSet fields) =>
        GramQuery.GramsOf(analysis.Folding, piece).Take(MostWords).Select(gram => gram.Length == 2 ? statistics.Idf(Frequency(RankedTermKind.Gram, gram, fields)) : 1).DefaultIfEmpty(1).Max();

    private void AddGrams(string text, IReadOnlyList<AnalyzedToken> tokens, int[] tokenAt, FieldSet fields)
    {
        // Of what was typed without a space: a name such as 许其亮 or 何平 is cut into characters of which one connects, so that no word of it and no other pair finds it.
        // Beside a longer word that connects (关于茶, 茶是什么) a single character is no part of a name and is looked for by itself too.
        List<RankedTerm> heldBack = [], characters = [];
        bool found = false, asks = false;
        for (int i = 0; i < text.Length && options.UsesGrams; i++)
        {
            if (!Touches(text, i))
                continue;
            if (tokenAt[i] >= 0 && IsSingleHan(tokens[tokenAt[i]]) && !Connects(tokenAt[i]))
                characters.Add(terms[(RankedTermKind.Word, tokens[tokenAt[i]].Term, fields.Bits)]);
            else if (tokenAt[i] >= 0 && !IsSingleHan(tokens[tokenAt[i]]))
                (found, asks) = (found || !Connects(tokenAt[i]), asks || Connects(tokenAt[i]));
            if (!Touches(text, i + 1))
            {
                foreach (RankedTerm held in found || heldBack.Count >= LongestSegment ? [] : heldBack)
                    (held.Finds, held.Meaning) = (true, Math.Max(held.Meaning, held.Idf / 2));
                foreach (RankedTerm character in found || !asks ? [] : characters)
                {
                    (character.Finds, character.Meaning) = (true, character.Idf);
                    Marks.AddWord(character.Text, fields, character.Idf);
                }
                heldBack.Clear();
                characters.Clear();
                found = asks = false;
                continue;
            }
            // A bigram of two Latin letters or of punctuation says nothing that the word does not.
            if (!(IsHan(text[i]) || IsHan(text[i + 1])))
                continue;
            if (tokenAt[i] < 0 && tokenAt[i + 1] < 0 && !char.IsSurrogate(text[i]) && tokens.Count > MostWords)
                continue;
            int first = tokenAt[i], second = tokenAt[i + 1];
            bool isInner = first >= 0 && first == second;
            bool isRun = !isInner && (first < 0 || second < 0 || IsSingleHan(tokens[first]) || IsSingleHan(tokens[second]));
            double weight = isInner ? options.InnerGramWeight / (tokens[first].End - tokens[first].Start - 1) : isRun ? options.RunGramWeight : options.JoiningGramWeight;
            // As the index writes them: halves of rare characters are units of their own there.
            string gram = GramQuery.GramsOf(analysis.Folding, text.AsSpan(i, 2))[0];
            bool firstConnects = Connects(first), secondConnects = Connects(second), isFunctionItself = IsFunction(gram);
            bool isFunction = isFunctionItself || firstConnects || secondConnects;
            // What joins a word that names something to one that connects tells of the order of words, as in a sentence that is asked for.
            double factor = !isFunction ? 1 : isFunctionItself || (firstConnects && secondConnects) ? options.FunctionWordWeight : options.FunctionGramWeight;
            RankedTerm term = Add(RankedTermKind.Gram, gram, fields, weight * factor, finds: !isFunction && weight > 0);
            found |= term.Finds;
            if (isRun && isFunction && !isFunctionItself && !(firstConnects && secondConnects))
                heldBack.Add(term);
            if (isRun && !isFunction)
                term.Meaning = Math.Max(term.Meaning, term.Idf / 2);
        }

        bool Connects(int token) => token == Connecting || (token >= 0 && IsFunction(tokens[token].Term));
    }

    private bool IsFunction(string term) => options.FunctionWordWeight < 1 && analysis.IsFunctionWord(term);

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
    private long Frequency(RankedTermKind kind, string text, FieldSet fields) => SegmentTerms.Most(searcher.IndexReader, fields, kind == RankedTermKind.Gram, text);

    /// <summary>A single character within running text is marked only together with a neighbour: 区 of 经开区 is not marked in 地区.</summary>
    private void MarkRun(string text, IReadOnlyList<AnalyzedToken> tokens, int index, FieldSet fields, double weight)
    {
        AnalyzedToken token = tokens[index];
        // Whether three or more stand together is all that counts: a run may be as long as the query.
        int from = index, to = index;
        while (from > 0 && to - from < 2 && Joins(from - 1))
            from--;
        while (to + 1 < tokens.Count && to - from < 2 && Joins(to))
            to++;
        // 区高 of 经开区高质量 must not be marked in 保税区高水平; 经开 typed alone must.
        int least = to - from >= 2 ? 3 : 1;
        bool Joins(int i) => tokens[i].End == tokens[i + 1].Start && Names(tokens[i]) && Names(tokens[i + 1]);
        bool Names(AnalyzedToken part) => IsSingleHan(part) && !IsFunction(part.Term);
        if (index > 0 && tokens[index - 1].End == token.Start && !IsFunction(tokens[index - 1].Term))
            Marks.AddPiece(text[tokens[index - 1].Start..token.End], fields, weight, least);
        if (index + 1 < tokens.Count && tokens[index + 1].Start == token.End && !IsFunction(tokens[index + 1].Term))
            Marks.AddPiece(text[token.Start..tokens[index + 1].End], fields, weight, least);
    }

    /// <summary>
    /// Single characters side by side of which some connect: no pair of 许其亮 or 何平 names anything, and 里 of 希拉里 belongs to the name. They are marked as a whole where nothing else was
    /// typed next to them, else from the first to the last that does not connect.
    /// </summary>
    private void MarkWholeRuns(string text, IReadOnlyList<AnalyzedToken> tokens, FieldSet fields)
    {
        for (int from = 0, to; from < tokens.Count; from = to)
        {
            to = from + 1;
            if (!IsSingleHan(tokens[from]))
                continue;
            while (to < tokens.Count && IsSingleHan(tokens[to]) && tokens[to].Start == tokens[to - 1].End)
                to++;
            int first = from, last = to - 1;
            if (Touches(text, tokens[first].Start - 1) || Touches(text, tokens[last].End))
            {
                while (first < last && IsFunction(tokens[first].Term))
                    first++;
                while (last > first && IsFunction(tokens[last].Term))
                    last--;
            }
            bool connects = false;
            for (int i = first; i <= last && !connects; i++)
                connects = IsFunction(tokens[i].Term);
            string run = text[tokens[first].Start..tokens[last].End];
            if (connects && run.Length > 1)
                Marks.AddPiece(run, fields, PieceIdf(run, fields));
        }
    }

    private static bool IsSingleHan(AnalyzedToken token) => token.Term.Length == 1 && IsHan(token.Term[0]);

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff' or '〇' || char.IsSurrogate(c);

    private static bool Touches(string text, int index) => index >= 0 && index < text.Length && (char.IsLetterOrDigit(text[index]) || char.IsSurrogate(text[index]));
}
