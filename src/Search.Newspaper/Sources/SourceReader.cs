using System.IO.Compression;
using System.Text;
using Search.Newspaper.Archives;
using Search.Newspaper.Corrections;
using Search.Newspaper.Html;
using Search.Newspaper.Identity;
using Search.Newspaper.Records;
using Search.Newspaper.Text;

namespace Search.Newspaper.Sources;

/// <summary>Reads one source of whatever form: a page, records, or an archive of these.</summary>
internal sealed class SourceReader(ReaderLimits limits)
{
    private readonly PageFiles pages = new(limits);

    /// <summary>The results as they come, with the times that their texts speak of.</summary>
    /// <param name="companion">The file beside this one with that suffix; null if there is none.</param>
    /// <param name="depth">How many archives it is in.</param>
    public IEnumerable<ReadResult> Read(Stream raw, string file, PageHints hints, Func<string, byte[]?> companion, int depth)
    {
        using var stream = new SourceStream(raw);
        if (PageIdentity.FromHints(hints, out _) is { } badHint)
        {
            yield return new FailureResult { File = file, Failure = badHint };
            yield break;
        }
        if (stream.Head.IsEmpty)
        {
            yield return FailureResult.Of(file, FailureReason.Empty, "The file is empty.");
            yield break;
        }
        var format = SourceFormats.Of(file, stream.Head);
        if (format is SourceFormat.JsonLines or SourceFormat.Json or SourceFormat.Csv && companion(CompanionFiles.CorrectionSuffix) is not null)
        {
            yield return new FailureResult { File = file, Failure = CorrectionReader.Fail(file, "", "a correction is for a page; of a file of records, change the record") };
            yield break;
        }
        IEnumerable<ReadResult> results = format switch
        {
            SourceFormat.Text => [pages.ReadText(stream, file, hints, companion)],
            SourceFormat.JsonLines => RecordSplitter.Lines(InBytes(stream), limits.MaxRecordBytes).Select(r => JsonArticle.Read(file, r, hints)),
            SourceFormat.Json => RecordSplitter.JsonValues(InBytes(stream), limits.MaxRecordBytes).Select(r => JsonArticle.Read(file, r, hints)),
            SourceFormat.Csv => CsvArticle.Read(stream, file, hints, limits),
            SourceFormat.Html => [pages.ReadHtml(stream, file, hints, companion)],
            SourceFormat.Pdf => pages.ReadPdf(stream, file, hints, companion),
            SourceFormat.Zip when depth == 0 && raw.CanSeek => ReadZip(raw, file, hints),
            SourceFormat.Gzip when depth <= 1 => Unpack(stream, raw, file, hints, companion, depth),
            SourceFormat.Gzip or SourceFormat.Zip => [FailureResult.Of(file, FailureReason.UnknownFormat, "An archive within an archive is not read.")],
            _ => [FailureResult.Of(file, FailureReason.UnknownFormat, "The file is of no known form (.txt .html .pdf .jsonl .json .csv .gz .zip).")],
        };
        foreach (var result in results) yield return EventDates.Dated(result);
    }

    /// <summary>Records are cut at bytes, which in UTF-16 (as Windows' shell writes it) are no characters.</summary>
    private static Stream InBytes(SourceStream stream) =>
        TextDecoder.Sniff(stream.Head, complete: false) is UnicodeEncoding utf16 ? Encoding.CreateTranscodingStream(stream, utf16, Encoding.UTF8) : stream;

    private IEnumerable<ReadResult> Unpack(SourceStream stream, Stream raw, string file, PageHints hints, Func<string, byte[]?> companion, int depth)
    {
        var unpacked = new BoundedStream(
            new UnpackedStream(stream), () => raw is BoundedStream || raw.CanSeek ? raw.Position : long.MaxValue, limits,
            raw is BoundedStream outer ? outer.Spent : new BoundedStream.Budget());
        return Read(unpacked, SourceFormats.WithoutGz(file), hints, companion, depth: depth + 1).Select(r => Renamed(r, file));
    }

    private IEnumerable<ReadResult> ReadZip(Stream raw, string file, PageHints hints)
    {
        raw.Position = 0;
        using var archive = ZipMembers.Open(raw);
        var budget = new BoundedStream.Budget { ArchiveBytes = raw.Length };
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in SavedSiteReader.Read(SiteOf(archive, budget), file + "!", hints, CompanionOf, n => taken.Add(n), CancellationToken.None))
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
            if (CompanionFiles.IsOne(name)) continue;
            foreach (var result in SourceGuard.Read(name, CancellationToken.None, () => Read(
                new BoundedStream(ZipMembers.OpenMember(member.Entry), () => member.Entry.CompressedLength, limits, budget), name, hints, suffix => CompanionOf(name + suffix), depth: 1)))
            {
                yield return result;
                // The budget is the whole archive's: when it is spent, what follows is not looked at.
                if (budget.Bytes > limits.MaxArchiveBytes) yield break;
            }
        }

        byte[]? CompanionOf(string path)
        {
            if (archive.GetEntry(path[(file.Length + 1)..]) is not { Length: < CompanionFiles.MaxBytes } entry) return null;
            using var stream = new SourceStream(ZipMembers.OpenMember(entry));
            return stream.ReadAll(CompanionFiles.MaxBytes);
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
            using var stream = new SourceStream(new BoundedStream(ZipMembers.OpenMember(entry), () => entry.CompressedLength, limits, budget));
            return stream.ReadAll(limits.MaxPageBytes);
        });
    }

    /// <summary>Results name the file as the caller did, with its .gz.</summary>
    private static ReadResult Renamed(ReadResult result, string file) =>
        result is PageResult page ? page with { File = file, Page = page.Page with { File = file } } : result with { File = file };
}
