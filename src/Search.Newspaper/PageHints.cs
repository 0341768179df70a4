namespace Search.Newspaper;

/// <summary>What the caller knows about a page. A value given here wins over everything that the path or the page says.</summary>
public sealed record PageHints
{
    /// <summary>Nothing known.</summary>
    public static PageHints None { get; } = new();

    public string? Newspaper { get; init; }

    /// <summary>yyyy-MM-dd; another form is refused as <see cref="FailureReason.BadDate"/>.</summary>
    public string? Date { get; init; }

    public string? Page { get; init; }

    /// <summary>Fill <see cref="ParsedPage.Explanation"/>.</summary>
    public bool Explain { get; init; }
}
