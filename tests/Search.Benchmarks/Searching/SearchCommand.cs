using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Benchmarks.Indexing;
using Search.Engine;

namespace Search.Benchmarks.Searching;

/// <summary>
/// <c>search DIR QUERIES.txt THREADS ROUNDS [highlight] [--default]</c>: closed loop in process over what <c>index</c> built. The
/// reference's work (words over headline and body, OR, top 10) unless <c>--default</c> asks for the service's own ranking.
/// </summary>
internal static class SearchCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        bool highlight = args.Contains("highlight"), own = args.Contains("--default");
        string[] plain = [.. args.Where(a => a is not ("highlight" or "--default"))];
        if (plain.Length != 4 || !int.TryParse(plain[2], CultureInfo.InvariantCulture, out int threads) || !int.TryParse(plain[3], CultureInfo.InvariantCulture, out int rounds))
        {
            Console.Error.WriteLine("search DIR QUERIES.txt THREADS ROUNDS [highlight] [--default]");
            return 2;
        }

        string[] queries = await File.ReadAllLinesAsync(plain[1]);
        EngineOptions options = IndexCommand.OptionsFor(plain[0], 0);
        if (!own) options = options with { ConfigDirectory = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(options.ConfigDirectory))!, "tests", "Search.Benchmarks", "peer") };
        long opened = Stopwatch.GetTimestamp();
        await using SearchEngine engine = SearchEngine.Open(options, NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady) await Task.Delay(1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready seconds {Stopwatch.GetElapsedTime(opened).TotalSeconds:F3}"));
        HighlightSettings highlights = new() { Disabled = !highlight };
        for (int round = 0; round < rounds; round++)
        {
            long[] latencies = new long[queries.Length];
            int next = -1;
            long hits = 0;
            long started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(() =>
            {
                for (int i = Interlocked.Increment(ref next); i < queries.Length; i = Interlocked.Increment(ref next))
                {
                    long begun = Stopwatch.GetTimestamp();
                    SearchAnswer answer = engine.SearchAsync(new SearchInquiry { Query = queries[i], Highlight = highlights }, default).GetAwaiter().GetResult();
                    Interlocked.Add(ref hits, answer.Total);
                    latencies[i] = Stopwatch.GetTimestamp() - begun;
                }
            }, TaskCreationOptions.LongRunning)));
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Array.Sort(latencies);
            double Ms(int index) => latencies[index] * 1000.0 / Stopwatch.Frequency;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round} queries {queries.Length} threads {threads} seconds {seconds:F3} qps {queries.Length / seconds:F0} p50_ms {Ms(queries.Length / 2):F3} p99_ms {Ms((int)(queries.Length * 0.99)):F3} max_ms {Ms(queries.Length - 1):F3} hits {hits}"));
        }

        return 0;
    }
}
