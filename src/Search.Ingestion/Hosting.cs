using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Search.Ingestion.Inbox;

namespace Search.Ingestion;

/// <summary>What to do when the inbox cannot be had.</summary>
public enum InboxRequirement
{
    /// <summary>The host goes on without it; the log and <see cref="InboxWorker.Snapshot"/> say so.</summary>
    Optional,

    /// <summary>The host ends with exit code 1.</summary>
    Required,
}

/// <summary>Hosting of the worker, in its own process or in the service's.</summary>
public static class InboxHosting
{
    /// <summary>
    /// Adds the one <see cref="InboxWorker"/>, also to be asked for its <see cref="InboxWorker.Snapshot"/>. It starts once every hosted service has (Kestrel listens then)
    /// and stops before any of them does, so that its last puts are still answered.
    /// </summary>
    /// <param name="channel">Opened once; disposed with the host if it is disposable.</param>
    public static IServiceCollection AddInboxWorker(
        this IServiceCollection services, Func<IServiceProvider, IngestionOptions> options, Func<IServiceProvider, ChannelBase> channel, InboxRequirement requirement)
    {
        services.AddSingleton(p => new InboxChannel(channel(p)));
        services.AddSingleton(p => new InboxWorker(options(p), p.GetRequiredService<InboxChannel>().Channel, p.GetRequiredService<ILogger<InboxWorker>>()));
        services.AddSingleton<InboxInstruments>();
        services.AddSingleton<IHostedService>(p =>
        {
            // Made now: what it observes is there from the first scrape on.
            p.GetRequiredService<InboxInstruments>();
            return new InboxLifetime(p.GetRequiredService<InboxWorker>(), p.GetRequiredService<IHostApplicationLifetime>(), p.GetRequiredService<ILogger<InboxWorker>>(), requirement);
        });
        return services;
    }

    /// <summary>So that the container disposes the channel and nobody else's ChannelBase is taken for it.</summary>
    private sealed record InboxChannel(ChannelBase Channel) : IDisposable
    {
        public void Dispose() => (Channel as IDisposable)?.Dispose();
    }

    private sealed class InboxLifetime(InboxWorker worker, IHostApplicationLifetime host, ILogger<InboxWorker> log, InboxRequirement requirement) : IHostedLifecycleService
    {
        public async Task StartedAsync(CancellationToken cancellationToken)
        {
            try
            {
                await worker.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is InboxOwnedException or IOException or UnauthorizedAccessException)
            {
                log.NotWatched(e.Message);
                if (requirement == InboxRequirement.Optional) return;
                Environment.ExitCode = 1;
                host.StopApplication();
            }
        }

        public Task StoppingAsync(CancellationToken cancellationToken) => worker.StopAsync(cancellationToken);

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
