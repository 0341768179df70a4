namespace Search.Analysis.Tests;

/// <summary>The dictionaries of this checkout, loaded once for all tests.</summary>
internal static class Shipped
{
    internal static string Checkout { get; } = FindCheckout();

    internal static string Dictionaries { get; } = Path.Combine(Checkout, "index", "dictionaries");

    internal static ChineseAnalysis Analysis { get; } = ChineseAnalysis.Load(Dictionaries);

    internal static string Write(IEnumerable<AnalyzedToken> tokens) =>
        string.Join(' ', tokens.Select(t => $"{t.Term}/{t.Start}/{t.End}/{t.PositionIncrement}"));

    private static string FindCheckout()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Search.sln")))
            at = Path.GetDirectoryName(at);
        return at ?? throw new DirectoryNotFoundException("The tests run outside a checkout.");
    }
}
