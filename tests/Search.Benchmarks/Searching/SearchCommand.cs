using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Benchmarks.Finding;
using Search.Benchmarks.Indexing;
using Search.Engine;

namespace Search.Benchmarks.Searching;

/// <summary>
/// <c>search DIR QUERIES.txt THREADS ROUNDS [highlight] [--default] [--slowest N] [--settled] [--answers FILE]</c>: closed loop in process over what <c>index</c> built. The
/// reference's work (words over headline and body, OR, top 10) unless <c>--default</c> asks for the service's own ranking.
/// Times are wall times; <c>cpu_</c> figures are processor times of the searching threads, which other work on the machine disturbs less.
/// <c>--settled</c> begins only when the index's headlines were read for suggestions; <c>--answers</c> writes what the last round answered, one line a query, to be compared with another build's.
/// </summary>
internal static class SearchCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        bool highlight = args.Contains("highlight"), own = args.Contains("--default"), settled = args.Contains("--settled");
        string[] plain = [.. args.Where(a => a is not ("highlight" or "--default" or "--settled"))];
        _ = int.TryParse(TakeOption(ref plain, "--slowest"), CultureInfo.InvariantCulture, out int slowest);
        string? answersFile = TakeOption(ref plain, "--answers");
        if (plain.Length != 4 || !int.TryParse(plain[2], CultureInfo.InvariantCulture, out int threads) || !int.TryParse(plain[3], CultureInfo.InvariantCulture, out int rounds))
        {
            Console.Error.WriteLine("search DIR QUERIES.txt THREADS ROUNDS [highlight] [--default] [--slowest N] [--settled] [--answers FILE]");
            return 2;
        }

        string[] queries = await File.ReadAllLinesAsync(plain[1]);
        EngineOptions options = IndexCommand.OptionsFor(plain[0], 0);
        // The reference does not ask whether another query was meant.
        if (!own) options = options with { HelpsOn = false, ConfigDirectory = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(options.ConfigDirectory))!, "tests", "Search.Benchmarks", "peer") };
        long opened = Stopwatch.GetTimestamp();
        await using SearchEngine engine = SearchEngine.Open(options, NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady || (settled && engine.SuggestionSequence < engine.GetStatus().SearchableSequence)) await Task.Delay(1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready seconds {Stopwatch.GetElapsedTime(opened).TotalSeconds:F3}"));
        HighlightSettings highlights = new() { Disabled = !highlight };
        for (int round = 0; round < rounds; round++)
        {
            long[] latencies = new long[queries.Length];
            double[] processor = new double[queries.Length];
            StageTimes[] stages = new StageTimes[queries.Length];
            SearchAnswer[] answers = new SearchAnswer[answersFile is not null && round == rounds - 1 ? queries.Length : 0];
            int next = -1;
            long hits = 0;
            long allocated = GC.GetTotalAllocatedBytes();
            TimeSpan paused = GC.GetTotalPauseDuration();
            int[] collected = [.. Enumerable.Range(0, 3).Select(GC.CollectionCount)];
            long started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(() =>
            {
                for (int i = Interlocked.Increment(ref next); i < queries.Length; i = Interlocked.Increment(ref next))
                {
                    double clock = ThreadClock.Milliseconds;
                    long begun = Stopwatch.GetTimestamp();
                    SearchAnswer answer = engine.SearchAsync(new SearchInquiry { Query = queries[i], Highlight = highlights }, default).GetAwaiter().GetResult();
                    Interlocked.Add(ref hits, answer.Total);
                    latencies[i] = Stopwatch.GetTimestamp() - begun;
                    processor[i] = ThreadClock.Milliseconds - clock;
                    stages[i] = answer.Stages;
                    if (answers.Length > 0) answers[i] = answer with { Stages = default };
                }
            }, TaskCreationOptions.LongRunning)));
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (answers.Length > 0) await File.WriteAllLinesAsync(answersFile!, answers.Select(answer => JsonSerializer.Serialize(answer)));
            if (round == rounds - 1 && slowest > 0) Describe(queries, processor, stages, slowest);
            Array.Sort(latencies);
            Array.Sort(processor);
            double Ms(int index) => latencies[index] * 1000.0 / Stopwatch.Frequency;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round} queries {queries.Length} threads {threads} seconds {seconds:F3} qps {queries.Length / seconds:F0} p50_ms {Ms(queries.Length / 2):F3} p99_ms {Ms((int)(queries.Length * 0.99)):F3} max_ms {Ms(queries.Length - 1):F3} hits {hits} cpu_qps {1000 * queries.Length / processor.Sum():F0} cpu_p50_ms {processor[queries.Length / 2]:F3} cpu_p99_ms {processor[(int)(queries.Length * 0.99)]:F3} allocated_kb {(GC.GetTotalAllocatedBytes() - allocated) / 1024 / queries.Length} gc_pause_ms {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:F0} gc {string.Join('/', collected.Select((before, i) => GC.CollectionCount(i) - before))}"));
        }

        return 0;
    }

    private static string? TakeOption(ref string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        if (at < 0 || at + 1 == args.Length) return null;
        string value = args[at + 1];
        args = [.. args[..at], .. args[(at + 2)..]];
        return value;
    }

    /// <summary>The queries that took the most processor time, with where they spent their time by the wall clock, in milliseconds.</summary>
    private static void Describe(string[] queries, double[] processor, StageTimes[] stages, int count)
    {
        foreach (int i in Enumerable.Range(0, queries.Length).OrderByDescending(i => processor[i]).Take(count))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slow cpu_ms {processor[i]:F3} {string.Join(' ', stages[i].All().Select(stage => $"{stage.Stage} {stage.Took.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture)}"))} {queries[i]}"));
    }
}
