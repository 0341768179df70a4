namespace Search.Engine;

/// <summary>
/// The article log: append-only, numbered 1, 2, 3 … without a hole, durable before an append returns. Everything else can be
/// built from it. The seam behind which the log can move from SQLite to PostgreSQL; all methods are thread-safe.
/// </summary>
internal interface IArticleLog : IAsyncDisposable
{
    /// <summary>Made with the log; an index that names another log is not this one's.</summary>
    string LogId { get; }

    /// <summary>The last durable sequence; 0 when empty.</summary>
    long HeadSequence { get; }

    /// <summary>Raised after each durable append. Only wakes readers: they read by sequence.</summary>
    event Action? Appended;

    Task<IReadOnlyList<PagePutReceipt>> PutPagesAsync(IReadOnlyList<LoggedPagePut> pages, PutPolicy policy, CancellationToken cancellation);

    Task<IReadOnlyList<PutReceipt>> PutArticlesAsync(IReadOnlyList<Article> articles, PutPolicy policy, CancellationToken cancellation);

    /// <exception cref="EngineException">NotFound.</exception>
    Task<long> DeleteArticleAsync(string id, CancellationToken cancellation);

    /// <exception cref="EngineException">NotFound.</exception>
    Task<(IReadOnlyList<string> DeletedIds, long Sequence)> DeleteIssueAsync(string newspaper, string date, CancellationToken cancellation);

    /// <summary>
    /// Entries with <c>after &lt; sequence</c>, in order, at most <paramref name="limit"/>. With <paramref name="currentOnly"/>
    /// the body of a put that a later entry supersedes is left out (null), which saves a rebuild most of its work.
    /// </summary>
    /// <exception cref="EngineException">DataLoss when an entry's checksum does not hold; the message names its sequence.</exception>
    IReadOnlyList<LogEntry> Read(long after, int limit, bool currentOnly);

    LoggedArticle? GetArticle(string id);

    IReadOnlyList<NewspaperSummary> ListNewspapers();

    IReadOnlyList<IssueSummary> ListIssues(string newspaper, int skip, int take);

    IssueSummary? GetIssue(string newspaper, string date);

    KeptSource? GetSource(string newspaper, string date, string page);

    /// <summary>Every page that has a source, in a stable order.</summary>
    IReadOnlyList<KeptSource> ListSources();

    long CountArticles();

    IReadOnlyList<LowConfidence> ListLowConfidence(double below, int limit);

    /// <summary>The last state of every article that ever was: its last entry's sequence, and whether that was a delete.</summary>
    IEnumerable<(string Id, long Sequence, bool Deleted)> ListArticles();

    long SizeBytes { get; }

    /// <summary>Checks every page of the database and every entry's checksum and number.</summary>
    IReadOnlyList<string> Verify(CancellationToken cancellation);
}

internal enum LogOperation { Put = 1, Delete = 2 }

/// <summary>An entry of the log. <see cref="Body"/> is null for a delete and for a superseded put that was read with currentOnly.</summary>
internal sealed record LogEntry(long Sequence, string ArticleId, int Version, LogOperation Operation, byte[]? Body);

/// <summary>How a put treats what was deleted.</summary>
internal enum PutPolicy
{
    /// <summary>A delivery seen before does not bring back what was deleted after it.</summary>
    Ordinary,

    /// <summary>Brings back what was deleted.</summary>
    Force,

    /// <summary>
    /// A kept source parsed again: what was deleted stays deleted, what was put singly (not by the page) stays as it is.
    /// </summary>
    Reparse,
}

/// <summary>A page to put, its source stored already.</summary>
/// <param name="Put">The page.</param>
/// <param name="SourceSha256">Of its source; empty if it has none.</param>
/// <param name="CorrectionSha256">Of its correction; empty if it has none.</param>
internal sealed record LoggedPagePut(PagePut Put, string SourceSha256, string CorrectionSha256);

/// <summary>Where a page's source is kept.</summary>
internal sealed record KeptSource(string Newspaper, string Date, string Page, string Section, string FileName, string Sha256, string CorrectionSha256);
