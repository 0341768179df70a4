namespace Search.Engine;

/// <summary>Where the time of one search went.</summary>
public readonly record struct StageTimes
{
    /// <summary>For a place among the searches that run at once.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Reading the query and analysing its words.</summary>
    public TimeSpan Analysis { get; init; }

    /// <summary>Finding, ranking, folding reprints, counting facets.</summary>
    public TimeSpan Search { get; init; }

    /// <summary>Reading the hits of the page and marking what matched.</summary>
    public TimeSpan Highlight { get; init; }

    /// <summary>Corrections and what nothing matched, for queries that found little.</summary>
    public TimeSpan Help { get; init; }

    public TimeSpan Total => Wait + Analysis + Search + Highlight + Help;

    /// <summary>In the order in which they happen.</summary>
    public (string Stage, TimeSpan Took)[] All() => [("wait", Wait), ("analysis", Analysis), ("search", Search), ("highlight", Highlight), ("help", Help)];
}
