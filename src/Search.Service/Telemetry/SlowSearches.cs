using Search.Engine;

namespace Search.Service.Telemetry;

/// <summary>The log of slow searches: where the time went and what kind of query it was, its text only where the operator asks for it.</summary>
internal sealed partial class SlowSearches(TelemetryOptions options, ServiceInstruments instruments, ILogger<SlowSearches> logger)
{
    public void Note(string query, int facets, SearchAnswer answer)
    {
        var stages = answer.Stages;
        if (options.SlowSearch == TimeSpan.Zero || stages.Total < options.SlowSearch) return;
        instruments.SlowSearch();
        LogSlow(
            stages.Total.TotalMilliseconds, stages.Wait.TotalMilliseconds, stages.Analysis.TotalMilliseconds, stages.Search.TotalMilliseconds, stages.Highlight.TotalMilliseconds, stages.Help.TotalMilliseconds,
            query.Length, facets, answer.Total, answer.Hits.Count, options.SlowSearchText ? query : "(not logged)");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "A slow search: {TotalMs:F1} ms (wait {WaitMs:F1}, analysis {AnalysisMs:F1}, search {SearchMs:F1}, highlight {HighlightMs:F1}, help {HelpMs:F1}); " +
        "{Units} characters, {Facets} facets, {Found} found, {Hits} returned; query: {Query}")]
    private partial void LogSlow(
        double totalMs, double waitMs, double analysisMs, double searchMs, double highlightMs, double helpMs, int units, int facets, long found, int hits, string query);
}
