using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Search.Ingestion;

/// <summary>The section <c>Search:Telemetry</c> of a worker in a process of its own; in the service the service's holds.</summary>
internal sealed record WorkerTelemetry
{
    /// <summary>Port on which <c>http://localhost:PORT/metrics</c> answers, of this machine only; 0 answers nowhere (default).</summary>
    public int MetricsPort { get; init; }

    /// <summary>Where metrics are sent, such as <c>http://localhost:4317</c>; empty sends nothing (default).</summary>
    public string OtlpEndpoint { get; init; } = "";

    /// <summary><c>Grpc</c> (default) or <c>HttpProtobuf</c>.</summary>
    public OtlpExportProtocol OtlpProtocol { get; init; } = OtlpExportProtocol.Grpc;

    /// <exception cref="ValidationException">Something is out of range; the message says what.</exception>
    public WorkerTelemetry Validated()
    {
        if (MetricsPort is < 0 or > 65535) throw new ValidationException("Search:Telemetry:MetricsPort must be 0 to 65535.");
        if (OtlpEndpoint.Length > 0 && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            throw new ValidationException($"Search:Telemetry:OtlpEndpoint is '{OtlpEndpoint}', which is no address such as http://localhost:4317.");
        return this;
    }

    public void Register(IServiceCollection services)
    {
        if (MetricsPort == 0 && OtlpEndpoint.Length == 0) return;
        string version = typeof(WorkerTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("search-worker", serviceVersion: version)).WithMetrics(metrics =>
        {
            metrics.AddMeter(InboxInstruments.Name, "System.Runtime");
            if (MetricsPort > 0) metrics.AddPrometheusHttpListener(listener => (listener.Host, listener.Port) = ("localhost", MetricsPort));
            if (OtlpEndpoint.Length > 0)
            {
                metrics.AddOtlpExporter(otlp =>
                {
                    otlp.Protocol = OtlpProtocol;
                    // An address given in code is taken as it is: over HTTP each kind has a path of its own.
                    Uri address = new(OtlpEndpoint.TrimEnd('/') + "/");
                    otlp.Endpoint = OtlpProtocol == OtlpExportProtocol.HttpProtobuf ? new Uri(address, "v1/metrics") : address;
                });
            }
        });
    }
}
