using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Search.Contracts.V1;
using Status = Google.Rpc.Status;

namespace Search.Ingestion.Tests;

/// <summary>The put half of the service in memory, with the real one's meaning of idempotence, failing when it is told to.</summary>
public sealed class FakeIngestion : IngestionService.IngestionServiceBase
{
    private readonly Lock gate = new();
    private long sequence;

    /// <summary>Failures for the next calls, one each, before anything is stored.</summary>
    public ConcurrentQueue<RpcException> FailNext { get; } = new();

    /// <summary>What is wrong with an article: its field and why; null if nothing.</summary>
    public Func<Article, (string Field, string Why)?> Refuse { get; set; } = _ => null;

    /// <summary>Whether refusals name the article at fault.</summary>
    public bool NamesFields { get; set; } = true;

    /// <summary>What it answers of every article, whatever it did; null for the truth.</summary>
    public PutOutcome? Says { get; set; }

    /// <summary>The headline of an article that was erased: it is left out, and so is a page's source with it.</summary>
    public string? Erased { get; set; }

    /// <summary>What a batch is answered after, stored already.</summary>
    public Task Answering { get; set; } = Task.CompletedTask;

    /// <summary>Stores and then fails: the answer is lost on its way.</summary>
    public bool LoseAnswers { get; set; }

    public ConcurrentQueue<int> BatchSizes { get; } = new();

    public int Calls;

    /// <summary>By id; of a page's articles newspaper/date/page/number.</summary>
    public Dictionary<string, Article> Articles { get; } = new(StringComparer.Ordinal);

    public List<PutIssueRequest> Issues { get; } = [];

    public override async Task<BatchPutArticlesResponse> BatchPutArticles(BatchPutArticlesRequest request, ServerCallContext context)
    {
        int call = Interlocked.Increment(ref Calls);
        if (FailNext.TryDequeue(out RpcException? failure)) throw failure;
        // A later call overtakes an earlier one where the client permits it.
        if (call % 2 == 0) await Task.Delay(10);
        var refused = request.Articles.Select((a, i) => (At: i, Fault: Refuse(a))).Where(r => r.Fault is not null).ToList();
        if (refused.Count > 0)
        {
            var fields = new BadRequest();
            if (NamesFields)
                fields.FieldViolations.AddRange(refused.Take(20).Select(r => new BadRequest.Types.FieldViolation { Field = $"articles[{r.At}].{r.Fault!.Value.Field}", Description = r.Fault.Value.Why }));
            throw Failed(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "refused", fields);
        }
        BatchSizes.Enqueue(request.Articles.Count);
        var answer = new BatchPutArticlesResponse();
        lock (gate)
        {
            foreach (Article article in request.Articles) answer.Results.Add(Put(article.Id.Length > 0 ? article.Id : $"auto-{article.Headline}", article));
            answer.Sequence = sequence;
        }
        await Answering;
        return LoseAnswers ? throw Failed(StatusCode.Unavailable, "STOPPING", "gone") : answer;
    }

    public override Task<PutIssueResponse> PutIssue(PutIssueRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref Calls);
        if (FailNext.TryDequeue(out RpcException? failure)) throw failure;
        if (request.Pages.SelectMany(p => p.Articles).Select(Refuse).FirstOrDefault(f => f is not null) is { } fault)
            throw Failed(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "refused", new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = $"pages[0].articles[0].{fault.Field}", Description = fault.Why } } });
        var answer = new PutIssueResponse();
        lock (gate)
        {
            Issues.Add(request);
            foreach (PutPage page in request.Pages)
            {
                var result = new PutPageResult { Page = page.Page };
                for (int i = 0; i < page.Articles.Count; i++) result.Articles.Add(Put($"{request.Newspaper}/{request.Date}/{page.Page}/{i + 1}", page.Articles[i]));
                result.SourceRefused = result.Articles.Any(a => a.Erased);
                answer.Pages.Add(result);
            }
            answer.Sequence = sequence;
        }
        if (LoseAnswers) throw Failed(StatusCode.Unavailable, "STOPPING", "gone");
        return Task.FromResult(answer);
    }

    public static RpcException Unavailable() => Failed(StatusCode.Unavailable, "NOT_READY", "not ready");

    public static RpcException Overloaded(TimeSpan again) =>
        Failed(StatusCode.ResourceExhausted, "OVERLOADED", "the queue is full", new RetryInfo { RetryDelay = Duration.FromTimeSpan(again) });

    public static RpcException Failed(StatusCode code, string reason, string message, Google.Protobuf.IMessage? detail = null)
    {
        var status = new Status { Code = (int)code, Message = message, Details = { Any.Pack(new ErrorInfo { Domain = "search", Reason = reason }) } };
        if (detail is not null) status.Details.Add(Any.Pack(detail));
        return status.ToRpcException();
    }

    private PutArticleResult Put(string id, Article article)
    {
        if (article.Headline == Erased) return new PutArticleResult { Id = id, Sequence = sequence, Outcome = PutOutcome.StaysDeleted, Erased = true };
        PutOutcome outcome = !Articles.TryGetValue(id, out Article? before) ? PutOutcome.Added : before.Equals(article) ? PutOutcome.Unchanged : PutOutcome.Replaced;
        Articles[id] = article;
        if (outcome != PutOutcome.Unchanged) sequence++;
        return new PutArticleResult { Id = id, Sequence = sequence, Outcome = Says ?? outcome };
    }
}
