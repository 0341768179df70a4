using Grpc.Core;
using Search.Contracts.V1;
using Search.Newspaper;

namespace Search.Ingestion;

/// <summary>
/// Feeds what a <see cref="PageReader"/> gives, in batches, several calls in flight. What is refused is reported and never stops the rest.
/// Two puts of the same article or page keep their order. For one producer; not thread-safe.
/// </summary>
/// <param name="onRejected">Called, one call at a time, for everything not taken.</param>
public sealed class FeedSession(FeedClient client, FeedOptions options, Action<FeedRejection> onRejected, bool force = false) : IAsyncDisposable
{
    /// <summary>Ids and page names remembered before the calls in flight are awaited and all of them forgotten.</summary>
    private const int MaxKeys = 200_000;

    /// <summary>As the service's list of articles to look at.</summary>
    private const double UnsureBelow = 0.5;

    private sealed record Pending(Article Article, string File, ReadOnlyMemory<byte> Source);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> inFlight = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private List<Pending> batch = [];
    private int batchBytes;
    private FeedSummary summary = new();

    /// <summary>What has been answered so far.</summary>
    public FeedSummary Summary
    {
        get
        {
            lock (gate) return summary;
        }
    }

    /// <summary>Takes one item; returns when there is room for the next.</summary>
    /// <exception cref="ServiceUnavailableException">An earlier call was not taken; the session is over.</exception>
    /// <exception cref="RpcException">An earlier call failed in a way that no retry mends.</exception>
    public async Task AddAsync(ReadResult result, CancellationToken cancellation)
    {
        switch (result)
        {
            case FailureResult failure:
                Reject(new FeedRejection(failure.File, failure.Failure.Line, failure.Failure.Reason, "", failure.Failure.Message, failure.Source));
                break;
            case PageResult page:
                var request = new PutIssueRequest { Newspaper = page.Page.Newspaper, Date = page.Page.Date, Force = force };
                request.Pages.Add(PageMapping.ToPutPage(page.Page, page.Source, page.File, page.Correction));
                // Articles put before the page come first in the log too.
                await FlushAsync(cancellation).ConfigureAwait(false);
                await ClaimAsync($"{request.Newspaper}\0{request.Date}\0{request.Pages[0].Page}", cancellation).ConfigureAwait(false);
                await SendAsync(() => PutPageAsync(request, page), cancellation).ConfigureAwait(false);
                break;
            case ArticleResult one:
                var pending = new Pending(PageMapping.ToArticle(one), one.File, one.Source);
                int bytes = pending.Article.CalculateSize() + 8;
                if (batch.Count >= options.MaxBatchArticles || (batch.Count > 0 && batchBytes + bytes > options.MaxBatchBytes))
                    await FlushAsync(cancellation).ConfigureAwait(false);
                if (pending.Article.Id.Length > 0) await ClaimAsync(pending.Article.Id, cancellation).ConfigureAwait(false);
                batch.Add(pending);
                batchBytes += bytes;
                break;
        }
    }

