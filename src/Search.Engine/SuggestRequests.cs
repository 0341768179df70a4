namespace Search.Engine;

/// <summary>What was typed so far.</summary>
/// <param name="Prefix">At most 200 UTF-16 units.</param>
/// <param name="Limit">1 to 50; 0 means 10.</param>
public sealed record SuggestInquiry(string Prefix, int Limit);

public enum SuggestionKind { Headline, Name, Word, Title, Query }

/// <summary>A completion of what was typed.</summary>
public sealed record Suggestion
{
    public required string Text { get; init; }

    public required SuggestionKind Kind { get; init; }

    /// <summary>Joined they are <see cref="Text"/>; what was typed is marked as matched.</summary>
    public required IReadOnlyList<PassageSegment> Segments { get; init; }

    /// <summary>The latest article of this headline; empty for other kinds.</summary>
    public string ArticleId { get; init; } = "";

    /// <summary>Articles that have it; of a word, those that have it in the field where most do; of a query, what it found when last asked.</summary>
    public long ArticleCount { get; init; }
}
