using System.Net.Security;
using Search.Engine;
using Search.Ingestion;
using Search.Service.Api;
using Search.Service.Errors;
using Search.Service.Health;
using Search.Service.Portal;
using Search.Service.Security;
using Search.Service.Telemetry;

namespace Search.Service.Hosting;

/// <summary>Puts the service together: engine, endpoints, gRPC with its JSON and Web forms, health, portal.</summary>
internal static class ServiceHost
{
    /// <summary>
    /// How long requests in flight may take to end once the service is told to stop. The engine's last commit comes after, and
    /// both must fit the 5 s that a stop may take.
    /// </summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    /// <param name="output">Gets the one line that says the service is ready.</param>
    public static WebApplication Build(ServiceArguments arguments, TextWriter output)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Files are watched for changes by default; nothing here reads a setting twice, and each watch costs an inotify handle.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. arguments.Configuration],
            ContentRootPath = AppContext.BaseDirectory,
        });
        var settings = ServiceSettings.Read(builder.Configuration, InstallationRoot.Find(AppContext.BaseDirectory));
        Endpoints.Check(builder.Configuration, settings.Access);

        var opening = EngineOpening.Begin(settings, builder.Configuration);
        try
        {
            return Build(builder, settings, arguments, output, opening);
        }
        catch
        {
            opening.Abandon();
            throw;
        }
    }

    private static WebApplication Build(WebApplicationBuilder builder, ServiceSettings settings, ServiceArguments arguments, TextWriter output, EngineOpening opening)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(arguments);
        services.AddSingleton(TimeProvider.System);
        // By factories: the container closes what they give it.
        services.AddSingleton(_ => opening.Loggers);
        services.AddSingleton(_ => opening.Engine);
        var socket = settings.IngestInProcess ? WorkerSocket.Choose(settings.DataDirectory) : null;
        if (socket is not null)
        {
            services.AddSingleton(socket);
            services.AddInboxWorker(_ => settings.Ingestion, _ => ServiceChannel.Open("unix:" + socket.Path), InboxRequirement.Optional);
        }

        services.AddSingleton<SampleIssue>();
        if (arguments.Sample) services.AddHostedService(provider => provider.GetRequiredService<SampleIssue>());
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ReadyLine>(provider, output));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);

        services.AddAccess(settings.Access);
        services.AddTelemetry(settings.Telemetry);
        services.AddApi();
        services.AddSearchHealth();
        services.AddPortal(settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ApiLimits.MessageBytes + 1024;
            kestrel.Limits.MaxConcurrentConnections = ApiLimits.Connections;
            kestrel.Limits.Http2.MaxStreamsPerConnection = ApiLimits.CallsPerConnection;
            // One connection carries a whole feed: the default window makes a page with its source wait for several round trips.
            kestrel.Limits.Http2.InitialStreamWindowSize = 2 * 1024 * 1024;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
            // A certificate whose fingerprint is configured needs no authority behind it; any other must pass the usual checks and is nobody's.
            if (settings.Access.Certificates.Count > 0)
                kestrel.ConfigureHttpsDefaults(https => https.ClientCertificateValidation = (certificate, _, errors) => errors == SslPolicyErrors.None || settings.Access.Knows(certificate));
            if (socket is not null) kestrel.ListenUnixSocket(socket.Path, WorkerConnection.Accept);
        });

        var app = builder.Build();
        // Searches occupy pool threads while they compute: without as many beside them, reading requests and refusing them would wait behind searches.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, settings.Engine.MostConcurrentSearches + Environment.ProcessorCount), ports);
        app.UseMiddleware<EarlyRefusal>();
        app.UseMiddleware<UnexplainedErrors>();
        app.UseResponseCompression();
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<PortalAccess>();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.MapApi();
        app.MapSearchHealth();
        app.MapTelemetry();
        app.MapPortal();
        Open(app);
        return app;
    }

    /// <summary>The engine knows that a reparse was interrupted, the parser is here.</summary>
    private static async Task ResumeReparseAsync(IServiceProvider services)
    {
        try
        {
            await services.GetRequiredService<SearchEngine>().ResumeReparseAsync(services.GetRequiredService<PageParsing>().Reparse);
        }
        catch (EngineException e)
        {
            services.GetRequiredService<ILogger<PageParsing>>().LogWarning(e, "An interrupted reparse could not be begun again");
        }
    }

    /// <summary>
    /// Opens the engine before Kestrel listens, so that a damaged or occupied data directory ends the start with its reason. The
    /// container closes it after every hosted service, Kestrel included, has stopped.
    /// </summary>
    private static void Open(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<SearchEngine>();
            // The engine owns the data directory from here on: a socket in it is left from a process that is gone.
            app.Services.GetService<WorkerSocket>()?.RemoveStale();
            _ = ResumeReparseAsync(app.Services);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }
}
