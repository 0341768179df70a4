using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Search.Engine;

namespace Search.Service.Hosting;

/// <summary>Prints one line once both ports listen and the engine answers queries.</summary>
internal sealed class ReadyLine(
    TextWriter output, SearchEngine engine, ServiceArguments arguments, SampleIssue sample, IServer server, IConfiguration configuration,
    IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A port was taken: the host says so, and would call this here a failure of its own.
        }
    }

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var started = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        while (!engine.IsReady) await Task.Delay(TimeSpan.FromMilliseconds(50), time, stoppingToken);

        if (arguments.Sample) await sample.UntilSearchableAsync(stoppingToken);

        // A port 0 becomes whichever was free; the addresses actually bound stand in the order of the endpoints' names.
        var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var addresses = new BoundAddresses(configuration, bound);
        await output.WriteLineAsync($"Search is ready: {addresses.Http} (portal, JSON, gRPC-Web) and {addresses.Grpc} (gRPC)");
        await output.FlushAsync(stoppingToken);
    }
}
