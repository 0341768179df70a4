namespace Search.Newspaper.Pdf;

/// <summary>Glyphs to lines. Glyphs come in the order in which the page paints them, which follows the text within a line; what only stands beside a line is another column.</summary>
internal static class PdfLines
{
    public static List<PdfLine> Of(IReadOnlyList<PdfGlyph> glyphs)
    {
        var lines = new List<PdfLine>();
        var pieces = new List<List<PdfGlyph>>();
        for (int i = 0; i < glyphs.Count;)
        {
            int down = UprightRun(glyphs, i);
            if (down >= 3)
            {
                lines.Add(PdfLine.Upright([.. glyphs.Skip(i).Take(down)]));
                i += down;
                continue;
            }
            var piece = pieces.Count > 0 ? pieces[^1] : null;
            if (piece is null || i == 0 || !Follows(piece[^1], glyphs[i])) pieces.Add(piece = []);
            piece.Add(glyphs[i]);
            i++;
        }
        lines.AddRange(Merged(pieces).Select(PdfLine.Horizontal).OfType<PdfLine>().Where(l => l.Text.Length > 0));
        return lines;
    }

    /// <summary>How many glyphs from here stand one below the other.</summary>
    private static int UprightRun(IReadOnlyList<PdfGlyph> glyphs, int from)
    {
        int n = 1;
        while (from + n < glyphs.Count)
        {
            PdfGlyph above = glyphs[from + n - 1], below = glyphs[from + n];
            double down = above.Baseline - below.Baseline, size = above.Size;
            if (above.IsSpace || below.IsSpace || Math.Abs(below.Size - size) > 0.05 * size || Math.Abs(below.Left - above.Left) > 0.4 * size || down < 0.75 * size || down > 1.4 * size) break;
            n++;
        }
        return n;
    }

    private static bool Follows(PdfGlyph before, PdfGlyph next)
    {
        double size = Math.Max(before.Size, next.Size), gap = next.Left - before.Right;
        bool alike = Math.Min(before.Size, next.Size) > 0.55 * size || before.IsSpace || next.IsSpace;
        return alike && Math.Abs(next.Baseline - before.Baseline) < 0.25 * size && gap > -0.6 * size && gap < 1.25 * size;
    }

    /// <summary>Pieces of one line that were painted apart (another font, a coloured word).</summary>
    private static IEnumerable<List<PdfGlyph>> Merged(List<List<PdfGlyph>> pieces)
    {
        var open = new List<List<PdfGlyph>>();
        foreach (var piece in pieces.OrderByDescending(p => p[0].Baseline).ThenBy(p => p[0].Left))
        {
            for (int i = open.Count - 1; i >= 0; i--)
            {
                if (open[i][0].Baseline - piece[0].Baseline <= piece[0].Size) continue;
                yield return open[i];
                open.RemoveAt(i);
            }
            var left = open.Find(o => Touches(o[^1], piece[0]));
            var right = left is null ? open.Find(o => Touches(piece[^1], o[0])) : null;
            if (left is not null) left.AddRange(piece);
            else if (right is not null) right.InsertRange(0, piece);
            else open.Add(piece);
        }
        foreach (var rest in open) yield return rest;
    }

    private static bool Touches(PdfGlyph before, PdfGlyph next)
    {
        double size = Math.Min(before.Size, next.Size);
        return Math.Abs(before.Size - next.Size) < 0.45 * Math.Max(before.Size, next.Size) && Math.Abs(next.Baseline - before.Baseline) < 0.2 * size && Math.Abs(next.Left - before.Right) < 0.45 * size;
    }
}
