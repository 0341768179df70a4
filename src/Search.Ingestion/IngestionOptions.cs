using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Search.Ingestion;

/// <summary>The worker's options. Section <c>Search:Ingestion</c>; <c>Search:Inbox</c> and <c>Search:Address</c> stand beside it.</summary>
public sealed record IngestionOptions
{
    /// <summary>The folder watched; it is made if it is missing. One worker owns it at a time.</summary>
    public required string Inbox { get; init; }

    /// <summary>How long a file's size and time must stay the same before it counts as complete, 0 to 10 min (default 2 s).</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the whole folder is looked through, 0.05 s to 1 h (default 10 s): file systems over a network tell of no changes.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause while the service is unreachable, 0.05 s to 1 h (default 30 s); the pause doubles up to it.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Folders fed at the same time, 1 to 32 (default 2); the files of one folder are fed one after the other, in name order.</summary>
    public int MaxFoldersInParallel { get; init; } = 2;

    /// <summary>How articles are sent. Retries are short here: a file that is not taken simply stays for the next round.</summary>
    public FeedOptions Feed { get; init; } = new() { GiveUpAfter = TimeSpan.FromSeconds(20) };

    /// <summary>Reads the section. <c>InProcess</c> in it is the service's own: one configuration may serve both.</summary>
    /// <param name="inbox">From beside the section.</param>
    /// <exception cref="InvalidOperationException">A value is none of its kind.</exception>
    /// <exception cref="ValidationException">A key is unknown, or a value out of range; the message says which.</exception>
    public static IngestionOptions Read(IConfiguration section, string inbox)
    {
        // Binding makes nothing of a key that it does not know, and a misspelt one would look as if it were in force.
        foreach (IConfigurationSection key in section.GetChildren())
        {
            if (!key.Key.Equals("InProcess", StringComparison.OrdinalIgnoreCase) && !IsOption<IngestionOptions>(key.Key)) throw Unknown(key.Key);
            foreach (IConfigurationSection feed in key.Key.Equals(nameof(Feed), StringComparison.OrdinalIgnoreCase) ? key.GetChildren() : [])
            {
                if (!IsOption<FeedOptions>(feed.Key)) throw Unknown($"{key.Key}:{feed.Key}");
            }
        }

        IngestionOptions options = new() { Inbox = inbox };
        section.Bind(options);
        return options.Validated();

        static bool IsOption<T>(string key) => !key.Equals(nameof(Inbox), StringComparison.OrdinalIgnoreCase) && typeof(T).GetProperties().Any(option => option.Name.Equals(key, StringComparison.OrdinalIgnoreCase));

        static ValidationException Unknown(string key) => new($"Search:Ingestion:{key} is not known.");
    }

    /// <exception cref="ValidationException">Something is out of range; the message says what.</exception>
    public IngestionOptions Validated()
    {
        string[] problems = [.. Problems()];
        return problems.Length == 0 ? this : throw new ValidationException(string.Join(' ', problems));
    }

    private IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Inbox)) yield return "Search:Inbox must name a folder.";
        if (Settle < TimeSpan.Zero || Settle > TimeSpan.FromMinutes(10)) yield return "Search:Ingestion:Settle must be 0 to 10 min.";
        if (ScanInterval < TimeSpan.FromSeconds(0.05) || ScanInterval > TimeSpan.FromHours(1)) yield return "Search:Ingestion:ScanInterval must be 0.05 s to 1 h.";
        if (MaxPause < TimeSpan.FromSeconds(0.05) || MaxPause > TimeSpan.FromHours(1)) yield return "Search:Ingestion:MaxPause must be 0.05 s to 1 h.";
        if (MaxFoldersInParallel is < 1 or > 32) yield return "Search:Ingestion:MaxFoldersInParallel must be 1 to 32.";
        foreach (string problem in Feed.Problems()) yield return "Search:Ingestion:" + problem;
    }
}
