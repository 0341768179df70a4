namespace Search.Newspaper.Tests;

/// <summary>The sample issue as read from its pages of text.</summary>
internal static class SampleIssue
{
    public static IReadOnlyList<ParsedPage> Pages { get; } =
        [.. new PageReader().Read(Path.Combine(Root(), "index/samples"), PageHints.None, CancellationToken.None).OfType<PageResult>().Select(r => r.Page)];

    /// <summary>Everything of an article that a reader sees.</summary>
    public static string Shown(ParsedArticle a) =>
        $"{a.Kicker} | {a.Headline} | {a.Subhead} | {a.Dateline} | {string.Join(';', a.Bylines.Select(b => $"{b.Role}:{string.Join(',', b.Names)}").Order(StringComparer.Ordinal))} | {a.Credit}\n{string.Join('\n', a.Paragraphs)}";

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Search.sln"))) root = Path.GetDirectoryName(root)!;
        return root;
    }
}
