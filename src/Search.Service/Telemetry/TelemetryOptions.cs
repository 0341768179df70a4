using OpenTelemetry.Exporter;

namespace Search.Service.Telemetry;

/// <summary>The section <c>Search:Telemetry</c>.</summary>
internal sealed record TelemetryOptions
{
    /// <summary>A search that takes longer is logged, its text left out; 0 logs none, at most 1 h (default 1 s).</summary>
    public TimeSpan SlowSearch { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the log of slow searches has their text: what people look for is personal (default false).</summary>
    public bool SlowSearchText { get; init; }

    /// <summary>Whether log lines are JSON objects, one a line, for a collector (default false).</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Where metrics and traces are sent, such as <c>http://localhost:4317</c>; empty sends nothing (default).</summary>
    public string OtlpEndpoint { get; init; } = "";

    /// <summary><c>Grpc</c> (default) or <c>HttpProtobuf</c>.</summary>
    public OtlpExportProtocol OtlpProtocol { get; init; } = OtlpExportProtocol.Grpc;

    /// <summary>Share of calls that are traced unless their caller decides, 0 to 1 (default 0.01).</summary>
    public double TracedShare { get; init; } = 0.01;

    /// <summary>Each problem names its key.</summary>
    public IEnumerable<string> Problems()
    {
        if (SlowSearch < TimeSpan.Zero || SlowSearch > TimeSpan.FromHours(1)) yield return "Search:Telemetry:SlowSearch must be 00:00:00 to 01:00:00.";
        if (TracedShare is not (>= 0 and <= 1)) yield return "Search:Telemetry:TracedShare must be 0 to 1.";
        if (OtlpEndpoint.Length > 0 && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return $"Search:Telemetry:OtlpEndpoint is '{OtlpEndpoint}', which is no address such as http://localhost:4317.";
    }
}
