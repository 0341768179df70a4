using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lucene.Net.Analysis;
using Search.Analysis;

namespace Search.Benchmarks.Tokens;

/// <summary><c>tokens FILE ROUNDS [MODE]</c>: single-threaded analysis speed, in the form of the reference's bench-tokens.</summary>
internal static class TokensCommand
{
    internal static int Run(string[] args)
    {
        string[] lines = File.ReadAllLines(args[0], Encoding.UTF8);
        int rounds = int.Parse(args[1], CultureInfo.InvariantCulture);
        long before = Memory();
        TimeSpan loadProcessor = Environment.CpuUsage.TotalTime;
        long loadStart = Stopwatch.GetTimestamp();
        ChineseAnalysis analysis = Dictionaries.Load();
        TimeSpan load = Stopwatch.GetElapsedTime(loadStart);
        loadProcessor = Environment.CpuUsage.TotalTime - loadProcessor;
        long after = Memory();
        Analyzer analyzer = Pick(analysis, args.Length > 2 ? args[2] : "smartcn");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"load seconds {load.TotalSeconds:F3} cpu_seconds {loadProcessor.TotalSeconds:F3} memory_bytes {after - before}"));

        long chars = lines.Sum(line => (long)line.Length);
        for (int round = 0; round < rounds; round++)
        {
            long tokens = 0;
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            foreach (string line in lines)
                tokens += Count(analyzer, line);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double processorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round} tokens {tokens} chars {chars} seconds {seconds:F3} chars_per_s {chars / seconds:F0} cpu_chars_per_s {chars / processorSeconds:F0} bytes_per_token {(double)allocated / tokens:F2}"));
        }
        return 0;
    }

    // A method of its own: code compiled ahead of time is compiled again for this processor only where it is entered often.
    private static int Count(Analyzer analyzer, string line)
    {
        int tokens = 0;
        using TokenStream stream = analyzer.GetTokenStream("f", line);
        stream.Reset();
        while (stream.IncrementToken())
            tokens++;
        stream.End();
        return tokens;
    }

    // What the process holds: the tables stand outside the collected heap.
    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }

    internal static Analyzer Pick(ChineseAnalysis analysis, string mode) => mode switch
    {
        "smartcn" => analysis.SmartCn,
        "index" => analysis.IndexWords,
        "query" => analysis.QueryWords,
        "grams" => analysis.Grams,
        _ => throw new ArgumentException($"The mode {mode} is not one of smartcn, index, query, grams."),
    };
}
