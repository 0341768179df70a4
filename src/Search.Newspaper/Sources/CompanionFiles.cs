namespace Search.Newspaper.Sources;

/// <summary>Files beside a page that belong to it and are no sources themselves: what is stated of it, and its correction.</summary>
internal static class CompanionFiles
{
    public const string MetaSuffix = ".meta.json";
    public const string CorrectionSuffix = ".correction.json";

    /// <summary>Larger ones are not looked at.</summary>
    public const int MaxBytes = 1 << 20;

    public static bool IsOne(string file) =>
        file.EndsWith(MetaSuffix, StringComparison.OrdinalIgnoreCase) || file.EndsWith(CorrectionSuffix, StringComparison.OrdinalIgnoreCase);

    /// <returns>Null if there is none.</returns>
    public static byte[]? Read(string path) => new FileInfo(path) is { Exists: true, Length: < MaxBytes } found ? File.ReadAllBytes(found.FullName) : null;
}
