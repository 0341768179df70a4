using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// The whole engine behind one door: the article log, the projection into the live generation, searching, and reindexing.
/// Thread-safe. Reads and writes that cannot be done throw <see cref="EngineException"/>; cancellation throws
/// <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class SearchEngine : IAsyncDisposable
{
    /// <summary>Opens the log and the live generation, rebuilding what is missing in the background; returns before the index is ready.</summary>
    public static SearchEngine Open(EngineOptions options, ILoggerFactory loggers, TimeProvider time) => throw new NotImplementedException();

    public Task<SearchAnswer> SearchAsync(SearchInquiry inquiry, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Waits until the searcher shows <paramref name="sequence"/>.</summary>
    public Task WaitForSequenceAsync(long sequence, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<LoggedArticle?> GetArticleAsync(string id, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<IReadOnlyList<NewspaperSummary>> ListNewspapersAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<IssueSummary>> ListIssuesAsync(string newspaper, int skip, int take, CancellationToken cancellation) => throw new NotImplementedException();

    /// <param name="date">yyyy-MM-dd, or empty for undated.</param>
    public Task<IssueSummary?> GetIssueAsync(string newspaper, string date, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<PageSource?> GetSourceAsync(string newspaper, string date, string page, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Every kept page source, for parsing them again.</summary>
    public IAsyncEnumerable<PageSource> ListSourcesAsync(CancellationToken cancellation) => throw new NotImplementedException();

    public Task<(IReadOnlyList<PagePutReceipt> Pages, long Sequence)> PutPagesAsync(IReadOnlyList<PagePut> pages, bool force, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<(IReadOnlyList<PutReceipt> Articles, long Sequence)> PutArticlesAsync(IReadOnlyList<Article> articles, bool force, CancellationToken cancellation) => throw new NotImplementedException();

    /// <returns>The delete's sequence.</returns>
    public Task<long> DeleteArticleAsync(string id, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<(IReadOnlyList<string> DeletedIds, long Sequence)> DeleteIssueAsync(string newspaper, string date, CancellationToken cancellation) => throw new NotImplementedException();

    /// <param name="reparse">Called for each kept source first, to parse it again; null to reindex only. It must return the page's articles, or null to leave the page as it is.</param>
    public ReindexStatus StartReindex(Func<PageSource, PagePut?>? reparse) => throw new NotImplementedException();

    public ReindexStatus? GetReindex(string id) => throw new NotImplementedException();

    public IReadOnlyList<ReindexStatus> ListReindexes() => throw new NotImplementedException();

    public ReindexStatus CancelReindex(string id) => throw new NotImplementedException();

    public IReadOnlyList<GenerationStatus> ListGenerations() => throw new NotImplementedException();

    public Task<GenerationStatus> ActivateGenerationAsync(string name, CancellationToken cancellation) => throw new NotImplementedException();

    public EngineStatus GetStatus() => throw new NotImplementedException();

    public Task<VerifyReport> VerifyAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The analyser's tokens; <paramref name="mode"/> is smartcn, index or query.</summary>
    public IReadOnlyList<TextToken> Analyze(string text, string mode) => throw new NotImplementedException();

    /// <summary>Stops the projection after a commit.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>A term with its place in the text.</summary>
public readonly record struct TextToken(string Term, int Start, int End, int PositionIncrement);
