using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Search.Ingestion;

const string Usage = """
    Search.Ingestion --inbox DIR [--address URL] [--Search:Ingestion:Settle=00:00:02 …]

    Watches DIR for newspaper files (<newspaper>/<yyyy-MM-dd>/<page>.<ext>) and feeds them to the service.
      --inbox DIR      the folder; also Search:Inbox, or Search__Inbox in the environment
      --address URL    the service, http://host:port or unix:/path (default http://localhost:5081); also Search:Address
    Where the service asks for credentials: an API key with the role Writer in Search__Key (environment).
    Metrics: --Search:Telemetry:MetricsPort=9464 answers http://localhost:9464/metrics; --Search:Telemetry:OtlpEndpoint=URL sends them.
    Every option of the section Search:Ingestion may be given the same way. SIGTERM stops it cleanly.
    Example: Search.Ingestion --inbox /srv/inbox --address http://search.local:5081
    """;

if (args.Any(a => a is "--help" or "-h" or "-?"))
{
    Console.Out.WriteLine(Usage);
    return 0;
}
var switches = new Dictionary<string, string> { ["--inbox"] = "Search:Inbox", ["--address"] = "Search:Address" };
for (int i = 0; i < args.Length; i++)
{
    string name = args[i].Split('=', 2)[0];
    if (!switches.ContainsKey(name) && !name.StartsWith("--Search:", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase))
        return Refuse($"unknown argument '{args[i]}'");
    if (!args[i].Contains('=') && ++i == args.Length) return Refuse($"'{name}' wants a value");
}

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Configuration
    .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
    .AddEnvironmentVariables()
    .AddCommandLine(args, switches);
builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(o => o.SingleLine = true);
try
{
    IConfigurationSection search = builder.Configuration.GetSection("Search");
    var options = IngestionOptions.Read(search.GetSection("Ingestion"), search["Inbox"] ?? "");
    var channel = ServiceChannel.Open(search["Address"] ?? "http://localhost:5081", search["Key"] ?? "");
    WorkerTelemetry telemetry = new();
    search.GetSection("Telemetry").Bind(telemetry);
    telemetry.Validated().Register(builder.Services);
    builder.Services.AddInboxWorker(_ => options, _ => channel, InboxRequirement.Required);
}
catch (Exception e) when (e is ValidationException or InvalidOperationException or ArgumentException)
{
    return Refuse(e.InnerException?.Message is { } inner ? $"{e.Message} {inner}" : e.Message);
}
await builder.Build().RunAsync();
return Environment.ExitCode;

static int Refuse(string why)
{
    Console.Error.WriteLine($"Search.Ingestion: {why}");
    Console.Error.WriteLine("Search.Ingestion --help tells how it is used.");
    return 2;
}
