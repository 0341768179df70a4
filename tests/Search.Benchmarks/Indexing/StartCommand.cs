using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Benchmarks.Serving;
using Search.Contracts.V1;
using Search.Engine;

namespace Search.Benchmarks.Indexing;

/// <summary>
/// <c>start DIR QUERIES.txt [PUBLISHED]</c>: from the start of this process to the first answer over what <c>index</c> built, and the memory it takes then and
/// after all queries and the reading for suggestions. With the folder of a published service: from its start to its first answer over gRPC, and its memory then.
/// </summary>
internal static class StartCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is not (2 or 3))
        {
            Console.Error.WriteLine("start DIR QUERIES.txt [PUBLISHED]");
            return 2;
        }

        if (args.Length == 3) return await RunServiceAsync(args[0], args[1], args[2]);
        using Process process = Process.GetCurrentProcess();
        DateTime began = process.StartTime;
        double main = Since(began);
        await using SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[0], 2), NullLoggerFactory.Instance, TimeProvider.System);
        double opened = Since(began);
        while (!engine.IsReady) await Task.Delay(1);
        double ready = Since(began);
        string[] queries = await File.ReadAllLinesAsync(args[1]);
        await engine.SearchAsync(new SearchInquiry { Query = queries[0] }, default);
        double answered = Since(began);
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"start main_s {main:F3} opened_s {opened:F3} ready_s {ready:F3} first_answer_s {answered:F3} cpu_s {process.TotalProcessorTime.TotalSeconds:F2} rss_bytes {process.WorkingSet64} rss_anonymous_kb {Anonymous()}"));
        foreach (string query in queries) await engine.SearchAsync(new SearchInquiry { Query = query }, default);
        while (engine.SuggestionSequence < 0) await Task.Delay(10);
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"then queries {queries.Length} articles {engine.GetStatus().ArticleCount} cpu_s {process.TotalProcessorTime.TotalSeconds:F2} rss_bytes {process.WorkingSet64} rss_anonymous_kb {Anonymous()} managed_bytes {GC.GetTotalMemory(false)} peak_rss_bytes {process.PeakWorkingSet64}"));
        return 0;
    }

    private static async Task<int> RunServiceAsync(string data, string queries, string published)
    {
        SearchRequest first = new() { Query = File.ReadLines(queries).First() };
        // The caller's own code is compiled before.
        using (GrpcChannel nobody = GrpcChannel.ForAddress("http://127.0.0.1:1"))
        {
            try
            {
                await new SearchService.SearchServiceClient(nobody).SearchAsync(first);
            }
            catch (RpcException)
            {
                // Nobody is there.
            }
        }

        long began = Stopwatch.GetTimestamp();
        await using ServiceUnderTest service = await ServiceUnderTest.StartPublishedAsync(published, Path.GetFullPath(data));
        double ready = Stopwatch.GetElapsedTime(began).TotalSeconds;
        SearchResponse answer = await new SearchService.SearchServiceClient(service.Connect()).SearchAsync(first);
        double answered = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"service ready_s {ready:F3} first_answer_s {answered:F3} hits {answer.Hits.Count} engine_ms {answer.ElapsedUs / 1000.0:F1} rss_mb {service.Resources().ResidentMegabytes:F0}"));
        return 0;
    }

    /// <summary>Without the pages of mapped index files, which the system takes back when others need them.</summary>
    private static string Anonymous() => !OperatingSystem.IsLinux() ? "unknown" : File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim();

    private static double Since(DateTime began) => (DateTime.Now - began).TotalSeconds;
}
