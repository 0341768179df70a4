namespace Search.Engine;

/// <summary>Checks what is put, keeps its sources, and has the log decide and keep the rest.</summary>
internal sealed class ArticlePuts(IArticleLog log, SourceStore sources, ArticleEraser eraser, WriteBudget budget)
{
    /// <returns>The receipts, and what a search must wait for.</returns>
    public async Task<(IReadOnlyList<PagePutReceipt> Pages, long Sequence)> PutPagesAsync(IReadOnlyList<PagePut> pages, bool force, CancellationToken cancellation)
    {
        using IDisposable share = budget.Take(WriteBudget.BytesOf(pages));
        IReadOnlyList<PagePutReceipt> receipts = await PutPagesAsync(pages, PolicyOf(force), cancellation).ConfigureAwait(false);
        // A page that only lost articles has no receipt with its deletes' sequences; the head covers them.
        long sequence = receipts.Any(r => r.DeletedIds.Count > 0) ? log.HeadSequence : receipts.SelectMany(r => r.Articles).Select(a => a.Sequence).DefaultIfEmpty(0).Max();
        return (receipts, sequence);
    }

    /// <summary>A page parsed again. It has no share of the budget: one is held at a time.</summary>
    public Task<IReadOnlyList<PagePutReceipt>> PutAgainAsync(PagePut page, CancellationToken cancellation) => PutPagesAsync([page], PutPolicy.Reparse, cancellation);

    public async Task<(IReadOnlyList<PutReceipt> Articles, long Sequence)> PutArticlesAsync(IReadOnlyList<Article> articles, bool force, CancellationToken cancellation)
    {
        for (int i = 0; i < articles.Count; i++) Check(articles[i], $"articles[{i}]");
        using IDisposable share = budget.Take(WriteBudget.BytesOf(articles));
        IReadOnlyList<PutReceipt> receipts = await log.PutArticlesAsync(articles, PolicyOf(force), cancellation).ConfigureAwait(false);
        return (receipts, receipts.Select(r => r.Sequence).DefaultIfEmpty(0).Max());
    }

    private async Task<IReadOnlyList<PagePutReceipt>> PutPagesAsync(IReadOnlyList<PagePut> pages, PutPolicy policy, CancellationToken cancellation)
    {
        IReadOnlyList<PagePutReceipt> receipts;
        for (int p = 0; p < pages.Count; p++)
        {
            for (int i = 0; i < pages[p].Articles.Count; i++) Check(pages[p].Articles[i], $"pages[{p}].articles[{i}]");
        }

        // Sources first: an entry must never name a source that is not there.
        List<LoggedPagePut> logged = [];
        List<string> kept = [], held = [];
        bool asked = false;
        string Keep(ReadOnlyMemory<byte> source)
        {
            if (source.IsEmpty) return "";
            string sha256 = sources.Put(source);
            kept.Add(sha256);
            held.Add(sha256);
            return sha256;
        }

        try
        {
            await Task.Run(() =>
            {
                foreach (PagePut page in pages) logged.Add(new LoggedPagePut(page, Keep(page.Source), Keep(page.Correction)));
            }, cancellation).ConfigureAwait(false);
            asked = true;
            receipts = await log.PutPagesAsync(logged, policy, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!asked || e is OperationCanceledException or EngineException { Failure: EngineFailure.InvalidArgument })
        {
            // Surely not in the log, so nothing asks for them. Not of a put refused because too many wait: a refusal must be cheap then, the same put comes again, and an erasure
            // looks through sources that no page names as well.
            Release();
            foreach (string source in kept) sources.TryRemove(source, unless: log.NamesSource);
            throw;
        }
        finally
        {
            Release();
        }

        // Not cancelled: an erased text would lie there until the next start.
        if (receipts.Any(r => !r.SourceKept)) await eraser.RemoveSourcesAsync(CancellationToken.None).ConfigureAwait(false);
        return receipts;

        void Release()
        {
            foreach (string source in held) sources.Release(source);
            held.Clear();
        }
    }

    private static PutPolicy PolicyOf(bool force) => force ? PutPolicy.Force : PutPolicy.Ordinary;

    private static void Check(Article article, string field)
    {
        if (article.Id.Length > 0 && !ArticleIds.IsValid(article.Id))
            throw new EngineException(EngineFailure.InvalidArgument, $"\"{article.Id}\" is no id: only A-Z a-z 0-9 . _ - and at most {ArticleIds.MaximumLength} characters", field + ".id");
        if (article.Date.Length > 0 && !DateOnly.TryParseExact(article.Date, "yyyy-MM-dd", out _))
            throw new EngineException(EngineFailure.InvalidArgument, $"\"{article.Date}\" is no date of the form yyyy-MM-dd", field + ".date");
        if (article.Headline.Length == 0 && article.Paragraphs.All(string.IsNullOrWhiteSpace) && article.Kicker.Length == 0 && article.Subhead.Length == 0)
            throw new EngineException(EngineFailure.InvalidArgument, "an article needs a headline or a paragraph", field + ".paragraphs");
    }
}
