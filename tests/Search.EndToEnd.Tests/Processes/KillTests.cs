using System.Globalization;
using Search.Contracts.V1;

namespace Search.EndToEnd.Tests.Processes;

/// <summary>kill -9 at random moments. SEARCH_KILLS says how many (4), SEARCH_SEED repeats a run.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("SEARCH_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private readonly string data = Directory.CreateTempSubdirectory("search-kill-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_acknowledged_is_lost_or_doubled(bool whileReindexing)
    {
        int seed = Environment.GetEnvironmentVariable("SEARCH_SEED") is { } wanted ? int.Parse(wanted, CultureInfo.InvariantCulture) : Random.Shared.Next(1, 1_000_000);
        output.WriteLine($"SEARCH_SEED={seed}, {Kills} kills, while reindexing: {whileReindexing}");
        var moments = new Random(seed);
        PageModel[] models = [.. Enumerable.Range(0, 4).Select(newspaper => new PageModel(seed, newspaper))];
        for (int kill = 0; kill < Kills; kill++)
        {
            await using var service = await StartAsync();
            await VerifyAsync(service, models);
            using var stop = new CancellationTokenSource();
            var feeding = Task.WhenAll(models.Select(m => m.FeedAsync(service.Ingestion, stop.Token)));
            if (whileReindexing)
            {
                await Task.Delay(moments.Next(20, 200));
                await service.Admin.StartReindexAsync(new StartReindexRequest { Reparse = false });
            }

            await Task.Delay(moments.Next(20, 900));
            // On a slow machine every kill might come before the first answer, and prove nothing.
            while (kill == Kills - 1 && models.Sum(m => m.Acknowledged) == 0 && !feeding.IsCompleted) await Task.Delay(20);
            await service.KillAsync();
            await feeding;
            output.WriteLine($"kill {kill + 1}: {models.Sum(m => m.Acknowledged)} puts acknowledged so far");
        }

        await using var last = await StartAsync();
        await VerifyAsync(last, models);
        Assert.True(models.Sum(m => m.Acknowledged) > 0, "no put was ever acknowledged: the kills came too early to prove anything");
        var status = await last.Admin.GetStatusAsync(new GetStatusRequest());
        Assert.Equal(models.Sum(m => m.ArticleCount), status.ArticleCount);
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private Task<ServiceRun> StartAsync() => ServiceRun.StartAsync(data, "--Search:Ingestion:InProcess=false", "--Search:Engine:CommitInterval=00:00:00.2");

    private static async Task VerifyAsync(ServiceRun service, PageModel[] models)
    {
        long head = (await service.Admin.GetStatusAsync(new GetStatusRequest())).LogSequence;
        foreach (var model in models) await model.CheckAsync(service.Search, head);
        foreach (var model in models) await model.FeedAgainAsync(service.Ingestion);
        head = (await service.Admin.GetStatusAsync(new GetStatusRequest())).LogSequence;
        foreach (var model in models) await model.CheckAsync(service.Search, head);
        var verified = await service.Admin.VerifyIndexAsync(new VerifyIndexRequest());
        Assert.True(verified.Ok, string.Join("; ", verified.Problems));
        Assert.Equal(models.Sum(m => m.ArticleCount), verified.Articles);
    }
}
