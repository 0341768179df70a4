namespace Search.Engine;

/// <summary>A page to put: its articles become exactly these.</summary>
public sealed record PagePut
{
    public required string Newspaper { get; init; }

    /// <summary><c>yyyy-MM-dd</c> or empty.</summary>
    public required string Date { get; init; }

    public required string Page { get; init; }

    public string Section { get; init; } = "";

    public required IReadOnlyList<Article> Articles { get; init; }

    /// <summary>The page as it came; empty if none is kept.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }

    public string FileName { get; init; } = "";

    /// <summary>The correction that overrides the parser on this page; empty for none.</summary>
    public ReadOnlyMemory<byte> Correction { get; init; }
}

/// <summary>What a put did to one article.</summary>
public enum PutOutcome { Added, Unchanged, Replaced, StaysDeleted }

/// <summary>The article's id, the sequence of the version now in force, and what was done.</summary>
public readonly record struct PutReceipt(string Id, long Sequence, PutOutcome Outcome)
{
    /// <summary>Whether it was left out because its text was erased: force does not bring that back.</summary>
    public bool Erased { get; init; }
}

/// <summary>What became of a page; receipts in the order of the articles given.</summary>
public sealed record PagePutReceipt(string Page, IReadOnlyList<PutReceipt> Articles, IReadOnlyList<string> DeletedIds)
{
    /// <summary>False when the source holds an erased text and so was not kept.</summary>
    public bool SourceKept { get; init; } = true;
}

/// <summary>What an erasure did.</summary>
/// <param name="Sequence">The log entry that records it.</param>
/// <param name="Entries">Log entries that lost their text now; 0 when it was erased before.</param>
/// <param name="SourceErased">Whether a page's source held it and was removed.</param>
public sealed record EraseReceipt(long Sequence, int Entries, bool SourceErased);

/// <summary>A newspaper with its counts; dates are <c>yyyy-MM-dd</c>, empty if every issue is undated.</summary>
public sealed record NewspaperSummary(string Name, string Code, int IssueCount, long ArticleCount, string FirstDate, string LastDate);

public sealed record IssueSummary(string Newspaper, string Date, IReadOnlyList<PageSummary> Pages, int ArticleCount);

/// <summary>A page; <see cref="Articles"/> is empty unless the whole issue was asked for.</summary>
public sealed record PageSummary(string Page, string Section, bool HasSource, IReadOnlyList<LoggedArticle> Articles);

/// <summary>A page as it came.</summary>
public sealed record PageSource(string Newspaper, string Date, string Page, string Section, byte[] Content, string FileName, string Sha256, byte[] Correction);
