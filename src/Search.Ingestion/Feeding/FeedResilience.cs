using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Search.Ingestion.Feeding;

/// <summary>Retry around circuit breaker around the time limit of one attempt. Puts are idempotent, so any of them may be sent again.</summary>
internal static class FeedResilience
{
    private static readonly ResiliencePropertyKey<long> Began = new("began");

    public static ResiliencePipeline Build(FeedOptions options, RetryBudget budget, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        return builder
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue, // GiveUpAfter and the budget end it.
                ShouldHandle = args => ValueTask.FromResult(MayRetry(args.Context, args.Outcome.Exception, options, budget, time)),
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.RetryDelay,
                MaxDelay = options.MaxRetryDelay,
                UseJitter = true,
                DelayGenerator = args => ValueTask.FromResult(Pause(args.Outcome.Exception, options.MaxRetryDelay)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                // A full queue is the service at work, not a failing service.
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is TimeoutRejectedException
                    or RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded }),
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = options.CircuitBreak,
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    /// <summary>Notes when the call began; retries end by it.</summary>
    public static void Begin(ResilienceContext context, TimeProvider time) => context.Properties.Set(Began, time.GetTimestamp());

    /// <summary>Whether a call that ended so was never taken and may be taken later.</summary>
    public static bool IsUnavailable(Exception e) =>
        e is TimeoutRejectedException or BrokenCircuitException || (e is RpcException rpc && RpcFailures.IsTransient(rpc));

    private static bool MayRetry(ResilienceContext context, Exception? e, FeedOptions options, RetryBudget budget, TimeProvider time)
    {
        if (e is null || context.CancellationToken.IsCancellationRequested || !IsUnavailable(e)) return false;
        if (time.GetElapsedTime(context.Properties.GetValue(Began, 0)) >= options.GiveUpAfter) return false;
        return (e is RpcException rpc && RpcFailures.RetryDelay(rpc) is not null) || budget.TrySpend();
    }

    private static TimeSpan? Pause(Exception? e, TimeSpan most)
    {
        TimeSpan? asked = e switch
        {
            RpcException rpc => RpcFailures.RetryDelay(rpc),
            BrokenCircuitException { RetryAfter: { } after } => after,
            _ => null,
        };
        // A tenth to a half more, so that clients turned away together do not come back together.
        return asked is { } pause ? TimeSpan.FromTicks((long)(Math.Min(pause.Ticks, most.Ticks) * (1.1 + 0.4 * Random.Shared.NextDouble()))) : null;
    }
}
