using Grpc.Core;
using Search.Contracts.V1;
using Search.Engine;
using Search.Service.Errors;
using Search.Service.Mapping;
using Search.Service.Validation;

namespace Search.Service.Api;

/// <summary>
/// A stream of puts, answered one by one and in order. Whatever has arrived while the log wrote the last group is written as
/// the next: one slow sender gets an answer at once, a fast one gets whole groups. A bad article spoils nobody else's put.
/// </summary>
internal sealed class ArticleStream(
    SearchEngine engine, IAsyncStreamReader<PutArticlesRequest> requests, IServerStreamWriter<PutArticlesResponse> responses)
{
    private const int GroupArticles = 256;

    /// <summary>Bounds what one stream holds in memory: article sizes differ by four orders of magnitude.</summary>
    private const int GroupBytes = 8 * 1024 * 1024;

    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);

    private readonly List<PutArticlesRequest> group = [];
    private long index;

    public async Task RunAsync(CancellationToken call, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call, stopping);
        var next = requests.MoveNext(either.Token);
        bool more = true;
        while (more && await next)
        {
            int bytes = 0;
            do
            {
                group.Add(requests.Current);
                bytes += requests.Current.CalculateSize();
                next = requests.MoveNext(either.Token);
                if (!next.IsCompletedSuccessfully) break;
                more = await next;
            }
            while (more && group.Count < GroupArticles && bytes < GroupBytes);

            await AnswerAsync(call);
            // What has been read is answered; further articles must be sent again to whoever comes next.
            if (stopping.IsCancellationRequested) throw Failures.Stopping();
        }
    }

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        var answers = new PutArticlesResponse[group.Count];
        var good = new List<int>(group.Count);
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = new PutArticlesResponse { Index = index++ };
            if (PutRules.FirstError(group[i]) is { } error) answers[i].Error = error;
            else good.Add(i);
        }

        // A put is forced or not as a whole: neighbours that agree go together.
        for (int from = 0; from < good.Count;)
        {
            int to = from + 1;
            while (to < good.Count && group[good[to]].Force == group[good[from]].Force) to++;
            await PutAsync(good[from..to], answers, cancellation);
            from = to;
        }

        for (int i = 0; i < answers.Length; i++)
        {
            responses.WriteOptions = i + 1 < answers.Length ? Buffered : WriteOptions.Default;
            await responses.WriteAsync(answers[i], cancellation);
        }

        group.Clear();
    }

    private async Task PutAsync(List<int> at, PutArticlesResponse[] answers, CancellationToken cancellation)
    {
        bool force = group[at[0]].Force;
        try
        {
            var (receipts, _) = await engine.PutArticlesAsync([.. at.Select(i => group[i].Article.ToEngine())], force, cancellation);
            for (int i = 0; i < at.Count; i++) answers[at[i]].Result = receipts[i].ToApi();
        }
        catch (EngineException refused) when (refused.Failure == EngineFailure.InvalidArgument)
        {
            if (at.Count == 1)
            {
                answers[at[0]].Error = new PutArticleError { Field = refused.Field, Description = refused.Message };
                return;
            }

            // The group was refused as a whole for one of it; alone, each tells for itself.
            foreach (int i in at) await PutAsync([i], answers, cancellation);
        }
    }
}
