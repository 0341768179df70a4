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
    /// <param name="looked">Files that were looked at before, as they were then: they are passed over, and those that are looked at now come to them.</param>
    /// <returns>The files removed, relative to <paramref name="root"/>.</returns>
    public static IReadOnlyList<string> Remove(string root, Func<string, bool> holdsText, Func<Stream, CancellationToken, bool> holdsBytes, HashSet<(string, FileState)> looked, CancellationToken cancellation)
    {
        var reader = new PageReader();
        var removed = new List<string>();
        var drafts = new List<string>();
        RemoveIn(InboxFolder.DoneName);
        RemoveIn(InboxFolder.QuarantineName);
        if (drafts.Count == 0) return removed;
        // What is refused of a file that is being fed stands in a draft until it has its name: only those that were met, since in a bulk there is always another one.
        foreach (string draft in drafts)
        {
            while (IsBeingWritten(draft))
            {
                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        RemoveIn(InboxFolder.QuarantineName);
        return removed;

        void RemoveIn(string folder)
        {
            string kept = Path.Combine(root, folder);
            if (!Directory.Exists(kept) || new DirectoryInfo(kept).LinkTarget is not null) return;
            foreach (string file in Directory.EnumerateFiles(kept, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            {
                cancellation.ThrowIfCancellationRequested();
                if (InboxFolder.IsDraft(file))
                {
                    drafts.Add(file);
                    continue;
                }
                if (InboxFolder.LookAt(file) is not { } state || looked.Contains((file, state))) continue;
                try
                {
                    bool isHeld;
                    using (FileStream content = File.OpenRead(file)) isHeld = holdsBytes(content, cancellation);
                    if (!isHeld && !reader.Read(file, PageHints.None, cancellation).SelectMany(TextsOf).Any(holdsText))
                    {
                        looked.Add((file, state));
                        continue;
                    }
                }
                catch (IOException e) when (IsReportDraft(file) || e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // The worker writes it, or has moved it meanwhile. A report has got its name then, perhaps behind this look.
                    if (IsReportDraft(file)) drafts.Add(file);
                    continue;
                }
                File.Delete(file);
                removed.Add(Path.GetRelativePath(root, file).Replace('\\', '/'));
            }
        }
    }

    private static bool IsReportDraft(string path) => path.EndsWith(Quarantine.DraftReportSuffix, StringComparison.Ordinal);

    /// <summary>Lines lose the draft's name in any case. A report that a crash or a full disk left unfinished keeps its, and is looked at like any other file.</summary>
    private static bool IsBeingWritten(string draft)
    {
        if (InboxFolder.IsDraft(draft)) return File.Exists(draft);
        try
        {
            File.OpenRead(draft).Dispose();
            return false;
        }
        catch (IOException e)
        {
            return e is not (FileNotFoundException or DirectoryNotFoundException);
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
