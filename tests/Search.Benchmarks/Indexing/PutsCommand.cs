using System.Diagnostics;
using System.Globalization;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine;

namespace Search.Benchmarks.Indexing;

/// <summary>
/// <c>puts FILE.jsonl DIR RATE SECONDS</c>: single articles put at a fixed rate whatever the engine does (open loop: an article's time
/// counts from when it was due, so a stall is not hidden), until acknowledged as durable and from there until searchable.
/// </summary>
internal static class PutsCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 4 || !int.TryParse(args[2], CultureInfo.InvariantCulture, out int rate) || !int.TryParse(args[3], CultureInfo.InvariantCulture, out int seconds) || rate < 1 || seconds < 1)
        {
            Console.Error.WriteLine("puts FILE.jsonl DIR RATE SECONDS");
            return 2;
        }

        List<Article> articles = [.. File.ReadLines(args[0]).Take((rate * seconds) + rate).Select(IndexCommand.Read)];
        if (Directory.Exists(args[1])) Directory.Delete(args[1], recursive: true);
        await using SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[1], 2), NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady) await Task.Delay(1);
        // The first second is not counted: methods are compiled in it.
        await RunAsync(engine, articles.Take(rate), rate, new LongConcurrentHistogram(1, 600_000_000, 3), new LongConcurrentHistogram(1, 600_000_000, 3));

        LongConcurrentHistogram acknowledged = new(1, 600_000_000, 3), searchable = new(1, 600_000_000, 3);
        Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        int count = await RunAsync(engine, articles.Skip(rate), rate, acknowledged, searchable);
        double taken = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"puts {count} rate {rate} seconds {taken:F3} puts_per_s {count / taken:F0} cpu_s {(process.TotalProcessorTime - before).TotalSeconds:F2} {Figures("durable", acknowledged)} {Figures("searchable", searchable)}"));
        return 0;
    }

    private static async Task<int> RunAsync(SearchEngine engine, IEnumerable<Article> articles, int rate, HistogramBase acknowledged, HistogramBase searchable)
    {
        List<Task> running = [];
        long start = Stopwatch.GetTimestamp();
        foreach (Article article in articles)
        {
            long due = start + (running.Count * Stopwatch.Frequency / rate);
            while (Stopwatch.GetTimestamp() < due) await Task.Delay(1);
            running.Add(PutAsync(article, due));
        }

        await Task.WhenAll(running);
        return running.Count;

        async Task PutAsync(Article article, long due)
        {
            (_, long sequence) = await engine.PutArticlesAsync([article], force: false, default);
            long durable = Stopwatch.GetTimestamp();
            acknowledged.RecordValue(Microseconds(durable - due));
            await engine.WaitForSequenceAsync(sequence, default);
            searchable.RecordValue(Microseconds(Stopwatch.GetTimestamp() - durable));
        }
    }

    private static long Microseconds(long ticks) => Math.Max(1, ticks * 1_000_000 / Stopwatch.Frequency);

    private static string Figures(string name, HistogramBase histogram) => string.Create(CultureInfo.InvariantCulture,
        $"{name}_p50_ms {histogram.GetValueAtPercentile(50) / 1000.0:F1} {name}_p99_ms {histogram.GetValueAtPercentile(99) / 1000.0:F1} {name}_max_ms {histogram.GetMaxValue() / 1000.0:F1}");
}
