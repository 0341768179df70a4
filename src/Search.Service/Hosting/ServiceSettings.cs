using System.ComponentModel.DataAnnotations;
using Search.Engine;
using Search.Ingestion;
using Search.Service.Security;
using Search.Service.Telemetry;

namespace Search.Service.Hosting;

/// <summary>The section <c>Search</c> of the configuration, with every path made absolute.</summary>
internal sealed record ServiceSettings
{
    /// <summary>Which the worker as a process of its own reads, perhaps from the same environment.</summary>
    private static readonly string[] OfTheWorker = ["Key", "Address"];

    private static readonly string[] Sections = ["DataDirectory", "Inbox", "Log", "Engine", "Ingestion", "Telemetry", "Auth", "Portal"];

    public required string Root { get; init; }

    public required string DataDirectory { get; init; }

    public required bool IngestInProcess { get; init; }

    public required AccessOptions Access { get; init; }

    /// <summary>Origins whose pages may call the reading part of the API from a browser, such as <c>https://portal.example</c>; for the search box.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    public required TelemetryOptions Telemetry { get; init; }

    public required EngineOptions Engine { get; init; }

    public required IngestionOptions Ingestion { get; init; }

    /// <summary>The sample issue in the inbox's layout.</summary>
    public string SamplesDirectory => Path.Combine(Root, "index", "samples");

    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static ServiceSettings Read(IConfiguration configuration, string root)
    {
        var section = configuration.GetSection("Search");
        RefuseUnknown(section, Sections, OfTheWorker);
        RefuseUnknown(section.GetSection("Portal"), ["AllowedOrigins"], []);
        string log = section["Log"] ?? "sqlite";
        if (!log.Equals("sqlite", StringComparison.OrdinalIgnoreCase))
            throw new SettingException($"Search:Log is '{log}'; this version knows only sqlite");

        string data = Absolute(root, section["DataDirectory"], "index/data");
        var engine = new EngineOptions
        {
            DataDirectory = data,
            DictionariesDirectory = Path.Combine(root, "index", "dictionaries"),
            ConfigDirectory = Path.Combine(root, "index", "config"),
        };
        try
        {
            section.GetSection("Engine").Bind(engine, binder => binder.ErrorOnUnknownConfiguration = true);
            var telemetry = new TelemetryOptions();
            section.GetSection("Telemetry").Bind(telemetry, binder => binder.ErrorOnUnknownConfiguration = true);
            if (telemetry.Problems().FirstOrDefault() is { } problem) throw new SettingException(problem);
            return new ServiceSettings
            {
                Root = root,
                DataDirectory = data,
                IngestInProcess = section.GetValue("Ingestion:InProcess", true),
                Access = ReadAccess(section.GetSection("Auth")),
                AllowedOrigins = [.. (section.GetSection("Portal:AllowedOrigins").Get<string[]>() ?? []).Select(Origin)],
                Telemetry = telemetry,
                Engine = engine,
                Ingestion = IngestionOptions.Read(section.GetSection("Ingestion"), Absolute(root, section["Inbox"], Path.Combine(data, "inbox"))),
            };
        }
        catch (Exception refused) when (refused is InvalidOperationException or ValidationException)
        {
            throw new SettingException(refused.Message + (refused.InnerException is { } inner ? " " + inner.Message : ""));
        }
    }

    /// <summary>Of the environment and of files: a misspelt DataDirectory would start an empty engine in the wrong place.</summary>
    private static void RefuseUnknown(IConfigurationSection section, string[] known, string[] passedOver)
    {
        foreach (var key in section.GetChildren())
        {
            if (!known.Concat(passedOver).Contains(key.Key, StringComparer.OrdinalIgnoreCase)) throw new SettingException($"{key.Path} is not known; there are {string.Join(", ", known.Select(name => $"{section.Path}:{name}"))}");
        }
    }

    private static AccessOptions ReadAccess(IConfigurationSection section)
    {
        var access = new AccessOptions();
        section.Bind(access, binder => binder.ErrorOnUnknownConfiguration = true);
        string[] problems = [.. access.Problems()];
        return problems.Length == 0 ? access : throw new SettingException(string.Join(' ', problems));
    }

    /// <summary>As browsers send it: no path, and never a pattern, which would let in more than was meant.</summary>
    private static string Origin(string value, int index) =>
        Uri.TryCreate(value, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.GetLeftPart(UriPartial.Authority) == value
            ? value
            : throw new SettingException($"Search:Portal:AllowedOrigins:{index} is '{value}', which is no origin such as https://portal.example");

    private static string Absolute(string root, string? value, string otherwise) =>
        Path.GetFullPath(string.IsNullOrWhiteSpace(value) ? otherwise : value, root);
}
