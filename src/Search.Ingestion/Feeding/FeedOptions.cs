namespace Search.Ingestion;

/// <summary>How articles are sent to the service. Section <c>Search:Ingestion:Feed</c>.</summary>
public sealed record FeedOptions
{
    /// <summary>Articles a call, 1 to 10,000 (default 500).</summary>
    public int MaxBatchArticles { get; init; } = 500;

    /// <summary>Bytes a call of articles aims at, 16 KiB to 32 MiB (default 1 MiB); a single article may be larger.</summary>
    public int MaxBatchBytes { get; init; } = 1 << 20;

    /// <summary>Calls in flight together, 1 to 64 (default 4): enough to keep the service's group commit busy.</summary>
    public int MaxCallsInFlight { get; init; } = 4;

    /// <summary>Time one attempt may take, 0.1 s to 10 min (default 30 s).</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which no further retry of a call is begun, 0 to 1 h (default 60 s).</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>First pause between attempts, 1 ms to 1 min (default 200 ms); it doubles, with jitter, up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause between attempts, also of one that the service asks for (default 10 s).</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Retries that may be spent before successes earn more, 0 to 10,000 (default 60); each success earns a tenth of one. A service that fails
    /// therefore sees hardly more calls than one that answers. Pauses that the service asks for (RetryInfo) cost nothing.
    /// </summary>
    public int RetryBudget { get; init; } = 60;

    /// <summary>Time for which the circuit stays open after half of at least ten attempts in ten seconds failed, 0.5 s to 10 min (default 5 s).</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is out of range, in words; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxBatchArticles is < 1 or > 10_000) yield return "Feed:MaxBatchArticles must be 1 to 10000.";
        if (MaxBatchBytes is < 16 << 10 or > 32 << 20) yield return "Feed:MaxBatchBytes must be 16384 to 33554432.";
        if (MaxCallsInFlight is < 1 or > 64) yield return "Feed:MaxCallsInFlight must be 1 to 64.";
        if (AttemptTimeout < TimeSpan.FromSeconds(0.1) || AttemptTimeout > TimeSpan.FromMinutes(10)) yield return "Feed:AttemptTimeout must be 0.1 s to 10 min.";
        if (GiveUpAfter < TimeSpan.Zero || GiveUpAfter > TimeSpan.FromHours(1)) yield return "Feed:GiveUpAfter must be 0 to 1 h.";
        if (RetryDelay < TimeSpan.FromMilliseconds(1) || RetryDelay > TimeSpan.FromMinutes(1)) yield return "Feed:RetryDelay must be 1 ms to 1 min.";
        if (MaxRetryDelay < RetryDelay || MaxRetryDelay > TimeSpan.FromMinutes(10)) yield return "Feed:MaxRetryDelay must be RetryDelay to 10 min.";
        if (RetryBudget is < 0 or > 10_000) yield return "Feed:RetryBudget must be 0 to 10000.";
        if (CircuitBreak < TimeSpan.FromSeconds(0.5) || CircuitBreak > TimeSpan.FromMinutes(10)) yield return "Feed:CircuitBreak must be 0.5 s to 10 min.";
    }
}
