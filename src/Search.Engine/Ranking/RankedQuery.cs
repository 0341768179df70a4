namespace Search.Engine;

/// <summary>All evidence of a query, ready to score articles of one index.</summary>
internal sealed class RankedQuery
{
    private const int MostNamesInHeadline = 16;

    public RankedQuery(IReadOnlyList<RankedTerm> terms, RankingOptions options, IndexStatistics statistics)
    {
        Terms = terms;
        Options = options;
        Statistics = statistics;
        Names = [.. terms.Where(term => term.Names)];
        Connecting = [.. terms.Where(term => term is { Kind: RankedTermKind.Word, Names: false })];
        Together = [.. Names.Where(term => term.Occurs).OrderByDescending(term => term.Idf).Take(PassageEvidence.MostWords)];
        TogetherWeights = [.. Together.Select(term => Math.Sqrt(term.Idf))];
        TotalTogether = TogetherWeights.Sum();
        for (int i = 0; i < Together.Count; i++) Divisible |= CharacterEvidence.IsDivisible(Together[i]) ? 1u << i : 0;
        Unseen = [.. Names.Where(term => !term.Occurs && CharacterEvidence.IsDivisible(term)).Take(PassageEvidence.MostWords)];
        TotalUnseen = Unseen.Sum(term => Math.Sqrt(term.Idf));
        TotalMeaning = terms.Where(term => term.Occurs).Sum(term => term.Meaning);
        SharesMeaning = TotalMeaning > 0 && options.Coordination > 0;
    }

    public IReadOnlyList<RankedTerm> Terms { get; }

    /// <summary>Words that name something, as opposed to those that ask or connect.</summary>
    public IReadOnlyList<RankedTerm> Names { get; }

    /// <summary>Words that ask or connect.</summary>
    public IReadOnlyList<RankedTerm> Connecting { get; }

    /// <summary>The words whose places in passages and from the beginning are compared.</summary>
    public IReadOnlyList<RankedTerm> Together { get; }

    /// <summary>What each of these counts in a passage: its rarity, dampened, since here it matters how much of the query stands together.</summary>
    public double[] TogetherWeights { get; }

    public double TotalTogether { get; }

    /// <summary>A single word stands with itself everywhere.</summary>
    public bool LooksAtPassages => Options.PassageWeight > 0 && Together.Count > 1;

    /// <summary>The words of <see cref="Together"/> whose characters tell something where an article lacks them, as bits.</summary>
    public uint Divisible { get; }

    /// <summary>Words that no article has, whose characters tell something.</summary>
    public IReadOnlyList<RankedTerm> Unseen { get; }

    public double TotalUnseen { get; }

    public bool LooksAtCharacters => Options is { PassageWeight: > 0, CharacterShare: > 0 } && Together.Count > 0 && (Unseen.Count > 0 || (Divisible != 0 && Together.Count > 1));

    public bool LooksAtBeginnings => Options.BeginningWeight > 0 && Together.Count > 0;

    /// <summary>Of longer queries no headline has every word.</summary>
    public bool LooksAtHeadlines => Options.HeadlineStartWeight + Options.HeadlinePartWeight > 0 && Names.Count is > 0 and <= MostNamesInHeadline;

    /// <summary>Whether the places of words change the order of the best articles.</summary>
    public bool LooksAtPositions => LooksAtPassages || LooksAtCharacters || LooksAtBeginnings || LooksAtHeadlines;

    public RankingOptions Options { get; }

    public IndexStatistics Statistics { get; }

    public double TotalMeaning { get; }

    /// <summary>Whether an article's score depends on the share of the query's meaning it has.</summary>
    public bool SharesMeaning { get; }

    /// <summary>Decoded lengths turned into the factor that weighs an occurrence, by norm byte.</summary>
    public float[] OccurrenceFactors(TextField field) => Statistics.OccurrenceFactors(Options)[(int)field];

    /// <summary>An article's score from the sum over its terms and the share of the query's meaning it has.</summary>
    public float Combine(float sum, float meaning) => SharesMeaning ? sum * (1 + ((float)Options.Coordination * Share(meaning))) : sum;

    public float Share(float meaning) => TotalMeaning <= 0 ? 0 : (float)Math.Min(1, meaning / TotalMeaning);
}
