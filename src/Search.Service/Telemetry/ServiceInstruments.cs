using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Search.Service.Telemetry;

/// <summary>What the service counts beside what its engine does. One for the host's life.</summary>
internal sealed class ServiceInstruments : IDisposable
{
    public const string Name = "Search.Service";

    private readonly Meter meter = new(Name);
    private readonly Histogram<double> duration;
    private long running;
    private long slow;

    public ServiceInstruments()
    {
        duration = meter.CreateHistogram("search.rpc.duration", "s", "Time of one call, by method and status code", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        });
        meter.CreateObservableGauge("search.rpc.running", () => Interlocked.Read(ref running), "{call}", "Calls being answered, streams included");
        meter.CreateObservableCounter("search.slow_searches", () => Interlocked.Read(ref slow), "{query}", "Searches slower than the threshold of the log");
    }

    public long Begin()
    {
        Interlocked.Increment(ref running);
        return Stopwatch.GetTimestamp();
    }

    /// <param name="code">In the words of the API, such as RESOURCE_EXHAUSTED.</param>
    public void End(long began, string method, string code)
    {
        Interlocked.Decrement(ref running);
        duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("method", method), new("code", code));
    }

    public void SlowSearch() => Interlocked.Increment(ref slow);

    public void Dispose() => meter.Dispose();
}
