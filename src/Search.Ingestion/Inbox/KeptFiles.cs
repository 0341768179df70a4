using Search.Newspaper;

namespace Search.Ingestion.Inbox;

/// <summary>What an inbox keeps of files it is done with, fed ones and refused ones: an erased text must not stay in them.</summary>
internal static class KeptFiles
{
    /// <summary>Between two looks at what the worker is writing: a feed takes seconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Removes every kept file that holds the text, whole: a page cannot be cut safely, and the log has what else was in it.</summary>
    /// <param name="holdsText">Looks at the text of an article as it is parsed.</param>
    /// <param name="holdsBytes">Looks at a file as it is, for what cannot be parsed.</param>
    /// <returns>The files removed, relative to <paramref name="root"/>.</returns>
    public static IReadOnlyList<string> Remove(string root, Func<string, bool> holdsText, Func<ReadOnlyMemory<byte>, bool> holdsBytes, CancellationToken cancellation)
    {
        var reader = new PageReader();
        var removed = new List<string>();
        RemoveIn(InboxFolder.DoneName);
        // What is refused of the file that is being fed stands in a draft until it has its name.
        while (!RemoveIn(InboxFolder.QuarantineName))
        {
            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
        return removed;

        // Whether everything there could be looked at.
        bool RemoveIn(string folder)
        {
            bool all = true;
            string kept = Path.Combine(root, folder);
            if (!Directory.Exists(kept) || new DirectoryInfo(kept).LinkTarget is not null) return all;
            foreach (string file in Directory.EnumerateFiles(kept, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    if (!holdsBytes(File.ReadAllBytes(file)) && !reader.Read(file, PageHints.None, cancellation).SelectMany(TextsOf).Any(holdsText)) continue;
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // The worker has moved it meanwhile. What was a draft has got its name, perhaps behind this look.
                    all &= !InboxFolder.IsBeingWritten(file);
                    continue;
                }
                catch (IOException) when (InboxFolder.IsBeingWritten(file))
                {
                    all = false;
                    continue;
                }
                File.Delete(file);
                removed.Add(Path.GetRelativePath(root, file).Replace('\\', '/'));
            }
            return all;
        }
    }

    private static IEnumerable<string> TextsOf(ReadResult result) => result switch
    {
        PageResult page => page.Page.Articles.Select(TextOf),
        ArticleResult one => [TextOf(one.Article)],
        _ => [],
    };

    private static string TextOf(ParsedArticle article) => article.Headline + string.Concat(article.Paragraphs);
}
