using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Words in a text that the dictionaries lack. A word holds together (its parts stand beside each other far oftener than by chance, wherever it is
/// split), stands freely (many different units before and behind it), and is not merely a part of a longer one; a name besides stands where names do.
/// </summary>
internal sealed class WordCandidates
{
    private const int Longest = 7;
    private const int MostCandidates = 3_000;

    /// <summary>In nats: a word whose neighbours are half of the time the same two is a fragment.</summary>
    private const double LeastFreedom = 1.0;

    /// <summary>In nats: twenty times as often as by chance.</summary>
    private const double LeastCohesion = 3;

    /// <summary>What a piece counts for whose units never stand apart.</summary>
    private const double SmallTextCohesion = 7;

    /// <summary>Share of a piece's places that one longer piece may take before the piece is that one's part.</summary>
    private const double MostOfOne = 0.6;

    /// <summary>Units that a word rarely begins or ends with, and that are everywhere.</summary>
    private const string Loose = "的了在是和与及为对将从被把也都就而又很这那其不有个们说称等着过到由向于之我你他她它来去没吗呢吧啊么什所以让还使得做给更最每各已但并或若则因此如再只可要该却某曾仅";

    private const string Numerals = "〇零一二三四五六七八九十百千万亿两几第多数余半";

    private const string Measures = "个年月日天位名次元万亿岁时分秒米吨斤度倍项家条人件种场届期号楼层所座辆台套张篇份户里处点批部线路村县市区省镇乡版";

    private static readonly HashSet<char> LooseSet = [.. Loose];
    private static readonly HashSet<char> NumeralSet = [.. Numerals];
    private static readonly HashSet<char> MeasureSet = [.. Measures];

    private readonly HanziText text;
    private readonly ChineseAnalysis analysis;
    private readonly List<FrequentPieces> levels = [];

    /// <summary>Units in all pieces of one unit.</summary>
    private readonly double total;

    private WordCandidates(HanziText text, ChineseAnalysis analysis, CancellationToken cancellation)
    {
        this.text = text;
        this.analysis = analysis;
        // Twice is chance in a large text and evidence in a small one.
        int least = text.Length < 300_000 ? 3 : text.Length < 3_000_000 ? 4 : 6;
        int[] numbers = new int[text.Length];
        levels.Add(FrequentPieces.OfUnits(text, numbers));
        while (levels.Count <= Longest && levels[^1].Count > 0) levels.Add(FrequentPieces.Longer(levels[^1], text, numbers, least, cancellation));
        total = levels[0].Counts.Sum(c => (long)c);
    }

    /// <returns>Best first, without counts and examples of the whole index: those of the text read.</returns>
    public static IReadOnlyList<SuggestedUserWord> Find(HanziText text, ChineseAnalysis analysis, CancellationToken cancellation)
    {
        WordCandidates candidates = new(text, analysis, cancellation);
        Dictionary<string, SuggestedUserWord> found = new(StringComparer.Ordinal);
        foreach (SuggestedUserWord word in candidates.FindTerms(cancellation).Concat(candidates.FindPersons(cancellation)).Concat(candidates.FindBylines()))
        {
            // Two kinds of evidence for one word: the better says how sure, the names' says what it is.
            found[word.Word] = found.TryGetValue(word.Word, out SuggestedUserWord? other)
                ? (word.Confidence > other.Confidence ? word : other) with { IsPerson = word.IsPerson || other.IsPerson }
                : word;
        }

        return WithoutPhrases([.. found.Values.OrderByDescending(w => w.Confidence).ThenByDescending(w => w.Occurrences).ThenBy(w => w.Word, StringComparer.Ordinal).Take(MostCandidates)], analysis, cancellation);
    }

    /// <summary>Leaves out what turns out to be two words once the other candidates are words: a name with its verb, a title with its name.</summary>
    private static List<SuggestedUserWord> WithoutPhrases(List<SuggestedUserWord> words, ChineseAnalysis analysis, CancellationToken cancellation)
    {
        List<SuggestedUserWord> kept = [];
        HashSet<string> single = new(StringComparer.Ordinal);
        foreach (IGrouping<int, SuggestedUserWord> sameLength in words.GroupBy(w => w.Word.Length).OrderBy(g => g.Key))
        {
            cancellation.ThrowIfCancellationRequested();
            ChineseAnalysis knowing = analysis.WithUserWords([.. single.Select(w => new UserWord(w))]);
            foreach (SuggestedUserWord word in sameLength)
            {
                IReadOnlyList<AnalyzedToken> tokens = knowing.Analyze(word.Word, AnalysisMode.Query);
                if (tokens.Count > 1 && tokens.Any(t => single.Contains(t.Term)) && tokens.All(t => t.End - t.Start > 1)) continue;
                kept.Add(word);
            }

            foreach (SuggestedUserWord word in kept.Where(w => w.Word.Length == sameLength.Key)) single.Add(word.Word);
        }

        return [.. kept.OrderByDescending(w => w.Confidence).ThenByDescending(w => w.Occurrences).ThenBy(w => w.Word, StringComparer.Ordinal)];
    }

    private IEnumerable<SuggestedUserWord> FindTerms(CancellationToken cancellation)
    {
        foreach (FrequentPieces pieces in levels.Skip(1).Take(Longest - 1))
        {
            for (int n = 0; n < pieces.Count; n++)
            {
                if ((n & 0xFFF) == 0) cancellation.ThrowIfCancellationRequested();
                if (Assess(pieces, n) is { } word) yield return word;
            }
        }
    }

    private SuggestedUserWord? Assess(FrequentPieces pieces, int n)
    {
        int occurrences = pieces.Counts[n];
        if (pieces.Articles[n] < 2 || !StandsFreely(pieces, n, out double freedom)) return null;
        ReadOnlySpan<char> piece = text.Units.Slice(pieces.Position[n], pieces.Length);
        if (piece.Contains(HanziText.Foreign) || LooseSet.Contains(piece[0]) || LooseSet.Contains(piece[^1]) || IsNumber(piece)) return null;
        double cohesion = Cohesion(pieces, n);
        // In a small text no piece can be much oftener than by chance: there it counts how near it comes to what is possible.
        cohesion = Math.Max(cohesion, SmallTextCohesion * cohesion / Math.Log(total / occurrences));
        if (cohesion < LeastCohesion) return null;
        string word = piece.ToString();
        IReadOnlyList<AnalyzedToken> tokens = analysis.Analyze(word, AnalysisMode.Query);
        if (tokens.Count < 2 || tokens.Any(t => analysis.IsFunctionWord(t.Term) && (t.Start == 0 || t.End == word.Length))) return null;
        // Where segmentation falls to single characters it does not know the word; whole words beside each other are more often a mere phrase.
        double unknown = tokens.Count(t => t.End - t.Start == 1) / (double)tokens.Count;
        if (unknown == 0 && cohesion < 5) return null;
        double score = (0.45 * (cohesion - 5)) + (1.1 * (freedom - 1.8)) + (1.6 * (unknown - 0.5)) + (0.25 * Math.Log(pieces.Articles[n] / 4.0));
        return new SuggestedUserWord { Word = word, IsPerson = false, Occurrences = occurrences, ArticleCount = pieces.Articles[n], Confidence = Confidence(score) };
    }

    private IEnumerable<SuggestedUserWord> FindPersons(CancellationToken cancellation)
    {
        foreach (FrequentPieces pieces in levels.Skip(1).Take(3))
        {
            (int[] behind, int[] before) = Contexts(pieces, cancellation);
            for (int n = 0; n < pieces.Count; n++)
            {
                int contexts = behind[n] + before[n];
                if (contexts < 2 || contexts < pieces.Counts[n] * 0.05 || !IsWhole(pieces, n)) continue;
                string word = text.Units.Slice(pieces.Position[n], pieces.Length).ToString();
                IReadOnlyList<AnalyzedToken> tokens = analysis.Analyze(word, AnalysisMode.Query);
                if (tokens.Count < 2 || tokens.Any(t => PersonNames.IsContext(t.Term))) continue;
                // A given name may be a word (建国); then only a title before it tells a name from a sentence that begins so.
                bool ordinary = tokens.Any(t => t.End - t.Start > 1);
                if (ordinary && behind[n] < 2) continue;
                double share = contexts / (double)pieces.Counts[n];
                double score = (2.2 * share) + (0.8 * Math.Log(contexts)) - (ordinary ? 1.6 : 0.6) + (pieces.Length == 2 ? -0.5 : 0.2) + (behind[n] > 0 && before[n] > 0 ? 0.5 : 0);
                yield return new SuggestedUserWord { Word = word, IsPerson = true, Occurrences = pieces.Counts[n], ArticleCount = pieces.Articles[n], Confidence = Confidence(score) };
            }
        }
    }

    private IEnumerable<SuggestedUserWord> FindBylines()
    {
        foreach ((string name, int articles) in text.BylineNames)
        {
            if (articles < 2 || !name.All(HanziText.IsHanzi) || !PersonNames.LooksLikeOne(name) || analysis.Analyze(name, AnalysisMode.Query).Count < 2) continue;
            yield return new SuggestedUserWord { Word = name, IsPerson = true, Occurrences = articles, ArticleCount = articles, Confidence = Confidence(1.5 + Math.Log(articles)) };
        }
    }

    /// <summary>How often each piece that looks like a name stands behind a title, and before a verb of saying.</summary>
    private (int[] Behind, int[] Before) Contexts(FrequentPieces pieces, CancellationToken cancellation)
    {
        int[] behind = new int[pieces.Count], before = new int[pieces.Count];
        Dictionary<string, int> names = new(StringComparer.Ordinal);
        for (int n = 0; n < pieces.Count; n++)
        {
            ReadOnlySpan<char> piece = text.Units.Slice(pieces.Position[n], pieces.Length);
            if (PersonNames.LooksLikeOne(piece)) names.Add(piece.ToString(), n);
        }

        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<char> units = text.Units;
        for (int i = 0; i + pieces.Length <= units.Length; i++)
        {
            if ((i & 0xFFFFF) == 0) cancellation.ThrowIfCancellationRequested();
            if (!PersonNames.LooksLikeOne(units.Slice(i, pieces.Length)) || !lookup.TryGetValue(units.Slice(i, pieces.Length), out int n)) continue;
            if (PersonNames.IsBehindTitle(units, i)) behind[n]++;
            else if (PersonNames.IsBeforeVerb(units, i + pieces.Length)) before[n]++;
        }

        return (behind, before);
    }

    private bool StandsFreely(FrequentPieces pieces, int n, out double freedom)
    {
        freedom = 0;
        if (!IsWhole(pieces, n)) return false;
        int occurrences = pieces.Counts[n];
        freedom = Math.Min(pieces.Left.Entropy(n, occurrences), pieces.Right.Entropy(n, occurrences));
        return freedom >= LeastFreedom;
    }

    private static bool IsWhole(FrequentPieces pieces, int n) =>
        Math.Max(pieces.Left.Most(n), pieces.Right.Most(n)) <= pieces.Counts[n] * MostOfOne;

    /// <summary>The least pointwise mutual information over all places where the piece can be split, in nats.</summary>
    private double Cohesion(FrequentPieces pieces, int n)
    {
        double least = double.MaxValue;
        // Walk from both ends at once: the first k units on one chain, the last k on the other.
        int[] first = new int[pieces.Length + 1], last = new int[pieces.Length + 1];
        (first[pieces.Length], last[pieces.Length]) = (n, n);
        for (int k = pieces.Length; k > 1; k--)
        {
            first[k - 1] = levels[k - 1].First[first[k]];
            last[k - 1] = levels[k - 1].Last[last[k]];
        }

        for (int k = 1; k < pieces.Length; k++)
        {
            double expected = levels[k - 1].Counts[first[k]] * (double)levels[pieces.Length - k - 1].Counts[last[pieces.Length - k]] / total;
            least = Math.Min(least, Math.Log(pieces.Counts[n] / expected));
        }

        return least;
    }

    private static bool IsNumber(ReadOnlySpan<char> piece)
    {
        int digits = 0;
        while (digits < piece.Length && NumeralSet.Contains(piece[digits])) digits++;
        return digits == piece.Length || (digits > 0 && digits + 1 == piece.Length && MeasureSet.Contains(piece[^1])) || NumeralSet.Contains(piece[^1]);
    }

    private static double Confidence(double score) => 1 / (1 + Math.Exp(-score));
}
