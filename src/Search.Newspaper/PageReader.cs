using System.IO.Compression;
using Search.Newspaper.Archives;
using Search.Newspaper.Corrections;
using Search.Newspaper.Html;
using Search.Newspaper.Identity;
using Search.Newspaper.Pdf;
using Search.Newspaper.Records;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Newspaper;

/// <summary>
/// Reads any form of newspaper source: .txt .html .htm .pdf .jsonl .json .csv, .gz of these, .zip of all these, and folders. Safe for use by several threads.
/// Bad content is a <see cref="FailureResult"/>, never an exception; only cancellation throws.
/// </summary>
public sealed class PageReader(ReaderLimits? limits = null)
{
    private const int MaxCompanionBytes = 1 << 20;
    private readonly ReaderLimits limits = limits ?? ReaderLimits.Default;

    /// <summary>A file that belongs to the page beside it (<c>page.txt.meta.json</c>, <c>page.txt.correction.json</c>) and is no source itself.</summary>
    public static bool IsCompanion(string path) => SourceFormats.IsCompanion(path);

    /// <summary>Whether a file's name says that it may be of a saved site: HTML, a picture or a style.</summary>
    public static bool MayBeSaved(string path) => SavedSite.IsHtml(path) || SavedSite.IsPicture(path);

    /// <summary>Streams the pages and articles of a file or, in name order, of a folder. Files with many records and archives are not held in memory.</summary>
    public IEnumerable<ReadResult> Read(string path, PageHints hints, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(file => !IsCompanion(file)).ToList();
            var site = SiteOf(files.Where(SavedSite.IsHtml).Select(f => Path.GetRelativePath(path, f)), path);
            return ReadSite(site, path + "/", hints, Beside, name => files.Remove(Path.Combine(path, name)), cancellation).Concat(files.SelectMany(file => ReadFile(file, hints, cancellation)));
        }
        return SavedSite.IsHtml(path) ? ReadHtmlFile(path, hints, cancellation) : ReadFile(path, hints, cancellation);
    }

    /// <summary>Which files of a folder belong together as a saved site's. A file that cannot be read at the moment counts as one that holds no article.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="names">The files to look at, relative to it; no others are read.</param>
    public SavedFiles FindSaved(string root, IReadOnlyCollection<string> names)
    {
        Func<string, byte[]?> read = BytesBelow(root);
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
        Guard(Path.Combine(root, delivery.Lists[0]), cancellation, () => ReadSite(SiteOf(delivery.Lists.Concat(delivery.Listed), root), root + "/", hints, Beside, _ => { }, cancellation));

    /// <summary>Two folders up: families set lists and articles beside each other, or in layout/… and content/… .</summary>
    private (SavedSite Site, string Root, string Name) SiteAround(string path)
    {
        string full = Path.GetFullPath(path), root = Path.GetDirectoryName(full)!;
        if (Path.GetDirectoryName(root) is { } up && Path.GetFileName(root).Length <= 2 && Path.GetDirectoryName(up) is { } top && Path.GetDirectoryName(top) is { } above && Path.GetFileName(top) is "layout" or "column" or "content") root = above;
        var names = Directory.EnumerateFiles(root, "*", root == Path.GetDirectoryName(full) ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories).Where(SavedSite.IsHtml).Select(f => Path.GetRelativePath(root, f));
        return (SiteOf(names, root), root, Path.GetRelativePath(root, full).Replace('\\', '/'));
    }

    private SavedSite SiteOf(IEnumerable<string> names, string root) => new([.. names.Select(n => n.Replace('\\', '/'))], BytesBelow(root));

    private Func<string, byte[]?> BytesBelow(string root) =>
        name => new FileInfo(Path.Combine(root, name)) is { Exists: true } f && f.Length <= limits.MaxPageBytes ? File.ReadAllBytes(f.FullName) : null;

    private IEnumerable<ReadResult> ReadHtmlFile(string path, PageHints hints, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return ReadFile(path, hints, cancellation);
        return Guard(path, cancellation, () =>
        {
            var (site, _, name) = SiteAround(path);
            var pages = site.PagesOf(name);
            return pages.Count == 0 ? ReadFile(path, hints, cancellation) : pages.SelectMany(p => ReadSaved(site, name, p, path, hints, suffix => Beside(path + suffix)));
        });
    }

    /// <summary>The pages whose lists are among the files; each file that belongs to one is taken.</summary>
    private IEnumerable<ReadResult> ReadSite(SavedSite site, string prefix, PageHints hints, Func<string, byte[]?> beside, Action<string> take, CancellationToken cancellation)
    {
        foreach (var (list, pages) in site.Lists())
        {
            cancellation.ThrowIfCancellationRequested();
            take(list);
            foreach (var page in pages)
            {
                foreach (string name in page.Articles.Select(a => a.Name).Concat(page.Noise)) take(name);
                foreach (var result in ReadSaved(site, list, page, prefix + list, hints, suffix => beside(prefix + list + suffix))) yield return Dated(result);
            }
        }
    }

    private static IEnumerable<ReadResult> ReadSaved(SavedSite site, string list, SavedPage page, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        var failure = Identify(file, hints, companion, out var stated, out var fallback);
        // page_01 and node_3 number the files, not the pages: what the list says of itself counts more.
        stated = OfSite(stated, hints, page.Identity.Newspaper) with { Page = hints.Page ?? page.Identity.Page };
        return failure is null
            ? SavedPages.Read(site, list, page, file, stated, fallback, companion(SourceFormats.CorrectionSuffix)).Select(Dated)
            : [new FailureResult { File = file, Failure = failure }];
    }

    /// <summary>Sites name their folders after their parts; a newspaper is what the caller or the site calls it.</summary>
    private static PageIdentity OfSite(PageIdentity stated, PageHints hints, string named) => stated with
    {
        Newspaper = hints.Newspaper ?? (named.Length > 0 ? named : stated.Newspaper is "content" or "html" or "html2" or "layout" or "column" or "pc" or "paper" or "page" ? "" : stated.Newspaper),
    };

    private static byte[]? Beside(string path) => new FileInfo(path) is { Exists: true, Length: < MaxCompanionBytes } found ? File.ReadAllBytes(found.FullName) : null;

    /// <summary>The same for bytes in hand, such as a kept source.</summary>
    /// <param name="correction">The correction file that was beside it; empty for none.</param>
    public IEnumerable<ReadResult> Parse(ReadOnlyMemory<byte> content, string fileName, PageHints hints, ReadOnlyMemory<byte> correction = default) =>
        Guard(fileName, CancellationToken.None, () => ReadSource(
            new MemoryStream(content.ToArray(), writable: false), fileName, hints,
            suffix => suffix == SourceFormats.CorrectionSuffix && !correction.IsEmpty ? correction.ToArray() : null, depth: 0));

    /// <summary>The same for a stream that is read once, from where it stands to its end, and closed; it need not be seekable unless it is a zip.</summary>
    public IEnumerable<ReadResult> Read(Stream stream, string fileName, PageHints hints, CancellationToken cancellation) =>
        Guard(fileName, cancellation, () => ReadSource(stream, fileName, hints, _ => null, depth: 0));

    private IEnumerable<ReadResult> ReadFile(string path, PageHints hints, CancellationToken cancellation) =>
        Guard(path, cancellation, () => ReadSource(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            path, hints, suffix => Beside(path + suffix), depth: 0));

    /// <summary>Turns what the operating system or a decompressor throws in the middle of a source into a last failure for it.</summary>
    private static IEnumerable<ReadResult> Guard(string file, CancellationToken cancellation, Func<IEnumerable<ReadResult>> open)
    {
        IEnumerator<ReadResult>? results = null;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadResult? result = null;
                FailureResult? failure = null;
                try
                {
                    results ??= open().GetEnumerator();
                    if (results.MoveNext()) result = results.Current;
                }
                catch (LimitExceededException e)
                {
                    failure = Fail(file, FailureReason.TooLarge, e.Message);
                }
                catch (InvalidDataException e)
                {
                    failure = Fail(file, FailureReason.MalformedArchive, $"The compressed data are damaged: {e.Message}");
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    failure = Fail(file, FailureReason.Unreadable, $"The file cannot be read: {e.Message}");
                }
                if (result is null)
                {
                    if (failure is not null) yield return failure;
                    yield break;
                }
                yield return result;
            }
        }
        finally
        {
            results?.Dispose();
        }
    }

    private IEnumerable<ReadResult> ReadSource(Stream raw, string file, PageHints hints, Func<string, byte[]?> companion, int depth)
    {
        using var stream = new SourceStream(raw);
        if (PageIdentity.FromHints(hints, out _) is { } badHint)
        {
            yield return new FailureResult { File = file, Failure = badHint };
            yield break;
        }
        if (stream.Head.IsEmpty)
        {
            yield return Fail(file, FailureReason.Empty, "The file is empty.");
            yield break;
        }
        var format = SourceFormats.Of(file, stream.Head);
        if (format is SourceFormat.JsonLines or SourceFormat.Json or SourceFormat.Csv && companion(SourceFormats.CorrectionSuffix) is not null)
        {
            yield return new FailureResult { File = file, Failure = CorrectionReader.Fail(file, "", "a correction is for a page; of a file of records, change the record") };
            yield break;
        }
        IEnumerable<ReadResult> results = format switch
        {
            SourceFormat.Text => [ReadPage(stream, file, hints, companion)],
            SourceFormat.JsonLines => RecordSplitter.Lines(stream, limits.MaxRecordBytes).Select(r => JsonArticle.Read(file, r, hints)),
            SourceFormat.Json => RecordSplitter.JsonValues(stream, limits.MaxRecordBytes).Select(r => JsonArticle.Read(file, r, hints)),
            SourceFormat.Csv => CsvArticle.Read(stream, file, hints, limits),
            SourceFormat.Html => [ReadHtml(stream, file, hints, companion)],
            SourceFormat.Pdf => ReadPdf(stream, file, hints, companion),
            SourceFormat.Zip when depth == 0 && raw.CanSeek => ReadZip(raw, file, hints),
            SourceFormat.Gzip when depth <= 1 => Unpack(stream, raw, file, hints, companion, depth),
            SourceFormat.Gzip or SourceFormat.Zip => [Fail(file, FailureReason.UnknownFormat, "An archive within an archive is not read.")],
            _ => [Fail(file, FailureReason.UnknownFormat, "The file is of no known form (.txt .html .pdf .jsonl .json .csv .gz .zip).")],
        };
        foreach (var result in results) yield return Dated(result);
    }

    /// <summary>With the times that the texts speak of, once the issue's date is known.</summary>
    private static ReadResult Dated(ReadResult result) => result switch
    {
        PageResult page when DateOnly.TryParseExact(page.Page.Date, "yyyy-MM-dd", out var day) =>
            page with { Page = page.Page with { Articles = [.. page.Page.Articles.Select(a => Dated(a, day))] } },
        ArticleResult one when DateOnly.TryParseExact(one.Date, "yyyy-MM-dd", out var day) => one with { Article = Dated(one.Article, day) },
        _ => result,
    };

    private static ParsedArticle Dated(ParsedArticle article, DateOnly issue) =>
        article.EventDates.Count > 0 ? article : article with { EventDates = EventDates.Of(article.Paragraphs, issue) };

    private IEnumerable<ReadResult> Unpack(SourceStream stream, Stream raw, string file, PageHints hints, Func<string, byte[]?> companion, int depth)
    {
        var unpacked = new BoundedStream(
            new GZipStream(stream, CompressionMode.Decompress), () => raw is BoundedStream || raw.CanSeek ? raw.Position : long.MaxValue, limits,
            raw is BoundedStream outer ? outer.Spent : new BoundedStream.Budget());
        return ReadSource(unpacked, SourceFormats.WithoutGz(file), hints, companion, depth: depth + 1).Select(r => Renamed(r, file));
    }

    private IEnumerable<ReadResult> ReadZip(Stream raw, string file, PageHints hints)
    {
        raw.Position = 0;
        using var archive = ZipMembers.Open(raw);
        var budget = new BoundedStream.Budget { ArchiveBytes = raw.Length };
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in ReadSite(SiteOf(archive, budget), file + "!", hints, CompanionOf, n => taken.Add(n), CancellationToken.None))
        {
            if (archive.Comment != SavedSite.KeptMark || result is not FailureResult { Failure.Reason: FailureReason.Unreadable }) yield return result;
        }
        foreach (var member in ZipMembers.Of(archive, limits))
        {
            if (taken.Contains(member.Name)) continue;
            string name = $"{file}!{member.Name}";
            if (member.Refused is not null)
            {
                yield return new FailureResult { File = name, Failure = member.Refused };
                continue;
            }
            if (IsCompanion(name)) continue;
            foreach (var result in Guard(name, CancellationToken.None, () => ReadSource(
                new BoundedStream(member.Entry.Open(), () => member.Entry.CompressedLength, limits, budget), name, hints, suffix => CompanionOf(name + suffix), depth: 1)))
            {
                yield return result;
                // The budget is the whole archive's: when it is spent, what follows is not looked at.
                if (budget.Bytes > limits.MaxArchiveBytes) yield break;
            }
        }

        byte[]? CompanionOf(string path)
        {
            if (archive.GetEntry(path[(file.Length + 1)..]) is not { Length: < MaxCompanionBytes } entry) return null;
            using var stream = new SourceStream(entry.Open());
            return stream.ReadAll(MaxCompanionBytes);
        }
    }

    /// <summary>The HTML files of an archive that are safe to read, each unpacked when it is asked for.</summary>
    private SavedSite SiteOf(ZipArchive archive, BoundedStream.Budget budget)
    {
        var members = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var member in ZipMembers.Of(archive, limits))
        {
            if (member.Refused is null && SavedSite.IsHtml(member.Name)) members[member.Name] = member.Entry;
        }
        return new SavedSite(members.Keys, name =>
        {
            var entry = members[name];
            using var stream = new SourceStream(new BoundedStream(entry.Open(), () => entry.CompressedLength, limits, budget));
            return stream.ReadAll(limits.MaxPageBytes);
        });
    }

    /// <summary>Results name the file as the caller did, with its .gz.</summary>
    private static ReadResult Renamed(ReadResult result, string file) =>
        result is PageResult page ? page with { File = file, Page = page.Page with { File = file } } : result with { File = file };

    private ReadResult ReadPage(SourceStream stream, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        byte[]? bytes = stream.ReadAll(limits.MaxPageBytes);
        if (bytes is null)
            return Fail(file, FailureReason.TooLarge, $"The page is larger than {limits.MaxPageBytes >> 20} MiB; no page is.");
        ParsedPage? page = null;
        var failure = Identify(file, hints, companion, out var stated, out var fallback);
        PageCorrection? correction = null;
        byte[]? corrections = companion(SourceFormats.CorrectionSuffix);
        if (failure is null && corrections is not null) failure = CorrectionReader.Read(corrections, file, out correction);
        if (failure is null && (failure = TextDecoder.TryDecode(bytes, null, out string text)) is null)
            failure = TextPageParser.Parse(text, file, stated, fallback, correction, hints.Explain, out page);
        return failure is null
            ? new PageResult { File = file, Source = bytes, Page = page!, Correction = corrections }
            : new FailureResult { File = file, Source = bytes, Failure = failure };
    }

    private ReadResult ReadHtml(SourceStream stream, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        byte[]? bytes = stream.ReadAll(limits.MaxPageBytes);
        if (bytes is null) return Fail(file, FailureReason.TooLarge, $"The page is larger than {limits.MaxPageBytes >> 20} MiB; no page is.");
        ParsedArticle? article = null;
        var failure = Identify(file, hints, companion, out var identity, out var fallback);
        if (failure is null && (failure = TextDecoder.TryDecode(bytes, HtmlArticlePage.DeclaredEncoding(bytes), out string text)) is null)
            failure = HtmlArticlePage.Parse(text, file, OfSite(identity, hints, ""), fallback, out article, out identity);
        if (failure is null && companion(SourceFormats.CorrectionSuffix) is { } json && (failure = CorrectionReader.Read(json, file, out var correction)) is null)
        {
            if (correction.Lines.Count > 0) failure = CorrectionReader.Fail(file, "lines", "an HTML page is not read line by line");
            else if ((failure = correction.Apply([article!], file, out var corrected)) is null) (article, identity) = (corrected[0], correction.Identity.Or(identity));
        }
        return failure is not null
            ? new FailureResult { File = file, Source = bytes, Failure = failure }
            : new ArticleResult
            {
                File = file,
                Source = bytes,
                Article = article!,
                Newspaper = identity.Newspaper,
                Date = identity.Date,
                Page = identity.Page,
                Section = identity.Section,
            };
    }

    private IEnumerable<ReadResult> ReadPdf(SourceStream stream, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        byte[]? bytes = stream.ReadAll(limits.MaxPdfBytes);
        if (bytes is null) return [Fail(file, FailureReason.TooLarge, $"The PDF is larger than {limits.MaxPdfBytes >> 20} MiB.")];
        var failure = Identify(file, hints, companion, out var stated, out var fallback);
        PageCorrection? correction = null;
        byte[]? corrections = companion(SourceFormats.CorrectionSuffix);
        if (failure is null && corrections is not null) failure = CorrectionReader.Read(corrections, file, out correction);
        return failure is null
            ? PdfFile.Read(bytes, file, stated, fallback, correction, corrections, hints.Explain)
            : [new FailureResult { File = file, Source = bytes, Failure = failure }];
    }

    /// <summary>What is stated before the page is looked at (caller, then path), and what counts only when the page says nothing (meta file).</summary>
    private static PageFailure? Identify(string file, PageHints hints, Func<string, byte[]?> companion, out PageIdentity stated, out PageIdentity fallback)
    {
        fallback = PageIdentity.Unknown;
        var failure = PageIdentity.FromHints(hints, out stated);
        if (failure is not null) return failure;
        failure = PageIdentity.FromPath(file, out var path);
        // A date given by the caller makes a badly named folder harmless.
        if (failure is not null && stated.Date.Length == 0) return failure;
        stated = stated.Or(path);
        return companion(SourceFormats.MetaSuffix) is { } meta ? PageIdentity.FromMeta(meta, out fallback) : null;
    }

    private static FailureResult Fail(string file, string reason, string message) => new() { File = file, Failure = new PageFailure(reason, 0, message) };
}
