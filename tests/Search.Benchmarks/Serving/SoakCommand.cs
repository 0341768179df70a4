using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Search.Benchmarks.Finding;
using Search.Contracts.V1;

namespace Search.Benchmarks.Serving;

/// <summary>
/// <c>soak SECONDS DIR [QUERIES_PER_SECOND] [PUTS_PER_SECOND]</c>: a service of its own under a mixed load for a long time: searches, suggestions, puts, corrections,
/// deletes, a reindex every four minutes. The number of articles stays the same, so nothing else may grow. Writes <c>soak.csv</c> and <c>soak.svg</c> to DIR.
/// </summary>
internal static class SoakCommand
{
    private const int Articles = 3_000;

    private static readonly TimeSpan ReindexEvery = TimeSpan.FromMinutes(4);

    public static async Task<int> RunAsync(string[] args)
    {
        double queries = 20, puts = 4;
        if (args.Length is < 2 or > 4 || !int.TryParse(args[0], CultureInfo.InvariantCulture, out int seconds) || seconds is < 5 or > 86_400
            || (args.Length > 2 && !double.TryParse(args[2], CultureInfo.InvariantCulture, out queries)) || (args.Length > 3 && !double.TryParse(args[3], CultureInfo.InvariantCulture, out puts))
            || queries is not (> 0 and <= 1000) || puts is not (> 0 and <= 1000))
        {
            Console.Error.WriteLine("soak SECONDS DIR [QUERIES_PER_SECOND] [PUTS_PER_SECOND]; 5 to 86,400 s, at most 1,000 a second");
            return 2;
        }

        Directory.CreateDirectory(args[1]);
        string data = Directory.CreateTempSubdirectory("search-soak-").FullName;
        try
        {
            await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(data);
            Load load = new(service);
            await service.FeedAsync(Enumerable.Range(0, Articles).Select(load.Article));
            List<SoakSample> samples = [];
            long began = Stopwatch.GetTimestamp();
            using CancellationTokenSource end = new(TimeSpan.FromSeconds(seconds));
            Task[] running =
            [
                EveryAsync(1 / queries, load.SearchAsync, end.Token),
                EveryAsync(4 / queries, load.SuggestAsync, end.Token),
                EveryAsync(1 / puts, load.ChangeAsync, end.Token),
                EveryAsync(ReindexEvery.TotalSeconds, load.ReindexAsync, end.Token),
                EveryAsync(Math.Max(1, seconds / 300.0), async () => samples.Add(await SampleAsync(service, load, began)), end.Token),
            ];
            await Task.WhenAll(running);
            samples.Add(await SampleAsync(service, load, began));

            await File.WriteAllLinesAsync(Path.Combine(args[1], "soak.csv"), [SoakSample.Header, .. samples.Select(s => s.ToLine())]);
            await File.WriteAllTextAsync(Path.Combine(args[1], "soak.svg"), SoakPicture.Draw(samples));
            foreach (string line in SoakSample.Growth(samples)) Console.WriteLine(line);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"soak seconds {seconds} searches {load.Searches} suggestions {load.Suggestions} changes {load.Changes} reindexes {load.Reindexes} shed {load.Shed} failed {load.Failed}"));
            return load.Failed == 0 && load.Searches > 0 && load.Changes > 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>A step at a time; what takes too long is not made up for, so the load stays bounded.</summary>
    private static async Task EveryAsync(double seconds, Func<Task> step, CancellationToken end)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(seconds));
        try
        {
            while (await timer.WaitForNextTickAsync(end)) await step();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    private static async Task<SoakSample> SampleAsync(ServiceUnderTest service, Load load, long began)
    {
        Dictionary<string, double> metrics = await service.MetricsAsync();
        var (resident, files, threads) = service.Resources();
        return new SoakSample
        {
            Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
            HeapMegabytes = metrics.GetValueOrDefault("dotnet_gc_last_collection_heap_size_bytes") / 1e6,
            ResidentMegabytes = resident,
            FileDescriptors = files,
            Threads = threads,
            Timers = metrics.GetValueOrDefault("dotnet_timer_count"),
            Segments = metrics["search_index_segments"],
            Documents = metrics["search_index_documents"],
            Lag = metrics["search_index_lag"],
            Searches = load.Searches,
            Failed = load.Failed,
        };
    }

    private sealed class Load(ServiceUnderTest service)
    {
        private readonly GeneratedNews news = new();
        private readonly Random random = new(5);
        private readonly SearchService.SearchServiceClient search = new(service.Connect());
        private readonly IngestionService.IngestionServiceClient ingestion = new(service.Connect());
        private readonly AdminService.AdminServiceClient admin = new(service.Connect());
        private readonly Lock drawing = new();

        public int Searches, Suggestions, Changes, Reindexes, Shed, Failed;

        public Engine.Article Article(int number)
        {
            lock (drawing) return news.Article(number);
        }

        public Task SearchAsync() => TryAsync(() => search.SearchAsync(new SearchRequest { Query = Query(3), PageSize = 10, Facets = { FacetField.Newspaper, FacetField.Year } }), () => Searches++);

        public Task SuggestAsync() => TryAsync(() => search.SuggestAsync(new SuggestRequest { Prefix = Query(1), Limit = 8 }), () => Suggestions++);

        /// <summary>Mostly a corrected article; one in ten is deleted and comes back with a later change.</summary>
        public Task ChangeAsync()
        {
            int number = random.Next(Articles);
            return random.Next(10) == 0
                ? TryAsync(() => ingestion.DeleteArticleAsync(new DeleteArticleRequest { Id = $"g{number}" }), () => Changes++, mayBeMissing: true)
                : TryAsync(() => ingestion.BatchPutArticlesAsync(new BatchPutArticlesRequest { Articles = { ServiceUnderTest.ToApi(Article(number)) } }), () => Changes++);
        }

        public Task ReindexAsync() => TryAsync(() => admin.StartReindexAsync(new StartReindexRequest()), () => Reindexes++);

        private string Query(int words)
        {
            lock (drawing) return news.Query(words);
        }

        private async Task TryAsync<T>(Func<AsyncUnaryCall<T>> call, Action counted, bool mayBeMissing = false)
        {
            try
            {
                await call();
                counted();
            }
            catch (RpcException refused) when (mayBeMissing && refused.StatusCode == StatusCode.NotFound)
            {
                counted();
            }
            // On a machine with other work a reindex may still run when the next is due.
            catch (RpcException refused) when (refused.StatusCode is StatusCode.ResourceExhausted or StatusCode.FailedPrecondition)
            {
                Interlocked.Increment(ref Shed);
            }
            catch (RpcException failure)
            {
                Interlocked.Increment(ref Failed);
                await Console.Error.WriteLineAsync(failure.Status.ToString());
            }
        }
    }
}
