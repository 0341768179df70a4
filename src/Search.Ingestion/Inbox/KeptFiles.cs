using Search.Newspaper;

namespace Search.Ingestion.Inbox;

/// <summary>What an inbox keeps of files it is done with, fed ones and refused ones: an erased text must not stay in them.</summary>
internal static class KeptFiles
{
    /// <summary>Removes every kept file that holds the text, whole: a page cannot be cut safely, and the log has what else was in it.</summary>
    /// <param name="holdsText">Looks at the text of an article as it is parsed.</param>
    /// <param name="holdsBytes">Looks at a file as it is, for what cannot be parsed.</param>
    /// <returns>The files removed, relative to <paramref name="root"/>.</returns>
    public static IReadOnlyList<string> Remove(string root, Func<string, bool> holdsText, Func<ReadOnlyMemory<byte>, bool> holdsBytes, CancellationToken cancellation)
    {
        var reader = new PageReader();
        var removed = new List<string>();
        foreach (string folder in (ReadOnlySpan<string>)[InboxFolder.DoneName, InboxFolder.QuarantineName])
        {
            string kept = Path.Combine(root, folder);
            if (!Directory.Exists(kept) || new DirectoryInfo(kept).LinkTarget is not null) continue;
            foreach (string file in Directory.EnumerateFiles(kept, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!holdsBytes(File.ReadAllBytes(file)) && !reader.Read(file, PageHints.None, cancellation).SelectMany(TextsOf).Any(holdsText)) continue;
                File.Delete(file);
                removed.Add(Path.GetRelativePath(root, file).Replace('\\', '/'));
            }
        }
        return removed;
    }

    private static IEnumerable<string> TextsOf(ReadResult result) => result switch
    {
        PageResult page => page.Page.Articles.Select(TextOf),
        ArticleResult one => [TextOf(one.Article)],
        _ => [],
    };

    private static string TextOf(ParsedArticle article) => article.Headline + string.Concat(article.Paragraphs);
}
