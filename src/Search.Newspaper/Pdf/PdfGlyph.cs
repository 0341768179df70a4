namespace Search.Newspaper.Pdf;

/// <summary>A character where the page shows it, in points from the lower left corner.</summary>
/// <param name="Text">Its meaning; white space for a space that the page sets itself.</param>
/// <param name="Left">Where its advance begins.</param>
/// <param name="Right">Where its advance ends.</param>
/// <param name="Baseline">Height of the baseline.</param>
/// <param name="Size">Font size.</param>
internal readonly record struct PdfGlyph(string Text, double Left, double Right, double Baseline, double Size)
{
    public bool IsSpace => string.IsNullOrWhiteSpace(Text);
}

/// <summary>A rectangle in points, y upwards.</summary>
internal readonly record struct PdfBox(double Left, double Bottom, double Right, double Top)
{
    public double Width => Right - Left;

    public double Height => Top - Bottom;

    public bool Holds(PdfBox other) => other.Left >= Left - 1 && other.Right <= Right + 1 && other.Bottom >= Bottom - 1 && other.Top <= Top + 1;

    public PdfBox With(PdfBox other) => new(Math.Min(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Max(Right, other.Right), Math.Max(Top, other.Top));
}
