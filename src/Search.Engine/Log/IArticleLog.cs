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

    /// <summary>What it was when the log was opened: no index of before that may be beyond it.</summary>
    long OpenedAtSequence { get; }

    /// <summary>Puts and deletes that wait to be written.</summary>
    int WaitingAppends { get; }

    /// <summary>Puts and deletes refused since the log was opened because too many waited.</summary>
    long RefusedAppends { get; }

    /// <summary>Raised after each durable append. Only wakes readers: they read by sequence.</summary>
    event Action? Appended;

    Task<IReadOnlyList<PagePutReceipt>> PutPagesAsync(IReadOnlyList<LoggedPagePut> pages, PutPolicy policy, CancellationToken cancellation);

    Task<IReadOnlyList<PutReceipt>> PutArticlesAsync(IReadOnlyList<Article> articles, PutPolicy policy, CancellationToken cancellation);

    /// <exception cref="EngineException">NotFound.</exception>
    Task<long> DeleteArticleAsync(string id, CancellationToken cancellation);

    /// <exception cref="EngineException">NotFound.</exception>
    Task<(IReadOnlyList<string> DeletedIds, long Sequence)> DeleteIssueAsync(string newspaper, string date, CancellationToken cancellation);

    /// <summary>Every text the log holds of the article, oldest first; empty if none is left.</summary>
    /// <exception cref="EngineException">NotFound for an id the log never held.</exception>
    IReadOnlyList<Article> ReadTexts(string id);

    /// <summary>
    /// Takes an article's texts out of all its entries and the sources of its pages out of the catalog, and notes the erasure as
    /// unfinished. The texts still stand in the files' free space until <see cref="PurgeAsync"/>.
    /// </summary>
    /// <param name="otherSources">Sources of other pages that hold the text as well.</param>
    /// <exception cref="EngineException">NotFound for an id the log never held.</exception>
    Task<LoggedErasure> EraseArticleAsync(string id, string reason, IReadOnlyList<string> otherSources, CancellationToken cancellation);

    /// <summary>Rewrites the log's files so that nothing deleted is left in them.</summary>
    Task PurgeAsync(CancellationToken cancellation);

    Task FinishErasureAsync(string id, CancellationToken cancellation);

    /// <summary>Whether a page has, or ever had, this source or correction.</summary>
    bool NamesSource(string sha256);

    /// <summary>Erasures that a crash or a failure interrupted.</summary>
    IReadOnlyList<(string Id, long Sequence)> ListUnfinishedErasures();

    /// <summary>Sources that must not be on disk.</summary>
    IReadOnlyList<string> ListErasedSources();

    /// <summary>Every source that a page has or had, with that page.</summary>
    IReadOnlyList<(string Newspaper, string Date, string Sha256)> ListSourceHistory();

    /// <summary>Writes a copy of the log as it is at one moment to a new file.</summary>
    /// <exception cref="EngineException">Unavailable when the file cannot be written (the disk is full, say), DataLoss when the log is damaged.</exception>
    void CopyTo(string path);

    /// <summary>Adds user words of one source and takes others out, as one entry; words that are there already, or not there, change nothing.</summary>
    /// <exception cref="EngineException">NotFound for a word to take out that is not there; FailedPrecondition for too many words.</exception>
    Task<UserWordsReceipt> ChangeUserWordsAsync(UserWordChange change, CancellationToken cancellation);

    /// <summary>The words in force by source, with the sequence that brought each, ordered by word.</summary>
    IReadOnlyList<LoggedUserWord> ListUserWords();

    /// <summary>The sequence of the last change of the user words; 0 if there never was one.</summary>
    long LastUserWordChange { get; }

    /// <summary>The entries that changed the user words, in order.</summary>
    /// <exception cref="EngineException">DataLoss when an entry's checksum does not hold.</exception>
    IReadOnlyList<LogEntry> ReadUserWordChanges();

    /// <summary>
    /// Entries with <c>after &lt; sequence</c>, in order, at most <paramref name="limit"/>, fewer where texts are long; none only at the end. With <paramref name="currentOnly"/>
    /// the body of a put that a later entry supersedes is left out (null), which saves a rebuild most of its work.
    /// </summary>
    /// <param name="texts">Takes the bodies; they hold as long as it is not cleared. Null gives each an array of its own.</param>
    /// <exception cref="EngineException">DataLoss when an entry's checksum does not hold, or the next one is not found; the message names the sequence.</exception>
    IReadOnlyList<LogEntry> Read(long after, int limit, bool currentOnly, EntryTexts? texts = null);

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

internal enum LogOperation
{
    Put = 1,

    Delete = 2,

    /// <summary>A <see cref="UserWordChange"/>; concerns no article of its own, and its version counts the changes.</summary>
    UserWords = 3,

    /// <summary>A delete for good. The article's earlier puts have become such entries too: their numbers stay, their texts are gone.</summary>
    Erase = 9,
}

/// <summary>An entry of the log. <see cref="Body"/> is null for a delete and for a superseded put that was read with currentOnly.</summary>
internal sealed record LogEntry(long Sequence, string ArticleId, int Version, LogOperation Operation, ReadOnlyMemory<byte>? Body)
{
    /// <returns>The body; empty where there is none.</returns>
    public ReadOnlySpan<byte> BodyOrEmpty() => Body.GetValueOrDefault().Span;
}

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

/// <summary>What an erasure took out of the log.</summary>
/// <param name="Entries">Entries that lost their text now.</param>
/// <param name="Sources">Sources to remove from disk.</param>
internal sealed record LoggedErasure(long Sequence, int Entries, IReadOnlyList<string> Sources);

/// <summary>A page to put, its source stored already.</summary>
/// <param name="Put">The page.</param>
/// <param name="SourceSha256">Of its source; empty if it has none.</param>
/// <param name="CorrectionSha256">Of its correction; empty if it has none.</param>
internal sealed record LoggedPagePut(PagePut Put, string SourceSha256, string CorrectionSha256);

/// <summary>Where a page's source is kept.</summary>
internal sealed record KeptSource(string Newspaper, string Date, string Page, string Section, string FileName, string Sha256, string CorrectionSha256);

/// <summary>A user word of one source.</summary>
internal sealed record LoggedUserWord(string Word, UserWordSource Source, long Sequence);

/// <summary>What a change of the user words did.</summary>
/// <param name="Added">Words that were not in force before.</param>
/// <param name="Sequence">Of the change; of the last one before if nothing changed.</param>
internal sealed record UserWordsReceipt(IReadOnlyList<string> Added, long Sequence);
