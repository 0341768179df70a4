using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using HdrHistogram;
using Search.Contracts.V1;

namespace Search.Benchmarks.Serving;

/// <summary>What came of some load. Times are of admitted searches, in microseconds.</summary>
internal sealed class LoadResult
{
    /// <summary>From when the search was due: what a caller waits, the generator's own delays included.</summary>
    public LongConcurrentHistogram FromDue { get; } = new(1, 120_000_000, 3);

    /// <summary>From when it was sent.</summary>
    public LongConcurrentHistogram FromSent { get; } = new(1, 120_000_000, 3);

    /// <summary>Microseconds that the service says it took for an answer, and that callers waited for it, added up.</summary>
    public long InService, Waited;

    public int Shed;

    public int Failed;

    /// <summary>Due, but too many were on their way already: the generator's memory is bounded too.</summary>
    public int NotSent;

    public double Seconds { get; set; }

    public long Admitted => FromSent.TotalCount;

    /// <summary>The part of callers' waiting that the search itself did not take: sending, queues, gRPC on both sides, the generator.</summary>
    private double ShareOutside => Waited == 0 ? 0 : 1 - ((double)InService / Waited);

    public string Describe(string name, double offered) => string.Create(CultureInfo.InvariantCulture,
        $"{name} offered_per_s {offered:F0} admitted_per_s {Admitted / Seconds:F0} shed_per_s {Shed / Seconds:F0} not_sent {NotSent} failed {Failed} due_p50_ms {Ms(FromDue, 50):F2} due_p99_ms {Ms(FromDue, 99):F2} sent_p50_ms {Ms(FromSent, 50):F2} sent_p99_ms {Ms(FromSent, 99):F2} max_ms {Ms(FromDue, 100):F1} engine_mean_ms {(Admitted == 0 ? 0 : InService / 1000.0 / Admitted):F3} outside_share {ShareOutside:F2}");

    private static double Ms(HistogramBase histogram, double percentile) => histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 1000.0;
}

/// <summary>Sends searches over several connections: as fast as they are answered, or at a rate whatever the service does.</summary>
internal sealed class SearchLoad(IReadOnlyList<SearchService.SearchServiceClient> connections, IReadOnlyList<SearchRequest> requests)
{
    private const int MostOnTheirWay = 20_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private int next = -1;
    private int onTheirWay;

    /// <summary>Each client sends its next search when it has its answer: finds out what the service can do.</summary>
    public async Task<LoadResult> ClosedAsync(int clients, TimeSpan length)
    {
        LoadResult result = new();
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                int shed = result.Shed;
                await OneAsync(result, Stopwatch.GetTimestamp());
                // Who was refused comes back a little later.
                if (result.Shed > shed) await Task.Delay(20);
            }
        }));
        result.Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return result;
    }

    /// <summary>Searches fall due at random moments, so many a second on average; a slow answer delays none of them.</summary>
    public async Task<LoadResult> OpenAsync(double perSecond, TimeSpan length)
    {
        LoadResult result = new();
        Random random = new(11);
        long began = Stopwatch.GetTimestamp();
        for (double due = 0; due < length.TotalSeconds; due -= Math.Log(1 - random.NextDouble()) / perSecond)
        {
            while (Stopwatch.GetElapsedTime(began).TotalSeconds < due) await Task.Delay(1);
            if (Volatile.Read(ref onTheirWay) >= MostOnTheirWay)
            {
                result.NotSent++;
                continue;
            }

            Interlocked.Increment(ref onTheirWay);
            long at = began + (long)(due * Stopwatch.Frequency);
            _ = Task.Run(async () =>
            {
                await OneAsync(result, at);
                Interlocked.Decrement(ref onTheirWay);
            });
        }

        result.Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        while (Volatile.Read(ref onTheirWay) > 0) await Task.Delay(5);
        return result;
    }

    private async Task OneAsync(LoadResult result, long due)
    {
        int number = Interlocked.Increment(ref next) & int.MaxValue;
        long sent = Stopwatch.GetTimestamp();
        try
        {
            SearchResponse answer = await connections[number % connections.Count].SearchAsync(requests[number % requests.Count], deadline: DateTime.UtcNow + Deadline);
            long waited = Microseconds(sent);
            Interlocked.Add(ref result.InService, answer.ElapsedUs);
            Interlocked.Add(ref result.Waited, waited);
            result.FromSent.RecordValue(waited);
            result.FromDue.RecordValue(Microseconds(due));
        }
        catch (RpcException refused)
        {
            Interlocked.Increment(ref refused.StatusCode == StatusCode.ResourceExhausted ? ref result.Shed : ref result.Failed);
        }
    }

    private static long Microseconds(long since) => Math.Clamp((long)Stopwatch.GetElapsedTime(since).TotalMicroseconds, 1, 120_000_000);
}
