using Search.Newspaper.Corrections;
using Search.Newspaper.Identity;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Writer;

namespace Search.Newspaper.Pdf;

/// <summary>A born-digital PDF of one or more newspaper pages. Every page stands for itself: one that cannot be read is refused by its number, the others are read.</summary>
internal static class PdfFile
{
    /// <summary>An issue has some dozens; one with supplements a few hundred.</summary>
    private const int MaxPages = 1000;

    /// <summary>What nests deeper than this was not written by a program that makes pages.</summary>
    private const int MaxStackDepth = 64;

    public static IEnumerable<ReadResult> Read(byte[] bytes, string file, PageIdentity stated, PageIdentity fallback, PageCorrection? correction, byte[]? corrections, bool explain)
    {
        PdfDocument? document = null;
        PageFailure? failure = Attempt(0, () =>
        {
            document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, ClipPaths = false, SkipMissingFonts = true, MaxStackDepth = MaxStackDepth, FilterProvider = new BoundedFilters() });
            int pages = document.NumberOfPages;
            if (pages == 0) return new PageFailure(FailureReason.NoText, 0, "The PDF has no page.");
            if (pages > MaxPages) return new PageFailure(FailureReason.TooLarge, 0, $"The PDF has {pages} pages; at most {MaxPages} are read.");
            if (pages > 1 && correction is not null) return CorrectionReader.Fail(file, "", $"a correction is for one page, and the file has {pages}");
            return null;
        });
        using var closing = document;
        if (failure is not null)
        {
            yield return new FailureResult { File = file, Source = bytes, Failure = failure };
            yield break;
        }
        int count = document!.NumberOfPages;
        for (int number = 1; number <= count; number++)
        {
            ParsedPage? page = null;
            byte[] source = bytes;
            int at = number;
            failure = Attempt(at, () =>
            {
                var fault = PdfPage.Read(document.GetPage(at), out var text);
                if (fault is null) fault = Parse(text!, file, count == 1 ? stated : stated with { Page = "" }, fallback, correction, explain, at, out page);
                if (fault is null && count > 1) source = Alone(document, at, bytes);
                return fault;
            });
            yield return failure is null
                ? new PageResult { File = file, Source = source, Page = count > 1 && page!.Page.Length == 0 ? page with { Page = $"{at}" } : page!, Correction = corrections }
                : new FailureResult { File = file, Source = count == 1 ? bytes : default, Failure = failure };
        }
    }

    private static PageFailure? Parse(PdfPageText text, string file, PageIdentity stated, PageIdentity fallback, PageCorrection? correction, bool explain, int number, out ParsedPage? page)
    {
        var lines = PageLine.Split(text.Text);
        for (int i = 0; i < lines.Count; i++) lines[i].Size = text.Sizes[i];
        page = null;
        var failure = lines.Count == 0
            ? new PageFailure(FailureReason.NoArticles, 0, "The page holds nothing but white space.")
            : TextPageParser.Parse(lines, text.Text, file, stated, fallback, text.Roles, correction, explain, out page);
        return failure is null ? null : failure with { Message = $"Page {number} of the file: {failure.Message}" };
    }

    /// <summary>The page as a PDF of its own: that is what is kept as its source and read again.</summary>
    private static byte[] Alone(PdfDocument document, int number, byte[] whole)
    {
        try
        {
            using var builder = new PdfDocumentBuilder { IncludeDocumentInformation = false };
            builder.AddPage(document, number);
            return builder.Build();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A damaged part that reading passes over cannot be written: what was delivered is kept whole.
            return whole;
        }
    }

    /// <summary>The library throws whatever the bytes make it throw; each is a damaged file, and only that.</summary>
    private static PageFailure? Attempt(int page, Func<PageFailure?> read)
    {
        string where = page == 0 ? "The PDF" : $"Page {page} of the file";
        try
        {
            return read();
        }
        catch (PdfDocumentEncryptedException)
        {
            return new PageFailure(FailureReason.Encrypted, 0, "The PDF is encrypted; nobody here has the password.");
        }
        catch (Archives.LimitExceededException e)
        {
            return new PageFailure(FailureReason.TooLarge, 0, $"{where} unpacks to too much: {e.Message}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new PageFailure(FailureReason.MalformedPdf, 0, $"{where} is damaged: {e.GetType().Name}: {(e.Message.Length > 200 ? e.Message[..200] : e.Message).ReplaceLineEndings(" ")}");
        }
    }
}
