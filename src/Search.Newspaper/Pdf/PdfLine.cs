using System.Text;
using Search.Newspaper.Text;

namespace Search.Newspaper.Pdf;

/// <summary>A line of text within one column.</summary>
internal sealed record PdfLine(string Text, PdfBox Box, double Size, bool Vertical)
{
    /// <summary>From glyphs that stand on one baseline, left to right.</summary>
    public static PdfLine? Horizontal(List<PdfGlyph> glyphs)
    {
        int first = glyphs.FindIndex(g => !g.IsSpace), last = glyphs.FindLastIndex(g => !g.IsSpace);
        if (first < 0) return null;
        double size = MainSize(glyphs), usual = UsualGap(glyphs, first, last);
        var text = new StringBuilder();
        for (int i = first; i <= last; i++)
        {
            var glyph = glyphs[i];
            if (i > first)
            {
                var before = glyphs[i - 1];
                // Some programs print bold by printing twice, a hair apart.
                if (glyph.Text == before.Text && !glyph.IsSpace && Math.Abs(glyph.Left - before.Left) < 0.2 * size) continue;
                double gap = glyph.Left - before.Right - usual;
                bool latin = before.Text[^1] < 0x2000 && glyph.Text[0] < 0x2000;
                if (!glyph.IsSpace && !before.IsSpace && gap > (latin ? 0.2 : 0.65) * size) text.Append(' ');
            }
            text.Append(glyph.IsSpace ? glyph.Text[0] == '\u3000' ? '\u3000' : ' ' : glyph.Text);
        }
        double baseline = glyphs[first].Baseline;
        return new PdfLine(PageLine.TrimSpaces(text.ToString()), new PdfBox(glyphs[first].Left, baseline - 0.2 * size, glyphs[last].Right, baseline + 0.88 * size), size, false);
    }

    /// <summary>From glyphs that stand below each other.</summary>
    public static PdfLine Upright(List<PdfGlyph> glyphs) => new(
        string.Concat(glyphs.Select(g => g.Text)),
        new PdfBox(glyphs.Min(g => g.Left), glyphs[^1].Baseline - 0.2 * glyphs[^1].Size, glyphs.Max(g => g.Right), glyphs[0].Baseline + 0.88 * glyphs[0].Size),
        glyphs[0].Size, true);

    /// <summary>The size of most characters: a number or a mark may be set smaller.</summary>
    private static double MainSize(List<PdfGlyph> glyphs) =>
        glyphs.Where(g => !g.IsSpace).GroupBy(g => Math.Round(g.Size, 1)).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First().Key;

    /// <summary>Letters set wide are apart everywhere, a space is wider than that.</summary>
    private static double UsualGap(List<PdfGlyph> glyphs, int first, int last)
    {
        if (last - first < 3) return 0;
        var gaps = new List<double>();
        for (int i = first + 1; i <= last; i++) gaps.Add(glyphs[i].Left - glyphs[i - 1].Right);
        gaps.Sort();
        return Math.Max(0, gaps[gaps.Count / 2]);
    }
}
