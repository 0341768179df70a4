namespace Search.Engine;

/// <summary>All evidence of a query, ready to score articles of one index.</summary>
internal sealed class RankedQuery
{
    private const int MostNamesInHeadline = 16;

    public RankedQuery(IReadOnlyList<RankedTerm> terms, IReadOnlyList<WordPair> pairs, RankingOptions options, IndexStatistics statistics)
    {
        Terms = terms;
        Pairs = pairs;
        Options = options;
        Statistics = statistics;
        Names = [.. terms.Where(term => term.Names)];
        Connecting = [.. terms.Where(term => term is { Kind: RankedTermKind.Word, Names: false })];
        TotalMeaning = terms.Where(term => term.Occurs).Sum(term => term.Meaning);
    }

    public IReadOnlyList<RankedTerm> Terms { get; }

    public IReadOnlyList<WordPair> Pairs { get; }

    /// <summary>Words that name something, as opposed to those that ask or connect.</summary>
    public IReadOnlyList<RankedTerm> Names { get; }

    /// <summary>Words that ask or connect.</summary>
    public IReadOnlyList<RankedTerm> Connecting { get; }

    /// <summary>Of longer queries no headline has every word.</summary>
    public bool LooksAtHeadlines => Options.HeadlineStartWeight + Options.HeadlinePartWeight > 0 && Names.Count is > 0 and <= MostNamesInHeadline;

    /// <summary>Whether the places of words change the order of the best articles.</summary>
    public bool LooksAtPositions => (Options.ProximityWeight > 0 && Pairs.Count > 0) || LooksAtHeadlines;

    public RankingOptions Options { get; }

    public IndexStatistics Statistics { get; }

    public double TotalMeaning { get; }

    /// <summary>Decoded lengths turned into the factor that weighs an occurrence, by norm byte.</summary>
    public float[] OccurrenceFactors(TextField field) => Statistics.OccurrenceFactors(Options)[(int)field];

    /// <summary>An article's score from the sum over its terms and the share of the query's meaning it has.</summary>
    public float Combine(float sum, float meaning) => sum * (1 + ((float)Options.Coordination * Share(meaning)));

    public float Share(float meaning) => TotalMeaning <= 0 ? 0 : (float)Math.Min(1, meaning / TotalMeaning);
}

/// <summary>Two words that follow each other in the query.</summary>
internal readonly record struct WordPair(RankedTerm First, RankedTerm Second, int Distance);
