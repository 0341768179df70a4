namespace Search.Service.Hosting;

/// <summary>
/// The command line: two switches, and configuration as <c>--Key=Value</c> or <c>--Key Value</c>. An argument nobody reads is
/// an error, since a mistyped data directory would otherwise start an empty engine in the wrong place.
/// </summary>
internal sealed record ServiceArguments
{
    public const string Usage = """
        Usage: Search.Service [--sample] [--Key=Value …]

          --sample    also feed the bundled sample issue
          --help      this text
          --version   the version

        Keys (also as environment variables, with __ for :, and in appsettings.json):
          Search:DataDirectory           log, sources, generations, inbox (default index/data)
          Search:Inbox                   folder that is watched for page files (default <data>/inbox)
          Search:Ingestion:InProcess     watch the inbox in this process (default true)
          Search:Ingestion:…             Settle, ScanInterval, MaxPause, MaxFoldersInParallel, Feed:…
          Search:Log                     sqlite
          Search:Engine:…                CommitInterval, ProjectionBatch, IndexingThreads, IdleMergeDelay,
                                         AppendQueue, PendingWriteBytes, ConcurrentSearches, LongestSearchWait,
                                         KeptGenerations, ReanalysisSlice, CheckInterval, FirstCheck,
                                         SuggestedHeadlines, SuggestQueries, SuggestQueriesClients
          Search:Telemetry:…             SlowSearch (00:00:01), SlowSearchText, JsonLogs,
                                         OtlpEndpoint, OtlpProtocol, TracedShare
          Search:Auth:Keys:0:…           an API key: Name, Sha256, Role (Reader, Writer, Admin), RequestsPerSecond; :1 the next
          Search:Auth:AdminKeySha256     SHA-256 of the key that signs in on /status
          Search:Auth:Jwt:…              bearer tokens: Authority or Issuer and SigningKey, Audience, RoleClaim
          Search:Auth:Certificates:0:…   a client certificate: Name, Sha256, Role
          Search:Auth:Anonymous          whether callers without credentials may search and read (default true)
          Search:Auth:AnonymousRequestsPerSecond   of one address (default 50; 0 for no limit)
          Search:Auth:AllowInsecure      allow an address that other machines reach without TLS and credentials (default false)
          Search:Portal:AllowedOrigins:0 an origin whose pages may hold the search box (default none); :1 the next
          Kestrel:Endpoints:Http:Url     HTTP/1.1: portal, JSON, gRPC-Web (default http://localhost:5080)
          Kestrel:Endpoints:Grpc:Url     HTTP/2 without TLS: gRPC (default http://localhost:5081)
          Logging:LogLevel:…             such as --Logging:LogLevel:Search=Debug
        """;

    private static readonly string[] KnownSections = ["Kestrel:", "Logging:", "Search:Engine:", "Search:Ingestion:", "Search:Telemetry:", "Search:Auth:", "Search:Portal:AllowedOrigins:"];

    private static readonly string[] KnownKeys =
        [.. new[] { "DataDirectory", "Inbox", "Log" }.Select(k => "Search:" + k), "environment"];

    public bool Sample { get; private init; }

    public bool Help { get; private init; }

    public bool Version { get; private init; }

    /// <summary>Each as <c>--Key=Value</c>, for the configuration's command-line source.</summary>
    public IReadOnlyList<string> Configuration { get; private init; } = [];

    /// <exception cref="UsageException">An argument is unknown or its value is missing.</exception>
    public static ServiceArguments Parse(IReadOnlyList<string> arguments)
    {
        bool sample = false, help = false, version = false;
        var configuration = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            switch (argument)
            {
                case "--sample": sample = true; continue;
                case "--help" or "-h" or "-?": help = true; continue;
                case "--version": version = true; continue;
            }

            if (!argument.StartsWith("--", StringComparison.Ordinal)) throw new UsageException($"unknown argument '{argument}'");
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? argument[2..] : argument[2..equals];
            if (!IsKnown(key)) throw new UsageException($"unknown argument '--{key}'");
            if (equals < 0 && (i + 1 == arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal)))
                throw new UsageException($"'--{key}' needs a value");
            configuration.Add(equals < 0 ? $"--{key}={arguments[++i]}" : argument);
        }

        return new ServiceArguments { Sample = sample, Help = help, Version = version, Configuration = configuration };
    }

    private static bool IsKnown(string key) =>
        KnownKeys.Contains(key, StringComparer.OrdinalIgnoreCase)
        || KnownSections.Any(s => key.Length > s.Length && key.StartsWith(s, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The command line cannot be read; exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A setting is refused; the message names its key. Exit code 1.</summary>
internal sealed class SettingException(string message) : Exception(message);
