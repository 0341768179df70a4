using Search.Analysis;

namespace Search.Benchmarks.Tokens;

/// <summary>Finds the checkout's dictionaries from wherever the benchmark was started.</summary>
internal static class Dictionaries
{
    internal static string Directory { get; } = Find();

    internal static ChineseAnalysis Load() => ChineseAnalysis.Load(Directory);

    private static string Find()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "Search.sln")))
                return Path.Combine(at, "index", "dictionaries");
        }
        throw new DirectoryNotFoundException($"No Search.sln above {AppContext.BaseDirectory}.");
    }
}
