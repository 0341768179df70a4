using System.ComponentModel.DataAnnotations;
using Search.Engine;
using Search.Ingestion;

namespace Search.Service.Hosting;

/// <summary>The section <c>Search</c> of the configuration, with every path made absolute.</summary>
internal sealed record ServiceSettings
{
    public required string Root { get; init; }

    public required string DataDirectory { get; init; }

    public required bool IngestInProcess { get; init; }

    public required bool AllowInsecure { get; init; }

    public required EngineOptions Engine { get; init; }

    public required IngestionOptions Ingestion { get; init; }

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
            var ingestion = new IngestionOptions { Inbox = Absolute(root, section["Inbox"], Path.Combine(data, "inbox")) };
            section.GetSection("Ingestion").Bind(ingestion);
            return new ServiceSettings
            {
                Root = root,
                DataDirectory = data,
                IngestInProcess = section.GetValue("Ingestion:InProcess", true),
                AllowInsecure = section.GetValue("Auth:AllowInsecure", false),
                Engine = engine,
                Ingestion = ingestion.Validated(),
            };
        }
        catch (Exception refused) when (refused is InvalidOperationException or ValidationException)
        {
            throw new SettingException(refused.Message + (refused.InnerException is { } inner ? " " + inner.Message : ""));
        }
    }

    private static string Absolute(string root, string? value, string otherwise) =>
        Path.GetFullPath(string.IsNullOrWhiteSpace(value) ? otherwise : value, root);
}
