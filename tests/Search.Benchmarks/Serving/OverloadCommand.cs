using System.Globalization;
using Search.Benchmarks.Finding;
using Search.Contracts.V1;

namespace Search.Benchmarks.Serving;

/// <summary>
/// <c>overload [ARTICLES] [SECONDS]</c>: a service of its own over generated articles; what it can do, then that, twice and ten times that offered,
/// then half of it again. Generator and service share the machine, so what is sent in vain takes from what can be answered.
/// </summary>
internal static class OverloadCommand
{
    private const int Connections = 8;

    public static async Task<int> RunAsync(string[] args)
    {
        int articles = 10_000, seconds = 10;
        if (args.Length > 2 || (args.Length > 0 && !int.TryParse(args[0], CultureInfo.InvariantCulture, out articles)) || (args.Length > 1 && !int.TryParse(args[1], CultureInfo.InvariantCulture, out seconds))
            || articles is < 100 or > 1_000_000 || seconds is < 1 or > 120)
        {
            Console.Error.WriteLine("overload [ARTICLES] [SECONDS]; 100 to 1,000,000 articles, 1 to 120 s a phase");
            return 2;
        }

        string data = Directory.CreateTempSubdirectory("search-overload-").FullName;
        try
        {
            GeneratedNews news = new();
            await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(data);
            await service.FeedAsync(Enumerable.Range(0, articles).Select(news.Article));
            // Expensive ones, so that ten times as many can be sent from the same machine.
            SearchRequest[] requests = [.. Enumerable.Range(0, 2_000).Select(_ => new SearchRequest { Query = news.Query(12), PageSize = 20, Facets = { FacetField.Newspaper, FacetField.Year, FacetField.Month, FacetField.Reporter } })];
            SearchLoad load = new([.. Enumerable.Range(0, Connections).Select(_ => new SearchService.SearchServiceClient(service.Connect()))], requests);
            TimeSpan length = TimeSpan.FromSeconds(seconds);
            int places = Environment.ProcessorCount * 2;
            await load.ClosedAsync(places, TimeSpan.FromSeconds(3)); // methods are compiled in it
            LoadResult closed = await load.ClosedAsync(places, length);
            double capacity = closed.Admitted / closed.Seconds;
            await PrintAsync(closed, "capacity", capacity);
            foreach (double factor in new[] { 0.5, 1, 2, 10 })
                await PrintAsync(await load.OpenAsync(factor * capacity, length), string.Create(CultureInfo.InvariantCulture, $"x{factor}"), factor * capacity);
            await PrintAsync(await load.OpenAsync(0.5 * capacity, TimeSpan.FromSeconds(1)), "first_second_after", 0.5 * capacity);
            await PrintAsync(await load.OpenAsync(0.5 * capacity, length), "x0.5_after", 0.5 * capacity);
            return 0;

            async Task PrintAsync(LoadResult result, string name, double offered)
            {
                double heap = (await service.MetricsAsync())["dotnet_gc_last_collection_heap_size_bytes"] / 1e6;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Describe(name, offered)} rss_mb {service.Resources().ResidentMegabytes:F0} heap_mb {heap:F0}"));
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
