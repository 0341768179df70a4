using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Benchmarks.Indexing;
using Search.Contracts.V1;
using Search.Engine;

namespace Search.Benchmarks.Serving;

/// <summary>
/// <c>calls DIR QUERIES.txt ROUNDS [--bare]</c>: what a call through gRPC adds to full answers (own ranking, highlights, none from the cache of answers). The queries one after
/// the other, in process and through a service of its own over a copy of what <c>index</c> built, a round of each in turns; both are warm before the first that counts.
/// Between them a round in process where a thread of the pool is woken for each search, as it is for one that comes from outside: the caches of another processor may have to
/// be filled first. What that costs is no cost of gRPC, and nobody who serves others is spared it.
/// With <c>--bare</c> the engine behind Grpc.AspNetCore and nothing else (<c>tests/Search.Bare</c>) takes the service's place.
/// </summary>
internal static class CallsCommand
{
    /// <summary>Methods are optimised after so many calls and in the background; a service of a minute still gives slower answers than one of five.</summary>
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(75);

    /// <summary>About as long as a call is under way beside the search.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public static async Task<int> RunAsync(string[] args)
    {
        bool bare = args.Contains("--bare");
        args = [.. args.Where(a => a != "--bare")];
        if (args.Length != 3 || !int.TryParse(args[2], CultureInfo.InvariantCulture, out int rounds) || rounds < 1)
        {
            Console.Error.WriteLine("calls DIR QUERIES.txt ROUNDS [--bare]");
            return 2;
        }

        string[] queries = [.. (await File.ReadAllLinesAsync(args[1])).Where(q => q.Length > 0)];
        string copy = Directory.CreateTempSubdirectory("search-calls-").FullName;
        try
        {
            CopyInto(args[0], copy);
            await using ServiceUnderTest service = bare ? await ServiceUnderTest.StartBareAsync(copy) : await ServiceUnderTest.StartAsync(copy, "--Search:Engine:KeepsAnswers=false");
            await using SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[0], 2), NullLoggerFactory.Instance, TimeProvider.System);
            while (!engine.IsReady || engine.SuggestionSequence < engine.GetStatus().SearchableSequence) await Task.Delay(10);
            GrpcChannel channel = service.Connect();
            SearchService.SearchServiceClient client = new(channel);
            foreach (Func<Task> warm in new Func<Task>[] { () => InProcessAsync(engine, queries), () => ThroughAsync(client, queries) })
            {
                long began = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(began) < Warming) await warm();
            }

            List<double> added = [], addedToWoken = [], outside = [];
            for (int round = 0; round < rounds; round++)
            {
                double[] inside = await InProcessAsync(engine, queries);
                double[] woken = await InProcessAsync(engine, queries, Pause);
                (double[] waited, double[] beside) = await ThroughAsync(client, queries);
                added.Add(At(waited, 0.5) - At(inside, 0.5));
                addedToWoken.Add(At(waited, 0.5) - At(woken, 0.5));
                outside.Add(At(beside, 0.5));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"round {round} queries {queries.Length} in_process_p50_ms {At(inside, 0.5):F3} in_process_p99_ms {At(inside, 0.99):F3} woken_p50_ms {At(woken, 0.5):F3} grpc_p50_ms {At(waited, 0.5):F3} grpc_p99_ms {At(waited, 0.99):F3} added_p50_ms {added[^1]:F3} added_to_woken_p50_ms {addedToWoken[^1]:F3} outside_p50_ms {outside[^1]:F3} outside_p99_ms {At(beside, 0.99):F3} outside_share {beside.Sum() / waited.Sum():F2}"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {rounds} rounds added_p50_ms {At([.. added], 0.5):F3} added_to_woken_p50_ms {At([.. addedToWoken], 0.5):F3} outside_p50_ms {At([.. outside], 0.5):F3}"));
            return 0;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <returns>Milliseconds of each search.</returns>
    /// <param name="pause">Before each search, which a thread of the pool goes on with after it.</param>
    private static async Task<double[]> InProcessAsync(SearchEngine engine, string[] queries, TimeSpan pause = default)
    {
        double[] took = new double[queries.Length];
        for (int i = 0; i < queries.Length; i++)
        {
            if (pause > TimeSpan.Zero) await Task.Delay(pause);
            long begun = Stopwatch.GetTimestamp();
            await engine.SearchAsync(new SearchInquiry { Query = queries[i] }, default);
            took[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        return took;
    }

    /// <returns>Milliseconds the caller waited for each answer, and how many of them the service was not searching.</returns>
    private static async Task<(double[] Waited, double[] Outside)> ThroughAsync(SearchService.SearchServiceClient client, string[] queries)
    {
        double[] waited = new double[queries.Length], outside = new double[queries.Length];
        for (int i = 0; i < queries.Length; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            SearchResponse answer = await client.SearchAsync(new SearchRequest { Query = queries[i] });
            waited[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            outside[i] = waited[i] - (answer.ElapsedUs / 1000.0);
        }

        return (waited, outside);
    }

    private static double At(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * sorted.Length)];
    }

    private static void CopyInto(string from, string to)
    {
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
