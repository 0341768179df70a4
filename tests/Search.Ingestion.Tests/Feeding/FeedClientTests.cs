using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Search.Contracts.V1;

namespace Search.Ingestion.Tests.Feeding;

public sealed class FeedClientTests : IAsyncLifetime
{
    private static readonly FeedOptions Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(50), GiveUpAfter = TimeSpan.FromMinutes(2) };

    private readonly FakeIngestion service = new();
    private FakeHost host = null!;
    private GrpcChannel channel = null!;

    public async ValueTask InitializeAsync()
    {
        host = await FakeHost.StartAsync(service);
        channel = ServiceChannel.Open(host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_meets_an_unready_service_is_sent_again_until_it_is_taken()
    {
        for (int i = 0; i < 4; i++) service.FailNext.Enqueue(FakeIngestion.Unavailable());
        var answer = await new FeedClient(channel, Quick).BatchPutArticlesAsync(One("a"), CancellationToken.None);
        Assert.Equal(PutOutcome.Added, Assert.Single(answer.Results).Outcome);
        Assert.Equal(5, service.Calls);
    }

    [Fact]
    public async Task A_pause_that_the_service_asks_for_costs_no_retry_of_the_budget()
    {
        for (int i = 0; i < 6; i++) service.FailNext.Enqueue(FakeIngestion.Overloaded(TimeSpan.FromMilliseconds(1)));
        await new FeedClient(channel, Quick with { RetryBudget = 0 }).BatchPutArticlesAsync(One("a"), CancellationToken.None);
        Assert.Equal(7, service.Calls);
    }

    [Fact]
    public async Task A_failing_service_sees_no_more_retries_than_the_budget_holds()
    {
        for (int i = 0; i < 100; i++) service.FailNext.Enqueue(FakeIngestion.Unavailable());
        var client = new FeedClient(channel, Quick with { RetryBudget = 3, MaxRetryDelay = TimeSpan.FromMilliseconds(2) });
        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => client.BatchPutArticlesAsync(One("a"), CancellationToken.None));
        Assert.Contains("NOT_READY", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, service.Calls);
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => client.BatchPutArticlesAsync(One("a"), CancellationToken.None));
        Assert.Equal(5, service.Calls);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Internal)]
    public async Task A_refusal_is_not_asked_for_twice(StatusCode code)
    {
        service.FailNext.Enqueue(FakeIngestion.Failed(code, "WHY", "no"));
        var refusal = await Assert.ThrowsAsync<RpcException>(() => new FeedClient(channel, Quick).BatchPutArticlesAsync(One("a"), CancellationToken.None));
        Assert.Equal(code, refusal.StatusCode);
        Assert.Equal("WHY", RpcFailures.Reason(refusal));
        Assert.Equal(1, service.Calls);
    }

    [Fact]
    public async Task A_message_larger_than_the_service_takes_is_told_at_once()
    {
        BatchPutArticlesRequest large = One("a");
        large.Articles[0].Paragraphs.Add(new string('长', 500_000));
        var refusal = await Assert.ThrowsAsync<RpcException>(() => new FeedClient(channel, Quick).BatchPutArticlesAsync(large, CancellationToken.None));
        Assert.True(RpcFailures.IsTooLarge(refusal));
        Assert.False(RpcFailures.IsTransient(refusal));
        Assert.True(RpcFailures.IsTransient(FakeIngestion.Overloaded(TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_an_unavailable_service()
    {
        // Bound and not listening: nobody answers, and nobody else gets the port meanwhile.
        using Socket silent = new(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using GrpcChannel nobody = ServiceChannel.Open($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}");
        var client = new FeedClient(nobody, Quick with { GiveUpAfter = TimeSpan.Zero });
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => client.BatchPutArticlesAsync(One("a"), CancellationToken.None));
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_retries()
    {
        for (int i = 0; i < 1000; i++) service.FailNext.Enqueue(FakeIngestion.Overloaded(TimeSpan.FromMilliseconds(20)));
        using var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new FeedClient(channel, Quick).BatchPutArticlesAsync(One("a"), leave.Token));
        Assert.NotEmpty(service.FailNext);
    }

    [Theory]
    [InlineData("localhost:5081")]
    [InlineData("ftp://localhost")]
    [InlineData("unix:relative.sock")]
    [InlineData("")]
    public void An_address_that_is_none_is_refused_before_anything_is_sent(string address) =>
        Assert.Throws<ArgumentException>(() => ServiceChannel.Open(address));

    private static BatchPutArticlesRequest One(string id) => new() { Articles = { new Article { Id = id, Headline = "水厂扩建", Paragraphs = { "水厂扩建工程昨日开工。" } } } };
}
