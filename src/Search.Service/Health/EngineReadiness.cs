using Microsoft.Extensions.Diagnostics.HealthChecks;
using Search.Engine;

namespace Search.Service.Health;

/// <summary>Ready means: a generation is open and the projection runs.</summary>
internal sealed class EngineReadiness(SearchEngine engine) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(engine.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(WhyNotReady(engine.GetStatus())));

    /// <summary>In plain words, for people and for whoever restarts machines at night.</summary>
    public static string WhyNotReady(EngineStatus status)
    {
        if (status.Alarms.Count > 0) return string.Join("; ", status.Alarms);
        return status.Reindex is { } reindex
            ? $"the index is being built ({reindex.Reason}): {reindex.AppliedSequence} of {reindex.HeadSequence} log entries applied"
            : "no index is open yet";
    }
}
