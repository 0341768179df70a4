using System.Diagnostics;
using System.Text;
using Search.Contracts.V1;

namespace Search.EndToEnd.Tests.Processes;

public sealed class StartAndStopTests(ITestOutputHelper output) : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("search-process-").FullName;

    [Fact]
    public async Task With_the_sample_one_command_gives_answers_from_any_directory()
    {
        await using var service = await ServiceRun.StartAsync(data, "--sample", "--Search:Ingestion:Settle=00:00:00.1");

        var found = await service.Search.SearchAsync(new SearchRequest { Query = "社区食堂" });
        string page = await service.Http.GetStringAsync("/?q=社区食堂");
        var command = await CommandAsync("query", "社区食堂", "--top", "3", "--json", "--address", service.Address);

        Assert.Equal("桐花巷社区食堂开张首日接待居民六百人次", found.Hits[0].Headline);
        Assert.Contains(found.Hits[0].Id, page);
        Assert.Equal(0, command.ExitCode);
        Assert.Contains(found.Hits[0].Id, command.Output);
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_0_and_everything_committed()
    {
        long sequence;
        await using (var service = await ServiceRun.StartAsync(data, "--Search:Engine:CommitInterval=00:10:00"))
        {
            long applied = await PutAsync(service, 2_000);
            await service.Search.SearchAsync(new SearchRequest { Query = Marker.Of(7), MinSequence = applied });
            // A stream that stays open must not hold up the end.
            using var open = service.Ingestion.PutArticles();
            await open.RequestStream.WriteAsync(new PutArticlesRequest { Article = Article(2_000) });
            Assert.True(await open.ResponseStream.MoveNext(CancellationToken.None));
            sequence = open.ResponseStream.Current.Result.Sequence;

            var (exitCode, took) = await service.StopAsync();
            output.WriteLine($"stopped {took.TotalMilliseconds:0} ms after SIGTERM");
            Assert.Equal(0, exitCode);
            Assert.DoesNotContain("fail:", service.Log);
        }

        await using var again = await ServiceRun.StartAsync(data);
        var status = await again.Admin.GetStatusAsync(new GetStatusRequest());
        Assert.Equal(sequence, status.LogSequence);
        // Nothing but the stop could have committed it: the interval is ten minutes.
        Assert.InRange(status.CommittedSequence, 2_000, sequence);
        Assert.Equal("g000001", status.Generation.Name);
    }

    [Fact]
    public async Task Deleted_generations_are_built_again_from_the_log()
    {
        await using (var service = await ServiceRun.StartAsync(data)) await PutAsync(service, 500);
        Directory.Delete(Path.Combine(data, "generations"), recursive: true);

        await using var again = await ServiceRun.StartAsync(data);
        var found = await again.Search.SearchAsync(new SearchRequest { Query = Marker.Of(37) });
        var verified = await again.Admin.VerifyIndexAsync(new VerifyIndexRequest());
        Assert.Equal($"第{Marker.Of(37)}则", Assert.Single(found.Hits).Headline);
        Assert.True(verified.Ok, string.Join("; ", verified.Problems));
        Assert.Equal(500, verified.Articles);
    }

    [Fact]
    public async Task Files_in_the_inbox_are_fed_exactly_once_though_the_service_is_killed_meanwhile()
    {
        for (int i = 0; i < 60; i++)
        {
            string folder = Directory.CreateDirectory(Path.Combine(data, "inbox", "信箱日报", $"2023-04-{(i / 4) + 1:00}")).FullName;
            File.WriteAllText(Path.Combine(folder, $"A{(i % 4) + 1:00}.txt"), $"第{i}号街区通了暖气\n\n本报讯 4月1日,{Marker.Of(i)}号街区通了暖气,居民张大妈说,屋里一下子热起来了。\n\n管道全长{i + 3}公里,昨日完成试压。\n", Encoding.UTF8);
        }

        for (int kill = 0; kill < 3; kill++)
        {
            await using var service = await ServiceRun.StartAsync(data, "--Search:Ingestion:Settle=00:00:00.05");
            await Task.Delay(100 + (kill * 60));
            await service.KillAsync();
        }

        await using var last = await ServiceRun.StartAsync(data, "--Search:Ingestion:Settle=00:00:00.05");
        while (IsWaiting(Path.Combine(data, "inbox", "信箱日报"))) await Task.Delay(100);

        // After the last file has gone: asked before, it may tell of the moment before that.
        GetStatusResponse status = await last.Admin.GetStatusAsync(new GetStatusRequest());
        Assert.Equal(60, status.ArticleCount);
        for (int i = 0; i < 60; i++)
        {
            var found = await last.Search.SearchAsync(new SearchRequest { Query = Marker.Of(i), UnfoldReprints = true, MinSequence = status.LogSequence });
            Assert.True(found.Hits.Count == 1, $"{Marker.Of(i)} is found {found.Hits.Count} times");
        }
    }

    [Fact]
    public async Task What_cannot_be_started_says_why_in_one_line()
    {
        var unknown = await ServiceRun.RunAsync(data, "--bogus");
        var open = await ServiceRun.RunAsync(data, "--Kestrel:Endpoints:Http:Url=http://0.0.0.0:0");
        await using var first = await ServiceRun.StartAsync(data);
        var second = await ServiceRun.RunAsync(data);
        var occupied = await ServiceRun.RunAsync(Path.Combine(data, "other"), $"--Kestrel:Endpoints:Grpc:Url={first.Address}");

        Assert.Equal((2, 1, 1, 1), (unknown.ExitCode, open.ExitCode, second.ExitCode, occupied.ExitCode));
        Assert.Contains("--bogus", unknown.Errors);
        Assert.Contains("AllowInsecure", open.Errors);
        Assert.Contains(data, second.Errors);
        Assert.Contains("address already in use", occupied.Errors);
        Assert.DoesNotContain("BackgroundService", occupied.Output + occupied.Errors);
        foreach (var (_, text, errors) in new[] { unknown, open, second })
        {
            Assert.Empty(text);
            Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("search-service: ", StringComparison.Ordinal));
        }
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private static async Task<long> PutAsync(ServiceRun service, int count)
    {
        var request = new BatchPutArticlesRequest();
        for (int i = 0; i < count; i++) request.Articles.Add(Article(i));
        return (await service.Ingestion.BatchPutArticlesAsync(request)).Sequence;
    }

    private static Article Article(int i)
    {
        var article = new Article { Newspaper = "进程日报", Date = "2023-05-01", Page = "A01", Headline = $"第{Marker.Of(i)}则" };
        article.Paragraphs.Add($"本报讯 这是第{i}则消息,说的是河边的芦苇又高了一寸。");
        return article;
    }

    private static async Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "search.dll"), .. arguments]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        using var process = Process.Start(start)!;
        try
        {
            string text = await process.StandardOutput.ReadToEndAsync(new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token);
            await process.WaitForExitAsync();
            return (process.ExitCode, text);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static bool IsWaiting(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();
        }
        catch (DirectoryNotFoundException)
        {
            return true; // a folder was put away while it was looked through; what is behind it was not looked at
        }
    }
}
