using Search.Newspaper.Corrections;
using Search.Newspaper.Html;
using Search.Newspaper.Identity;
using Search.Newspaper.Pdf;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Newspaper.Sources;

/// <summary>Files that are a page or an article, whole in memory, with what is beside them.</summary>
internal sealed class PageFiles(ReaderLimits limits)
{
    public ReadResult ReadText(SourceStream stream, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        byte[]? bytes = stream.ReadAll(limits.MaxPageBytes);
        if (bytes is null)
            return FailureResult.Of(file, FailureReason.TooLarge, $"The page is larger than {limits.MaxPageBytes >> 20} MiB; no page is.");
        ParsedPage? page = null;
        var failure = StatedIdentity.Of(file, hints, companion, out var stated, out var fallback);
        PageCorrection? correction = null;
        byte[]? corrections = companion(CompanionFiles.CorrectionSuffix);
        if (failure is null && corrections is not null) failure = CorrectionReader.Read(corrections, file, out correction);
        if (failure is null && (failure = TextDecoder.TryDecode(bytes, null, out string text)) is null)
            failure = TextPageParser.Parse(text, file, stated, fallback, correction, hints.Explain, out page);
        return failure is null
            ? new PageResult { File = file, Source = bytes, Page = page!, Correction = corrections }
            : new FailureResult { File = file, Source = bytes, Failure = failure };
    }

    public ReadResult ReadHtml(SourceStream stream, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        byte[]? bytes = stream.ReadAll(limits.MaxPageBytes);
        if (bytes is null) return FailureResult.Of(file, FailureReason.TooLarge, $"The page is larger than {limits.MaxPageBytes >> 20} MiB; no page is.");
        ParsedArticle? article = null;
        var failure = StatedIdentity.Of(file, hints, companion, out var identity, out var fallback);
        if (failure is null && (failure = TextDecoder.TryDecode(bytes, HtmlArticlePage.DeclaredEncoding(bytes), out string text)) is null)
            failure = HtmlArticlePage.Parse(text, file, SavedSiteReader.Named(identity, hints, ""), fallback, out article, out identity);
        if (failure is null && companion(CompanionFiles.CorrectionSuffix) is { } json && (failure = CorrectionReader.Read(json, file, out var correction)) is null)
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

    public IEnumerable<ReadResult> ReadPdf(SourceStream stream, string file, PageHints hints, Func<string, byte[]?> companion)
    {
        byte[]? bytes = stream.ReadAll(limits.MaxPdfBytes);
        if (bytes is null) return [FailureResult.Of(file, FailureReason.TooLarge, $"The PDF is larger than {limits.MaxPdfBytes >> 20} MiB.")];
        var failure = StatedIdentity.Of(file, hints, companion, out var stated, out var fallback);
        PageCorrection? correction = null;
        byte[]? corrections = companion(CompanionFiles.CorrectionSuffix);
        if (failure is null && corrections is not null) failure = CorrectionReader.Read(corrections, file, out correction);
        return failure is null
            ? PdfFile.Read(bytes, file, stated, fallback, correction, corrections, hints.Explain)
            : [new FailureResult { File = file, Source = bytes, Failure = failure }];
    }
}
