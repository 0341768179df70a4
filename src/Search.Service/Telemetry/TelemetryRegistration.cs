using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Search.Engine;
using Search.Ingestion;
using Search.Service.Hosting;

namespace Search.Service.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>Log lines on standard error: standard output carries the ready line alone.</summary>
    public static void AddLogs(this ILoggingBuilder logging, TelemetryOptions options)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.JsonLogs) logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        else logging.AddSimpleConsole(line => (line.SingleLine, line.TimestampFormat, line.ColorBehavior) = (true, "HH:mm:ss.fff ", LoggerColorBehavior.Disabled));
        // These write whole addresses (?q=…) and the messages of refusals, which quote the query, as mere information.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.Warning);
    }

    /// <summary>Metrics for <c>/metrics</c> and, where an address is configured, metrics and traces over OTLP.</summary>
    public static void AddTelemetry(this IServiceCollection services, TelemetryOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ServiceInstruments>();
        services.AddSingleton<CallTelemetry>();
        services.AddSingleton<SlowSearches>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("search", serviceVersion: ServiceProcess.Version))
            .WithMetrics(metrics =>
            {
                // The runtime and the web server count for themselves.
                metrics.AddMeter(EngineTelemetry.Name, ServiceInstruments.Name, InboxInstruments.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel");
                metrics.AddPrometheusExporter();
                if (options.OtlpEndpoint.Length > 0) metrics.AddOtlpExporter(otlp => Send(otlp, options, "v1/metrics"));
            });
        if (options.OtlpEndpoint.Length == 0) return;
        telemetry.WithTracing(traces => traces
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TracedShare)))
            .AddSource(EngineTelemetry.Name)
            .AddAspNetCoreInstrumentation()
            .AddOtlpExporter(otlp => Send(otlp, options, "v1/traces")));
    }

    public static void MapTelemetry(this WebApplication app)
    {
        // Made now: what it observes is there from the first scrape on.
        app.Services.GetRequiredService<ServiceInstruments>();
        app.MapPrometheusScrapingEndpoint("/metrics");
    }

    private static void Send(OtlpExporterOptions otlp, TelemetryOptions options, string path)
    {
        otlp.Protocol = options.OtlpProtocol;
        // An address given in code is taken as it is: over HTTP each kind has a path of its own.
        var address = new Uri(options.OtlpEndpoint.TrimEnd('/') + "/");
        otlp.Endpoint = options.OtlpProtocol == OtlpExportProtocol.HttpProtobuf ? new Uri(address, path) : address;
    }
}
