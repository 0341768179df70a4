using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Search.Ingestion.Tests;

/// <summary>A real gRPC server on a free port of this machine, for services that are made up.</summary>
public sealed class FakeHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeHost(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    /// <param name="socket">A Unix domain socket's path, in place of a port.</param>
    public static async Task<FakeHost> StartAsync(Action<IServiceCollection> add, Action<WebApplication> map, string? socket = null, HttpProtocols protocols = HttpProtocols.Http2)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            if (socket is null) k.Listen(IPAddress.Loopback, 0, l => l.Protocols = protocols);
            else k.ListenUnixSocket(socket, l => l.Protocols = protocols);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = 1 << 20);
        add(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        string address = socket is not null ? "unix:" + socket : app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new FakeHost(app) { Address = address };
    }

    public static Task<FakeHost> StartAsync(FakeIngestion ingestion, string? socket = null) =>
        StartAsync(s => s.AddSingleton(ingestion), a => a.MapGrpcService<FakeIngestion>(), socket);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }
}
