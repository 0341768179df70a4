using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>What a query asks of one index: which articles, how they rank, what to mark in them.</summary>
internal sealed record QueryPlan
{
    /// <summary>What must match because an operator says so; null if nothing but plain words was typed.</summary>
    public Query? Required { get; init; }

    public Query? Excluded { get; init; }

    public required RankedQuery Ranking { get; init; }

    public required HighlightTerms Highlights { get; init; }
}
