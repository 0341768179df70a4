using System.Threading.RateLimiting;

namespace Search.Service.Security;

/// <summary>A bucket of tokens for each limited key or address. Buckets that are full again are forgotten, so strangers cost no memory for long.</summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>A page of results asks for itself, its assets and suggestions at once.</summary>
    private const int BurstSeconds = 4;

    private readonly PartitionedRateLimiter<Caller> limiter =
        PartitionedRateLimiter.Create<Caller, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller.Limited, _ => Bucket(caller.RequestsPerSecond)));

    /// <summary>One that is filled about ten times a second, or by a token at a time if that is rarer: tokens are whole, so the time between is what makes the rate exact.</summary>
    internal static TokenBucketRateLimiterOptions Bucket(int requestsPerSecond)
    {
        int tokens = Math.Max(1, requestsPerSecond / 10);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = requestsPerSecond * BurstSeconds,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / requestsPerSecond),
            QueueLimit = 0,
        };
    }

    /// <exception cref="AccessRefusedException">The caller's requests of late are too many.</exception>
    public void Take(Caller caller)
    {
        if (caller.RequestsPerSecond == 0) return;
        using var lease = limiter.AttemptAcquire(caller);
        if (lease.IsAcquired) return;
        throw AccessRefusedException.TooMany(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
    }

    public void Dispose() => limiter.Dispose();
}
