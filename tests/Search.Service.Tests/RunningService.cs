using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Search.Contracts.V1;
using Search.Engine;
using Search.Service.Hosting;

[assembly: AssemblyFixture(typeof(Search.Service.Tests.SharedService))]

namespace Search.Service.Tests;

/// <summary>The real host with a real engine in a temporary directory, on free loopback ports.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication host;

    private RunningService(WebApplication host, BoundAddresses addresses, string data, bool ownsData)
    {
        this.host = host;
        DataDirectory = data;
        OwnsData = ownsData;
        Channel = GrpcChannel.ForAddress(addresses.Grpc, new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Http = new HttpClient { BaseAddress = new Uri(addresses.Http) };
        Search = new SearchService.SearchServiceClient(Channel);
        Ingestion = new IngestionService.IngestionServiceClient(Channel);
        Admin = new AdminService.AdminServiceClient(Channel);
    }

    public string DataDirectory { get; }

    public bool OwnsData { get; }

    public GrpcChannel Channel { get; }

    public HttpClient Http { get; }

    public SearchService.SearchServiceClient Search { get; }

    public IngestionService.IngestionServiceClient Ingestion { get; }

    public AdminService.AdminServiceClient Admin { get; }

    public SearchEngine Engine => host.Services.GetRequiredService<SearchEngine>();

    public static Task<RunningService> StartAsync(params string[] settings) => StartInAsync(null, settings);

    /// <param name="data">A data directory that outlives this service; null makes one that does not.</param>
    public static async Task<RunningService> StartInAsync(string? data, params string[] settings)
    {
        string directory = data ?? Directory.CreateTempSubdirectory("search-service-tests-").FullName;
        string[] arguments =
        [
            $"--Search:DataDirectory={directory}",
            "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0",
            "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning",
            .. settings.Any(s => s.Contains("InProcess", StringComparison.Ordinal) || s == "--sample") ? settings : ["--Search:Ingestion:InProcess=false", .. settings],
        ];
        var host = ServiceHost.Build(ServiceArguments.Parse(arguments), TextWriter.Null);
        await host.StartAsync();
        var bound = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var service = new RunningService(host, new BoundAddresses(host.Services.GetRequiredService<IConfiguration>(), bound), directory, data is null);
        // The first build counts as running until it has tidied up, and the start may not have ended before that; reindexes and erasures are refused until then.
        for (int i = 0; !service.Engine.Opened.IsCompleted || service.Engine.GetStatus() is not { Ready: true, Reindex: null }; i++)
        {
            if (i == 3000) throw new TimeoutException("the engine was not ready within 300 s: " + string.Join("; ", service.Engine.GetStatus().Alarms));
            await Task.Delay(100);
        }

        return service;
    }

    public Task StopAsync() => host.StopAsync();

    /// <summary>Puts articles of one newspaper and waits until a search sees them.</summary>
    public async Task<BatchPutArticlesResponse> PutAsync(params Contracts.V1.Article[] articles)
    {
        var request = new BatchPutArticlesRequest();
        request.Articles.AddRange(articles);
        var response = await Ingestion.BatchPutArticlesAsync(request);
        await Engine.WaitForSequenceAsync(response.Sequence, new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token);
        return response;
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await host.StopAsync();
        await host.DisposeAsync();
        if (OwnsData) Directory.Delete(DataDirectory, recursive: true);
    }
}

/// <summary>One service for all tests that do not stop or starve it; each keeps to newspapers of its own.</summary>
public sealed class SharedService : IAsyncLifetime
{
    public RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await RunningService.StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
