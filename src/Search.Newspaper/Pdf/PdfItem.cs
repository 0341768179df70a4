namespace Search.Newspaper.Pdf;

/// <summary>What takes room on the page: a line, a box with its own contents, or a picture with its caption.</summary>
internal sealed record PdfItem(PdfItemKind Kind, PdfBox Box, PdfLine? Line, IReadOnlyList<PdfItem> Inside)
{
    public static PdfItem Of(PdfLine line) => new(PdfItemKind.Line, line.Box, line, []);
}

internal enum PdfItemKind
{
    Line,
    Box,
    Picture,
}

/// <summary>What is read from top to bottom before anything else is.</summary>
/// <param name="Items">From top to bottom.</param>
/// <param name="Left">Where the region begins in which it stands: for a headline over columns that of all of them.</param>
/// <param name="Right">Where that region ends.</param>
internal sealed record PdfColumn(IReadOnlyList<PdfItem> Items, double Left, double Right);
