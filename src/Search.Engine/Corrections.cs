namespace Search.Engine;

public enum CorrectionKind { Sound, Shape, Spelling }

/// <summary>Another way to put the query.</summary>
public sealed record Correction
{
    /// <summary>The query to ask instead, whole.</summary>
    public required string Query { get; init; }

    /// <summary>Joined they are <see cref="Query"/>; what was changed is marked as matched.</summary>
    public required IReadOnlyList<PassageSegment> Segments { get; init; }

    public required CorrectionKind Kind { get; init; }

    /// <summary>Articles it finds under the same filters; at least 1.</summary>
    public required long ArticleCount { get; init; }
}

/// <summary>Why nothing was found; beside articles, what none of them has as it was typed.</summary>
/// <param name="Text">As typed; of a filter, its value.</param>
/// <param name="Start">In the query, in UTF-16 units; 0 for a filter.</param>
/// <param name="End">0 for a filter.</param>
/// <param name="Field">The filter in the API's names; empty for a part of the query.</param>
/// <param name="OnlyTogether">Articles meet it by itself, but none does together with the rest.</param>
public sealed record UnmatchedPart(string Text, int Start, int End, string Field = "", bool OnlyTogether = false);