    /// <summary>Sends what is left and waits for every answer.</summary>
    /// <exception cref="ServiceUnavailableException">A call was not taken; what was answered before is in <see cref="Summary"/>.</exception>
    /// <exception cref="RpcException">A call failed in a way that no retry mends.</exception>
    public async Task<FeedSummary> CompleteAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation).ConfigureAwait(false);
        await DrainAsync(cancellation).ConfigureAwait(false);
        return Summary;
    }

    /// <summary>Abandons what has not been answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(inFlight).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ServiceUnavailableException or RpcException)
        {
            // Whoever disposes has left already with the first failure, or does not want the answers.
        }
        stop.Dispose();
    }

    /// <summary>Waits for what is in flight when the key is in it or in the batch: two versions of one thing must not overtake each other.</summary>
    private async Task ClaimAsync(string key, CancellationToken cancellation)
    {
        if (keys.Count < MaxKeys && keys.Add(key)) return;
        await FlushAsync(cancellation).ConfigureAwait(false);
        await DrainAsync(cancellation).ConfigureAwait(false);
        keys.Add(key);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        if (batch.Count == 0) return;
        List<Pending> full = batch;
        (batch, batchBytes) = ([], 0);
        await SendAsync(() => PutBatchAsync(full), cancellation).ConfigureAwait(false);
    }

    private async Task SendAsync(Func<Task> call, CancellationToken cancellation)
    {
        while (inFlight.Count >= options.MaxCallsInFlight)
        {
            Task done = await Task.WhenAny(inFlight).WaitAsync(cancellation).ConfigureAwait(false);
            inFlight.Remove(done);
            await done.ConfigureAwait(false);
        }
        // On the pool: serialising a batch must not hold up the parsing of the next.
        inFlight.Add(Task.Run(call, cancellation));
    }

    private async Task DrainAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(inFlight).WaitAsync(cancellation).ConfigureAwait(false);
        inFlight.Clear();
        keys.Clear();
    }

    private async Task PutPageAsync(PutIssueRequest request, PageResult page)
    {
        try
        {
            PutIssueResponse answer = await client.PutIssueAsync(request, stop.Token).ConfigureAwait(false);
            lock (gate)
            {
                summary = summary with { Pages = summary.Pages + answer.Pages.Count, Unsure = summary.Unsure + page.Page.Articles.Count(a => a.Confidence < UnsureBelow), Vanished = summary.Vanished + answer.Pages.Sum(p => p.DeletedIds.Count), HoldsErased = summary.HoldsErased || answer.Pages.Any(p => p.SourceRefused) };
                Count(answer.Pages.SelectMany(p => p.Articles), answer.Sequence);
            }
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument || RpcFailures.IsTooLarge(e))
        {
            // A page is put whole or not at all: without one of its articles it would be another page.
            FieldFault fault = RpcFailures.Fields(e).FirstOrDefault();
            string message = RpcFailures.IsTooLarge(e) ? $"The page is larger than the service takes: {e.Status.Detail}" : fault.Description ?? e.Status.Detail;
            Reject(new FeedRejection(page.File, 0, RpcFailures.Reason(e), fault.Field ?? "", message, page.Source));
        }
    }

    private async Task PutBatchAsync(List<Pending> articles)
    {
        while (articles.Count > 0)
        {
            var request = new BatchPutArticlesRequest { Force = force };
            request.Articles.AddRange(articles.Select(a => a.Article));
            try
            {
                BatchPutArticlesResponse answer = await client.BatchPutArticlesAsync(request, stop.Token).ConfigureAwait(false);
                lock (gate) Count(answer.Results, answer.Sequence);
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument || RpcFailures.IsTooLarge(e))
            {
                articles = await WithoutRefusedAsync(articles, e).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reports the articles that the service named, or that are alone; halves a batch in which it named none. Gives what remains to be sent.</summary>
    private async Task<List<Pending>> WithoutRefusedAsync(List<Pending> articles, RpcException e)
    {
        IReadOnlyDictionary<int, FieldFault> refused = RpcFailures.RefusedArticles(e, articles.Count);
        if (refused.Count == 0 && articles.Count > 1)
        {
            int half = articles.Count / 2;
            await PutBatchAsync(articles[..half]).ConfigureAwait(false);
            return articles[half..];
        }
        if (refused.Count == 0)
            refused = new Dictionary<int, FieldFault> { [0] = new(RpcFailures.Fields(e).FirstOrDefault().Field ?? "", e.Status.Detail) };
        foreach ((int i, FieldFault fault) in refused.OrderBy(r => r.Key))
        {
            Pending bad = articles[i];
            Reject(new FeedRejection(bad.File, bad.Article.FirstLine, RpcFailures.Reason(e), fault.Field, fault.Description, bad.Source));
        }
        return [.. articles.Where((_, i) => !refused.ContainsKey(i))];
    }

    private void Reject(FeedRejection rejection)
    {
        lock (gate)
        {
            summary = summary with { Rejected = summary.Rejected + 1 };
            onRejected(rejection);
        }
    }

    private void Count(IEnumerable<PutArticleResult> results, long sequence)
    {
        int added = 0, unchanged = 0, replaced = 0, staysDeleted = 0;
        bool holdsErased = summary.HoldsErased;
        foreach (PutArticleResult result in results)
        {
            holdsErased |= result.Erased;
            switch (result.Outcome)
            {
                case PutOutcome.Added: added++; break;
                case PutOutcome.Unchanged: unchanged++; break;
                case PutOutcome.Replaced: replaced++; break;
                case PutOutcome.StaysDeleted: staysDeleted++; break;
                default: throw new InvalidOperationException($"The service answered with the outcome {result.Outcome}, which this program does not know.");
            }
        }
        summary = summary with
        {
            Added = summary.Added + added,
            Unchanged = summary.Unchanged + unchanged,
            Replaced = summary.Replaced + replaced,
            StaysDeleted = summary.StaysDeleted + staysDeleted,
            HoldsErased = holdsErased,
            Sequence = Math.Max(summary.Sequence, sequence),
        };
    }
}
