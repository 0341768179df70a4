using System.Diagnostics.Metrics;

namespace Search.Ingestion;

/// <summary>How the worker is, for whoever scrapes it, in its own process or in the service's. One for the host's life.</summary>
public sealed class InboxInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Search.Ingestion";

    private readonly Meter meter = new(Name);

    public InboxInstruments(InboxWorker inbox)
    {
        meter.CreateObservableCounter("search.inbox.files", () =>
        {
            IngestionSnapshot now = inbox.Snapshot();
            return new Measurement<long>[] { new(now.FilesDone, Outcome("done")), new(now.FilesQuarantined, Outcome("quarantined")) };
        }, "{file}", "Files of the inbox, by what became of them");
        meter.CreateObservableGauge("search.inbox.waiting", () => inbox.Snapshot().FilesWaiting, "{file}", "Files that waited in the inbox at the last look");
        meter.CreateObservableGauge("search.inbox.trouble", () => inbox.Snapshot().Trouble is null ? 0 : 1, "", "1 while feeding stands still");
    }

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Outcome(string name) => new("outcome", name);
}
