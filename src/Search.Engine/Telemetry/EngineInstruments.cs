using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Search.Engine;

/// <summary>What the engine times. Recording costs nothing to speak of while nobody listens; names are part of the operators' interface.</summary>
internal static class EngineInstruments
{
    public static readonly ActivitySource Activities = new(EngineTelemetry.Name);

    private static readonly Meter Meter = new(EngineTelemetry.Name);

    /// <summary>Seconds, by <c>stage</c>: wait, analysis, search, highlight, help. From a tenth of a millisecond, what a fast stage takes.</summary>
    private static readonly Histogram<double> StageDuration = Meter.CreateHistogram(
        "search.stage.duration", "s", "Time of one stage of one search", advice: Buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10));

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "search.log.commit.duration", "s", "Time of one transaction of the article log, its flush to disk included", advice: Buckets(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30));

    private static readonly Histogram<double> CommitPuts = Meter.CreateHistogram(
        "search.log.commit.puts", "{put}", "Puts and deletes in one transaction of the article log", advice: Buckets(1, 2, 4, 8, 16, 32, 64, 128, 256));

    private static readonly Histogram<double> ApplyDuration = Meter.CreateHistogram(
        "search.index.apply.duration", "s", "Time in which the projection applies one batch of entries", advice: Buckets(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60));

    public static void Searched(StageTimes times)
    {
        if (!StageDuration.Enabled) return;
        foreach ((string stage, TimeSpan took) in times.All()) StageDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
    }

    public static void Committed(TimeSpan took, int puts)
    {
        CommitDuration.Record(took.TotalSeconds);
        CommitPuts.Record(puts);
    }

    public static void Applied(TimeSpan took) => ApplyDuration.Record(took.TotalSeconds);

    private static InstrumentAdvice<double> Buckets(params double[] upperBounds) => new() { HistogramBucketBoundaries = upperBounds };
}

/// <summary>What to listen to.</summary>
public static class EngineTelemetry
{
    /// <summary>Of the meter and of the activity source.</summary>
    public const string Name = "Search.Engine";
}
