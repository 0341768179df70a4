namespace Search.Cli;

/// <summary>Where the dictionaries are: a checkout's are the ones being worked on and win over those packed with the command.</summary>
internal static class Dictionaries
{
    private static readonly string Below = Path.Combine("index", "dictionaries");

    /// <summary>Null if there are none.</summary>
    public static string? Find() =>
        InCheckout(AppContext.BaseDirectory) ?? InCheckout(Directory.GetCurrentDirectory()) ?? Existing(AppContext.BaseDirectory);

    /// <summary>The checkout's data directory, where the service keeps its data unless told otherwise; null outside of a checkout.</summary>
    public static string? DataDirectory() =>
        (InCheckout(AppContext.BaseDirectory) ?? InCheckout(Directory.GetCurrentDirectory())) is { } found ? Path.GetFullPath(Path.Combine(found, "..", "data")) : null;

    private static string? InCheckout(string from)
    {
        for (DirectoryInfo? at = new(from); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Search.sln"))) return Existing(at.FullName);
        }
        return null;
    }

    private static string? Existing(string root) => Path.Combine(root, Below) is var folder && Directory.Exists(folder) ? folder : null;
}
