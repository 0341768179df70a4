using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine;

namespace Search.Benchmarks.Indexing;

/// <summary>
/// <c>reindex DIR QUERIES.txt QPS</c>: a bulk reindex of what <c>index</c> built, alone and while queries come at a fixed rate (open loop);
/// beside it the latencies of the same queries with nothing else to do. Each begins when the segments that searches see are merged into few, as they are when nothing was put for a while.
/// </summary>
internal static class ReindexCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 3 || !int.TryParse(args[2], CultureInfo.InvariantCulture, out int rate) || rate < 1)
        {
            Console.Error.WriteLine("reindex DIR QUERIES.txt QPS");
            return 2;
        }

        string[] queries = await File.ReadAllLinesAsync(args[1]);
        await using SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[0], 2), NullLoggerFactory.Instance, TimeProvider.System);
        await IndexCommand.MergedAsync(engine);
        await ServeAsync(engine, queries, rate, Task.Delay(2_000)); // warm
        Report("queries alone", await ServeAsync(engine, queries, rate, Task.Delay(5_000)));
        Console.WriteLine(await BuildAsync(engine));
        await IndexCommand.MergedAsync(engine);
        Task<string> build = BuildAsync(engine);
        List<double> latencies = await ServeAsync(engine, queries, rate, build);
        Console.WriteLine(await build + " with queries");
        Report("queries beside reindex", latencies);
        return 0;
    }

    private static Task<string> BuildAsync(SearchEngine engine) => Task.Factory.StartNew(() =>
    {
        long started = Stopwatch.GetTimestamp();
        Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime, paused = GC.GetTotalPauseDuration();
        int collections = GC.CollectionCount(0);
        string id = engine.StartReindex(null).Id;
        ReindexStatus status;
        while ((status = engine.GetReindex(id)!).EndedAt is null) Thread.Sleep(5);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return string.Create(CultureInfo.InvariantCulture, $"reindex {status.State} docs {status.ArticlesIndexed} seconds {seconds:F3} docs_per_s {status.ArticlesIndexed / seconds:F0} cpu_s {(process.TotalProcessorTime - before).TotalSeconds:F2} collections {GC.CollectionCount(0) - collections} paused_ms {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:F0}");
    }, TaskCreationOptions.LongRunning);

    private static async Task<List<double>> ServeAsync(SearchEngine engine, string[] queries, int rate, Task until)
    {
        List<Task<double>> running = [];
        long start = Stopwatch.GetTimestamp();
        while (!until.IsCompleted)
        {
            long due = start + (running.Count * Stopwatch.Frequency / rate);
            while (Stopwatch.GetTimestamp() < due) await Task.Delay(1);
            string query = queries[running.Count % queries.Length];
            running.Add(Task.Run(async () =>
            {
                try
                {
                    await engine.SearchAsync(new SearchInquiry { Query = query }, default);
                    return Stopwatch.GetElapsedTime(due).TotalMilliseconds;
                }
                catch (EngineException refused) when (refused.Failure == EngineFailure.Overloaded)
                {
                    return double.PositiveInfinity; // counted, and worse than any answer
                }
            }));
        }

        return [.. await Task.WhenAll(running)];
    }

    private static void Report(string what, List<double> latencies)
    {
        latencies.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {latencies.Count} refused {latencies.Count(double.IsInfinity)} p50_ms {latencies[latencies.Count / 2]:F3} p99_ms {latencies[(int)(latencies.Count * 0.99)]:F3} max_ms {latencies[^1]:F3}"));
    }
}
