using System.Net;
using System.Net.Http.Json;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Search.Contracts.V1;
using Search.Engine;

namespace Search.Service.Tests.Api;

/// <summary>More than there is room for, whichever way it comes: refused at once, with why and when to come again.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task A_search_without_a_place_is_refused_alike_before_and_behind_the_gate()
    {
        await using var service = await RunningService.StartAsync("--Search:Engine:ConcurrentSearches=1", "--Search:Engine:LongestSearchWait=00:00:00.001");
        await service.PutAsync(Sample.Article("河湾日报", "河湾镇新桥通车"));
        SearchGate gate = service.Engine.Gate;
        // By this the gate learns that searches take long, so that no more than two are let wait.
        using (await gate.EnterAsync(TestContext.Current.CancellationToken)) await Task.Delay(50, TestContext.Current.CancellationToken);
        var running = await gate.EnterAsync(TestContext.Current.CancellationToken);
        // Whoever may wait does, and gets an answer later.
        Task<SearchResponse>[] waiting = [.. Enumerable.Range(0, 2).Select(_ => service.Search.SearchAsync(new SearchRequest { Query = "新桥" }).ResponseAsync)];
        try
        {
            while (gate.Waiting < waiting.Length) await Task.Delay(5, TestContext.Current.CancellationToken);
            long shed = gate.Shed;

            IsOverload(await Refusal.IsAsync(StatusCode.ResourceExhausted, "OVERLOADED", null, async () => await service.Search.SearchAsync(new SearchRequest { Query = "新桥" })));
            IsOverload(await Refusal.IsAsync(StatusCode.ResourceExhausted, "OVERLOADED", null, async () => await service.Search.FindSimilarAsync(new FindSimilarRequest { Id = "河湾日报/2024-05-06/01/1" })));
            // Not taken for gRPC: these go the whole way to the engine.
            using var web = GrpcChannel.ForAddress(service.Http.BaseAddress!, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, new HttpClientHandler()), HttpVersion = HttpVersion.Version11 });
            IsOverload(await Refusal.IsAsync(StatusCode.ResourceExhausted, "OVERLOADED", null, async () => await new SearchService.SearchServiceClient(web).SearchAsync(new SearchRequest { Query = "新桥" })));
            using var json = await service.Http.PostAsJsonAsync("/v1/search", new { query = "新桥" }, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.TooManyRequests, json.StatusCode);
            Assert.Equal(shed + 4, gate.Shed);
            // What takes no place is answered meanwhile.
            Assert.NotEmpty((await service.Search.ListNewspapersAsync(new ListNewspapersRequest())).Newspapers);
        }
        finally
        {
            running.Dispose();
        }

        foreach (var answered in waiting) Assert.Equal(1, (await answered).Total.Value);
        Assert.Equal(1, (await service.Search.SearchAsync(new SearchRequest { Query = "新桥" })).Total.Value);
    }

    [Fact]
    public async Task A_put_beyond_the_room_for_pending_writes_is_told_when_to_come_again()
    {
        await using var service = await RunningService.StartAsync();
        using (service.Engine.Budget.Take(int.MaxValue))
            IsOverload(await Refusal.IsAsync(StatusCode.ResourceExhausted, "OVERLOADED", null, async () => await service.PutAsync(Sample.Article("河湾日报", "河湾镇新桥通车"))));

        await service.PutAsync(Sample.Article("河湾日报", "河湾镇新桥通车"));
    }

    private static void IsOverload(RpcException refused) => Assert.True(refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
}
