using Search.Newspaper.Html;
using Search.Newspaper.Sources;

namespace Search.Newspaper;

/// <summary>
/// Reads any form of newspaper source: .txt .html .htm .pdf .jsonl .json .csv, .gz of these, .zip of all these, and folders. Safe for use by several threads.
/// Bad content is a <see cref="FailureResult"/>, never an exception; only cancellation throws.
/// </summary>
public sealed class PageReader(ReaderLimits? limits = null)
{
    private readonly SourceReader sources = new(limits ?? ReaderLimits.Default);
    private readonly SavedSiteReader sites = new(limits ?? ReaderLimits.Default);

    /// <summary>A file that belongs to the page beside it (<c>page.txt.meta.json</c>, <c>page.txt.correction.json</c>) and is no source itself.</summary>
    public static bool IsCompanion(string path) => CompanionFiles.IsOne(path);

    /// <summary>Whether a file's name says that it may be of a saved site: HTML, a picture or a style.</summary>
    public static bool MayBeSaved(string path) => SavedSite.IsHtml(path) || SavedSite.IsPicture(path);

    /// <summary>Streams the pages and articles of a file or, in name order, of a folder. Files with many records and archives are not held in memory.</summary>
    public IEnumerable<ReadResult> Read(string path, PageHints hints, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(file => !IsCompanion(file)).ToList();
            var site = sites.Of(files.Where(SavedSite.IsHtml).Select(f => Path.GetRelativePath(path, f)), path);
            return SavedSiteReader.Read(site, path + "/", hints, CompanionFiles.Read, name => files.Remove(Path.Combine(path, name)), cancellation).Concat(files.SelectMany(file => ReadFile(file, hints, cancellation)));
        }
        return SavedSite.IsHtml(path) ? ReadHtmlFile(path, hints, cancellation) : ReadFile(path, hints, cancellation);
    }

    /// <summary>Which files of a folder belong together as a saved site's. A file that cannot be read at the moment counts as one that holds no article.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="names">The files to look at, relative to it; no others are read.</param>
    public SavedFiles FindSaved(string root, IReadOnlyCollection<string> names)
    {
        Func<string, byte[]?> read = sites.BytesBelow(root);
        return new SavedSite([.. names.Where(MayBeSaved).Select(n => n.Replace('\\', '/'))], name =>
        {
            try
            {
                return read(name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }).Deliveries();
    }

    /// <summary>The pages of files that belong together, read as if nothing else were in the folder.</summary>
    public IEnumerable<ReadResult> Read(string root, SavedDelivery delivery, PageHints hints, CancellationToken cancellation) =>
        SourceGuard.Read(Path.Combine(root, delivery.Lists[0]), cancellation, () => SavedSiteReader.Read(sites.Of(delivery.Lists.Concat(delivery.Listed), root), root + "/", hints, CompanionFiles.Read, _ => { }, cancellation));

    /// <summary>The same for bytes in hand, such as a kept source.</summary>
    /// <param name="correction">The correction file that was beside it; empty for none.</param>
    public IEnumerable<ReadResult> Parse(ReadOnlyMemory<byte> content, string fileName, PageHints hints, ReadOnlyMemory<byte> correction = default) =>
        SourceGuard.Read(fileName, CancellationToken.None, () => sources.Read(
            new MemoryStream(content.ToArray(), writable: false), fileName, hints,
            suffix => suffix == CompanionFiles.CorrectionSuffix && !correction.IsEmpty ? correction.ToArray() : null, depth: 0));

    /// <summary>The same for a stream that is read once, from where it stands to its end, and closed; it need not be seekable unless it is a zip.</summary>
    public IEnumerable<ReadResult> Read(Stream stream, string fileName, PageHints hints, CancellationToken cancellation) =>
        SourceGuard.Read(fileName, cancellation, () => sources.Read(stream, fileName, hints, _ => null, depth: 0));

    private IEnumerable<ReadResult> ReadFile(string path, PageHints hints, CancellationToken cancellation) =>
        SourceGuard.Read(path, cancellation, () => sources.Read(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            path, hints, suffix => CompanionFiles.Read(path + suffix), depth: 0));

    /// <summary>With the files beside it that its page's list names.</summary>
    private IEnumerable<ReadResult> ReadHtmlFile(string path, PageHints hints, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return ReadFile(path, hints, cancellation);
        return SourceGuard.Read(path, cancellation, () =>
        {
            var (site, name) = sites.Around(path);
            var pages = site.PagesOf(name);
            return pages.Count == 0 ? ReadFile(path, hints, cancellation) : pages.SelectMany(p => SavedSiteReader.ReadPage(site, name, p, path, hints, suffix => CompanionFiles.Read(path + suffix)));
        });
    }
}
