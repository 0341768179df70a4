namespace Search.Newspaper;

/// <summary>A page of an issue as understood.</summary>
public sealed record ParsedPage
{
    /// <summary>The file as it was named by the caller; for a member of an archive <c>archive!member</c>.</summary>
    public required string File { get; init; }

    /// <summary>"" when unknown.</summary>
    public string Newspaper { get; init; } = "";

    /// <summary>yyyy-MM-dd, "" when unknown.</summary>
    public string Date { get; init; } = "";

    /// <summary>The date was not stated but inferred from the text: a lower bound.</summary>
    public bool DateInferred { get; init; }

    /// <summary>Such as A01; "" when unknown.</summary>
    public string Page { get; init; } = "";

    /// <summary>版名 such as 要闻; "" when unknown.</summary>
    public string Section { get; init; } = "";

    /// <summary>期号 when the furniture prints it (第1234期), else "".</summary>
    public string IssueNumber { get; init; } = "";

    /// <summary>In reading order; never empty in a result that is no failure.</summary>
    public required IReadOnlyList<ParsedArticle> Articles { get; init; }

    /// <summary>Why, line by line; null unless <see cref="PageHints.Explain"/> asked for it.</summary>
    public IReadOnlyList<string>? Explanation { get; init; }
}
