using Search.Newspaper.Identity;
using Search.Newspaper.Sources;

namespace Search.Newspaper.Html;

/// <summary>Reads the pages of saved sites, whose lists and articles are files of their own.</summary>
internal sealed class SavedSiteReader(ReaderLimits limits)
{
    /// <summary>The site that files of a folder make.</summary>
    /// <param name="names">Relative to it.</param>
    public SavedSite Of(IEnumerable<string> names, string root) => new([.. names.Select(n => n.Replace('\\', '/'))], BytesBelow(root));

    /// <summary>Reads files of a folder by their name relative to it; nothing of what is not there or too large.</summary>
    public Func<string, byte[]?> BytesBelow(string root) =>
        name => new FileInfo(Path.Combine(root, name)) is { Exists: true } f && f.Length <= limits.MaxPageBytes ? File.ReadAllBytes(f.FullName) : null;

    /// <summary>The site that a file belongs to: of its folder, or two folders up, since families set lists and articles beside each other, or in layout/… and content/… .</summary>
    /// <returns>The site and the file's name in it.</returns>
    public (SavedSite Site, string Name) Around(string path)
    {
        string full = Path.GetFullPath(path), root = Path.GetDirectoryName(full)!;
        if (Path.GetDirectoryName(root) is { } up && Path.GetFileName(root).Length <= 2 && Path.GetDirectoryName(up) is { } top && Path.GetDirectoryName(top) is { } above && Path.GetFileName(top) is "layout" or "column" or "content") root = above;
        var names = Directory.EnumerateFiles(root, "*", root == Path.GetDirectoryName(full) ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories).Where(SavedSite.IsHtml).Select(f => Path.GetRelativePath(root, f));
        return (Of(names, root), Path.GetRelativePath(root, full).Replace('\\', '/'));
    }

    /// <summary>The pages whose lists are among the files; each file that belongs to one is taken.</summary>
    public static IEnumerable<ReadResult> Read(SavedSite site, string prefix, PageHints hints, Func<string, byte[]?> beside, Action<string> take, CancellationToken cancellation)
    {
        foreach (var (list, pages) in site.Lists())
        {
            cancellation.ThrowIfCancellationRequested();
            take(list);
            foreach (var page in pages)
            {
                foreach (string name in page.Articles.Select(a => a.Name).Concat(page.Noise)) take(name);
                foreach (var result in ReadPage(site, list, page, prefix + list, hints, suffix => beside(prefix + list + suffix))) yield return result;
            }
        }
    }

    public static IEnumerable<ReadResult> ReadPage(SavedSite site, string list, SavedPage page, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        PageFailure? failure;
        PageIdentity stated, fallback;
        byte[]? correction;
        try
        {
            failure = StatedIdentity.Of(file, hints, companion, out stated, out fallback);
            correction = companion(CompanionFiles.CorrectionSuffix);
        }
        catch (InvalidDataException e)
        {
            // What stands beside the list in an archive, read while the archive's other pages wait.
            return [new FailureResult { File = file, Failure = SourceGuard.Damaged(e) }];
        }
        // page_01 and node_3 number the files, not the pages: what the list says of itself counts more.
        stated = Named(stated, hints, page.Identity.Newspaper) with { Page = hints.Page ?? page.Identity.Page };
        return failure is null
            ? SavedPages.Read(site, list, page, file, stated, fallback, correction).Select(EventDates.Dated)
            : [new FailureResult { File = file, Failure = failure }];
    }

    /// <summary>Sites name their folders after their parts; a newspaper is what the caller or the site calls it.</summary>
    public static PageIdentity Named(PageIdentity stated, PageHints hints, string named) => stated with
    {
        Newspaper = hints.Newspaper ?? (named.Length > 0 ? named : stated.Newspaper is "content" or "html" or "html2" or "layout" or "column" or "pc" or "paper" or "page" ? "" : stated.Newspaper),
    };
}
