using Grpc.Core;
using Search.Contracts.V1;
using Search.Engine;

namespace Search.Service.Tests.Hosting;

/// <summary>Services that are starved, stopped and started again, each in a folder of its own.</summary>
[Collection<Alone>]
public sealed class LifetimeTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("search-lifetime-").FullName;

    [Fact]
    public async Task The_sample_issue_is_fed_once_through_the_inbox()
    {
        string id;
        await using (var service = await RunningService.StartInAsync(data, "--sample", "--Search:Ingestion:Settle=00:00:00.1"))
        {
            Assert.Equal(14, await CountAsync(service, 14));
            // A file is done a moment after its articles are there.
            for (int i = 0; i < 6000 && (await service.Admin.GetStatusAsync(new GetStatusRequest())).Ingestion.FilesDone < 4; i++) await Task.Delay(50);
            var found = await service.Search.SearchAsync(new SearchRequest { Query = "澜河湿地" });
            id = found.Hits[0].Id;
            var status = await service.Admin.GetStatusAsync(new GetStatusRequest());
            Assert.True(status.Ingestion.InProcess);
            Assert.Equal(4, status.Ingestion.FilesDone);
            Assert.All(status.Ingestion.Latest, f => Assert.Empty(f.Error));
            Assert.Contains("青岚时报/2024-05-17/A01.txt", await service.Http.GetStringAsync("/status"));
        }

        string[] done = Directory.GetFiles(Path.Combine(data, "inbox", ".done"), "*", SearchOption.AllDirectories);
        await using (var again = await RunningService.StartInAsync(data, "--sample", "--Search:Ingestion:Settle=00:00:00.1"))
        {
            Assert.Equal(id, (await again.Search.SearchAsync(new SearchRequest { Query = "澜河湿地" })).Hits[0].Id);
        }

        Assert.Equal(done.Length, Directory.GetFiles(Path.Combine(data, "inbox", ".done"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_page_dropped_into_the_inbox_is_found_and_a_broken_one_is_put_aside_with_its_reason()
    {
        await using var service = await RunningService.StartInAsync(data, "--Search:Ingestion:InProcess=true", "--Search:Ingestion:Settle=00:00:00.1");
        string folder = Directory.CreateDirectory(Path.Combine(data, "dropped", "2023-06-05")).FullName;
        File.WriteAllText(Path.Combine(folder, "A01.txt"), Sample.PageText);
        File.WriteAllBytes(Path.Combine(folder, "A02.txt"), [0, 1, 2, 3, 0, 0, 255]);
        // At once: a file that a busy machine writes slowly is taken for complete while it is empty.
        Directory.Move(Path.Combine(data, "dropped"), Path.Combine(Directory.CreateDirectory(Path.Combine(data, "inbox")).FullName, "收件日报"));

        Assert.Equal(2, await CountAsync(service, 2));
        for (int i = 0; i < 6000 && !Quarantined(); i++) await Task.Delay(50);
        Assert.True(Quarantined());
        var issue = await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "收件日报", Date = "2023-06-05" });
        Assert.Equal("A01", Assert.Single(issue.Issue.Pages).Page_);

        bool Quarantined() => Directory.Exists(Path.Combine(data, "inbox", ".quarantine"))
            && Directory.GetFiles(Path.Combine(data, "inbox", ".quarantine"), "*.error.json", SearchOption.AllDirectories).Length == 1;
    }

    [Fact]
    public async Task A_full_queue_is_RESOURCE_EXHAUSTED_with_a_delay_and_what_was_acknowledged_is_there()
    {
        await using var service = await RunningService.StartInAsync(data, "--Search:Engine:AppendQueue=1");
        int acknowledged = 0, refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, cancellation) =>
        {
            try
            {
                await service.Ingestion.BatchPutArticlesAsync(new BatchPutArticlesRequest { Articles = { Sample.Article("拥挤日报", $"第{i}人") } }, cancellationToken: cancellation);
                Interlocked.Increment(ref acknowledged);
            }
            catch (RpcException full) when (full.StatusCode == StatusCode.ResourceExhausted)
            {
                Assert.NotNull(full.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>());
                Interlocked.Increment(ref refused);
            }
        });

        Assert.True(refused > 0, "the queue never was full");
        Assert.Equal(2_000, acknowledged + refused);
        Assert.Equal(acknowledged, (await service.Admin.GetStatusAsync(new GetStatusRequest())).ArticleCount);
    }

    [Fact]
    public async Task Streams_end_with_a_reason_when_the_service_stops()
    {
        await using var service = await RunningService.StartInAsync(data);
        using var call = service.Ingestion.PutArticles();
        await call.RequestStream.WriteAsync(new PutArticlesRequest { Article = Sample.Article("末班日报", "末班车") });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        string id = call.ResponseStream.Current.Result.Id;

        var stopping = service.StopAsync();
        await Refusal.IsAsync(StatusCode.Unavailable, "STOPPING", null, async () => await call.ResponseStream.MoveNext(CancellationToken.None));
        await stopping;
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task A_second_service_on_the_same_data_is_refused()
    {
        await using var first = await RunningService.StartInAsync(data);

        var refused = await Assert.ThrowsAnyAsync<Exception>(async () => await RunningService.StartInAsync(data));

        Assert.True(refused is EngineException or IOException, refused.ToString());
        Assert.Contains(data, refused.Message);
    }

    [Fact]
    public async Task What_was_put_is_there_after_a_restart_even_when_the_generations_are_gone()
    {
        BatchPutArticlesResponse put;
        await using (var service = await RunningService.StartInAsync(data)) put = await service.PutAsync([.. Enumerable.Range(0, 50).Select(i => Sample.Article("留存日报", $"留存第{i}则"))]);
        await using (var service = await RunningService.StartInAsync(data)) Assert.Equal(50, await CountAsync(service, 50));
        Directory.Delete(Path.Combine(data, "generations"), recursive: true);

        await using var rebuilt = await RunningService.StartInAsync(data);
        Assert.Equal(50, await CountAsync(rebuilt, 50));
        foreach (var result in put.Results) Assert.Equal(result.Id, (await rebuilt.Search.GetArticleAsync(new GetArticleRequest { Id = result.Id })).Article.Id);
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    /// <summary>Articles a search sees, once there are as many as expected or five minutes are over.</summary>
    private static async Task<long> CountAsync(RunningService service, long expected)
    {
        for (int i = 0; ; i++)
        {
            var status = await service.Admin.GetStatusAsync(new GetStatusRequest());
            if ((status.ArticleCount == expected && status.SearchableSequence == status.LogSequence) || i == 6000) return status.ArticleCount;
            await Task.Delay(50);
        }
    }
}

/// <summary>Run after the others and beside none: what a client reads in the moment before a connection closes needs a thread that is free.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
