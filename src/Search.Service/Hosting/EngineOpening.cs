using Search.Engine;
using Search.Service.Telemetry;

namespace Search.Service.Hosting;

/// <summary>
/// Opens the engine while the host is put together, each of which takes about a quarter of a second; so it has the host's loggers made before there is a container.
/// </summary>
internal sealed class EngineOpening
{
    private readonly Task<SearchEngine> opening;

    private EngineOpening(ServiceSettings settings, IConfiguration configuration)
    {
        Loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddLogs(settings.Telemetry));
        // On a thread of its own: it waits for the pool's.
        opening = Task.Factory.StartNew(() => SearchEngine.Open(settings.Engine, Loggers, TimeProvider.System), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public ILoggerFactory Loggers { get; }

    /// <summary>Waits for it.</summary>
    /// <exception cref="EngineException">It could not be opened.</exception>
    public SearchEngine Engine => opening.GetAwaiter().GetResult();

    public static EngineOpening Begin(ServiceSettings settings, IConfiguration configuration) => new(settings, configuration);

    /// <summary>Closes what was opened, for a host that was not made.</summary>
    public void Abandon()
    {
        Task.WhenAny(opening).GetAwaiter().GetResult();
        if (opening.IsCompletedSuccessfully) opening.Result.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Loggers.Dispose();
    }
}
