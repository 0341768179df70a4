using Grpc.Core;
using Polly;
using Search.Contracts.V1;
using Search.Ingestion.Feeding;

namespace Search.Ingestion;

/// <summary>The service could not be reached, or stayed full, for as long as retries last; nothing is lost, the same may be sent again later.</summary>
public sealed class ServiceUnavailableException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// The service's puts, with retries, circuit breaker and time limits. Thread-safe; share one, since its circuit and retry budget count all calls.
/// Refusals are <see cref="RpcException"/>s, an unreachable service is a <see cref="ServiceUnavailableException"/>.
/// </summary>
public sealed class FeedClient
{
    private readonly IngestionService.IngestionServiceClient client;
    private readonly FeedOptions options;
    private readonly TimeProvider time;
    private readonly RetryBudget budget;
    private readonly ResiliencePipeline pipeline;

    public FeedClient(ChannelBase channel, FeedOptions options, TimeProvider? time = null)
    {
        client = new IngestionService.IngestionServiceClient(channel);
        this.options = options;
        this.time = time ?? TimeProvider.System;
        budget = new RetryBudget(options.RetryBudget);
        pipeline = FeedResilience.Build(options, budget, this.time);
    }

    public Task<PutIssueResponse> PutIssueAsync(PutIssueRequest request, CancellationToken cancellation) =>
        CallAsync(o => client.PutIssueAsync(request, o), cancellation);

    public Task<BatchPutArticlesResponse> BatchPutArticlesAsync(BatchPutArticlesRequest request, CancellationToken cancellation) =>
        CallAsync(o => client.BatchPutArticlesAsync(request, o), cancellation);

    private async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        FeedResilience.Begin(context, time);
        try
        {
            T answer = await pipeline.ExecuteAsync(
                async c =>
                {
                    // The deadline tells the service when nobody waits any longer; Polly's limit ends the attempt on this side too.
                    DateTime deadline = DateTime.UtcNow + options.AttemptTimeout;
                    using AsyncUnaryCall<T> attempt = call(new CallOptions(deadline: deadline, cancellationToken: c.CancellationToken));
                    try
                    {
                        return await attempt.ResponseAsync.ConfigureAwait(false);
                    }
                    catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && c.CancellationToken.IsCancellationRequested)
                    {
                        throw new OperationCanceledException(e.Message, e, c.CancellationToken);
                    }
                },
                context).ConfigureAwait(false);
            budget.Earn();
            return answer;
        }
        catch (Exception e) when (FeedResilience.IsUnavailable(e))
        {
            // Who leaves between two attempts gets the last one's failure from Polly, but it is the leaving that ended it.
            if (cancellation.IsCancellationRequested) throw new OperationCanceledException(e.Message, e, cancellation);
            string why = e is RpcException rpc ? RpcFailures.Describe(rpc) : e.Message;
            throw new ServiceUnavailableException($"the service does not take it: {why}", e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
