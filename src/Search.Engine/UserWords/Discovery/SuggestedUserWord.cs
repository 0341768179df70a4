namespace Search.Engine;

/// <summary>A word that the program has found in the indexed text and that no dictionary has.</summary>
public sealed record SuggestedUserWord
{
    public required string Word { get; init; }

    /// <summary>Whether it seems to be a person's name.</summary>
    public required bool IsPerson { get; init; }

    public required long Occurrences { get; init; }

    public required long ArticleCount { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Pieces of text it stands in.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}
