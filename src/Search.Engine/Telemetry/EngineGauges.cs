using System.Diagnostics.Metrics;
using System.Globalization;

namespace Search.Engine;

/// <summary>How one engine is, for whoever scrapes it: read when asked for, so each must be cheap. Reported until it is disposed.</summary>
internal sealed class EngineGauges : IDisposable
{
    private readonly Meter meter = new(EngineTelemetry.Name);

    public EngineGauges(IArticleLog log, LiveGeneration live, Reindexes reindexes, IndexAlarms alarms, SearchGate gate, WriteBudget budget)
    {
        // A counter that has not counted yet must still be there, or nobody can tell "none" from "not served".
        meter.CreateObservableCounter("search.shed", () => new Measurement<long>[] { new(gate.Shed, Queue("search")), new(log.RefusedAppends + budget.Refused, Queue("append")) }, "{request}", "Requests refused because a queue was full (or what it holds too large), by queue");
        Gauge("search.queries.running", () => gate.Running, "{query}", "Searches that run");
        Gauge("search.queries.waiting", () => gate.Waiting, "{query}", "Searches that wait for a place");
        Gauge("search.append.waiting", () => log.WaitingAppends, "{put}", "Puts and deletes that wait for the article log");
        Gauge("search.log.sequence", () => log.HeadSequence, "{entry}", "Last durable sequence of the article log");
        Gauge("search.log.size", () => log.SizeBytes, "By", "Bytes of the article log");
        Gauge("search.index.searchable_sequence", () => Math.Max(0, live.Index?.SearchableSequence ?? 0), "{entry}", "Last sequence that searches see");
        Gauge("search.index.committed_sequence", () => live.Index?.CommittedSequence ?? 0, "{entry}", "Last sequence in a commit of the live generation");
        Gauge("search.index.lag", () => Math.Max(0, log.HeadSequence - Math.Max(0, live.Index?.SearchableSequence ?? 0)), "{entry}", "Entries of the log that searches do not see yet");
        Gauge("search.index.segments", () => live.Index?.SegmentCount ?? 0, "{segment}", "Segments that searches read");
        Gauge("search.index.documents", () => live.Index?.DocumentCount ?? 0, "{article}", "Articles that searches see");
        Gauge("search.index.stored_only", () => live.Index?.StoredOnlyCount ?? 0, "{article}", "Articles that could not be analysed and are only stored");
        Gauge("search.index.generation", () => Number(live.Index?.Name), "", "Number of the live generation; 0 while none is open");
        Gauge("search.index.ready", () => live.Index is not null && live.IsHealthy ? 1 : 0, "", "1 while queries are answered and the index follows the log");
        Gauge("search.index.alarms", () => alarms.Active.Count, "{alarm}", "Alarms that stand; the status tells their text");
        Gauge("search.words.pending", () => live.Index?.Reanalyzed.Pending ?? 0, "{article}", "Articles still to be analysed again after a change of the user words");
        Gauge("search.reindex.running", () => reindexes.Running is null ? 0 : 1, "", "1 while a reindex runs");
        Gauge("search.reindex.remaining", () => reindexes.Running?.Status is { } running ? Math.Max(0, running.HeadSequence - running.AppliedSequence) : 0, "{entry}", "Entries a running reindex has before it");
        meter.CreateObservableCounter("search.reindex.failed", () => reindexes.List().LongCount(r => r.State == ReindexState.Failed), "{reindex}", "Reindexes that failed, of those the history keeps");
    }

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Queue(string name) => new("queue", name);

    private static long Number(string? generation) => generation is null ? 0 : long.Parse(generation.AsSpan(1), CultureInfo.InvariantCulture);

    private void Gauge(string name, Func<long> read, string unit, string description) => meter.CreateObservableGauge(name, read, unit, description);
}
