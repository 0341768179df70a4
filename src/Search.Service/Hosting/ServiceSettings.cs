using Search.Engine;

namespace Search.Service.Hosting;

/// <summary>The section <c>Search</c> of the configuration, with every path made absolute.</summary>
internal sealed record ServiceSettings
{
    public required string Root { get; init; }

    public required string DataDirectory { get; init; }

    public required string Inbox { get; init; }

    public required bool IngestInProcess { get; init; }

    public required bool AllowInsecure { get; init; }

    public required EngineOptions Engine { get; init; }

    /// <summary>The sample issue in the inbox's layout.</summary>
    public string SamplesDirectory => Path.Combine(Root, "index", "samples");

    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static ServiceSettings Read(IConfiguration configuration, string root)
    {
        var section = configuration.GetSection("Search");
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
            return new ServiceSettings
            {
                Root = root,
                DataDirectory = data,
                Inbox = Absolute(root, section["Inbox"], Path.Combine(data, "inbox")),
                IngestInProcess = section.GetValue("Ingestion:InProcess", true),
                AllowInsecure = section.GetValue("Auth:AllowInsecure", false),
                Engine = engine,
            };
        }
        catch (InvalidOperationException refused)
        {
            throw new SettingException(refused.Message + (refused.InnerException is { } inner ? " " + inner.Message : ""));
        }
    }

    private static string Absolute(string root, string? value, string otherwise) =>
        Path.GetFullPath(string.IsNullOrWhiteSpace(value) ? otherwise : value, root);
}
