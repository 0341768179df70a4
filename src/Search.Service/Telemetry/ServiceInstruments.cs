using System.Diagnostics;
using System.Diagnostics.Metrics;
using Search.Ingestion;

namespace Search.Service.Telemetry;

/// <summary>What the service counts beside what its engine does. One for the host's life.</summary>
internal sealed class ServiceInstruments : IDisposable
{
    public const string Name = "Search.Service";

    private readonly Meter meter = new(Name);
    private readonly Histogram<double> duration;
    private long running;
    private long slow;

    public ServiceInstruments(InboxWorker? inbox = null)
    {
        duration = meter.CreateHistogram("search.rpc.duration", "s", "Time of one call, by method and status code", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        });
        meter.CreateObservableGauge("search.rpc.running", () => Interlocked.Read(ref running), "{call}", "Calls being answered, streams included");
        meter.CreateObservableCounter("search.slow_searches", () => Interlocked.Read(ref slow), "{query}", "Searches slower than the threshold of the log");
        if (inbox is null) return;
        meter.CreateObservableCounter("search.inbox.files", () =>
        {
            var now = inbox.Snapshot();
            return new Measurement<long>[] { new(now.FilesDone, Outcome("done")), new(now.FilesQuarantined, Outcome("quarantined")) };
        }, "{file}", "Files of the inbox, by what became of them");
        meter.CreateObservableGauge("search.inbox.waiting", () => inbox.Snapshot().FilesWaiting, "{file}", "Files that waited in the inbox at the last look");
        meter.CreateObservableGauge("search.inbox.trouble", () => inbox.Snapshot().Trouble is null ? 0 : 1, "", "1 while feeding stands still");
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

    private static KeyValuePair<string, object?> Outcome(string name) => new("outcome", name);
}
