namespace Search.Engine;

/// <summary>Reindexes that first have every kept source parsed again; the parser is the caller's.</summary>
internal sealed class Reparse(IArticleLog log, PageSources sources, ArticlePuts puts, Reindexes reindexes)
{
    /// <param name="resume">The id of one that a restart interrupted; null to begin one.</param>
    /// <param name="parse">Returns the page's articles, or null to leave the page as it is.</param>
    public ReindexStatus Start(string? resume, string reason, Func<PageSource, PagePut?> parse) =>
        reindexes.Start(resume, reason, async (reindex, cancellation) =>
        {
            long pages = 0;
            IssueNumbers numbers = new(log);
            await foreach (PageSource source in sources.ListAsync(cancellation).ConfigureAwait(false))
            {
                if (parse(source) is { } put) await puts.PutAgainAsync(numbers.Fill(put) with { Source = source.Content, FileName = source.FileName, Correction = source.Correction }, cancellation).ConfigureAwait(false);
                reindex.Reparsing(++pages);
            }
        });
}
