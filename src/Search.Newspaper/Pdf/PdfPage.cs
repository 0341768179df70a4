using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;
using UglyToad.PdfPig.Content;

namespace Search.Newspaper.Pdf;

/// <summary>One page of a PDF to the text that is segmented.</summary>
internal static class PdfPage
{
    /// <summary>A newspaper page has some ten thousand; the bounds keep a hostile page's work small.</summary>
    private const int MaxGlyphs = 200_000, MaxLines = 20_000, MaxBoxes = 300;

    public static PageFailure? Read(Page page, out PdfPageText? text)
    {
        text = null;
        if (page.Letters.Count > MaxGlyphs) return new PageFailure(FailureReason.TooLarge, 0, $"Page {page.Number} of the file has more than {MaxGlyphs} characters.");
        var glyphs = new List<PdfGlyph>(page.Letters.Count);
        int unknown = 0, turned = 0;
        string font = "";
        foreach (var letter in page.Letters)
        {
            if (letter.TextOrientation != TextOrientation.Horizontal)
            {
                turned++;
                continue;
            }
            if (PdfCharacters.IsUnknown(letter.Value))
            {
                unknown++;
                font = letter.FontName ?? "";
                continue;
            }
            double size = Math.Abs(letter.PointSize);
            if (!(size is > 0.5 and < 2000) || !double.IsFinite(letter.StartBaseLine.X + letter.EndBaseLine.X + letter.StartBaseLine.Y)) continue;
            glyphs.Add(new PdfGlyph(PdfCharacters.Ordinary(letter.Value), Math.Min(letter.StartBaseLine.X, letter.EndBaseLine.X), Math.Max(letter.StartBaseLine.X, letter.EndBaseLine.X), letter.StartBaseLine.Y, size));
        }
        int shown = glyphs.Count(g => !g.IsSpace);
        if (unknown > 0 && unknown >= shown * 0.05)
            return new PageFailure(FailureReason.NoText, 0, $"Page {page.Number} of the file: {unknown} of {unknown + shown} characters have no meaning, since the font '{font}' has no ToUnicode table; the text must be recognised (OCR) first.");
        if (shown == 0)
        {
            string why = turned > 0 ? "holds only turned text" : page.NumberOfImages > 0 ? "is a picture without text (a scan?); it must be recognised (OCR) first" : "holds no text";
            return new PageFailure(FailureReason.NoText, 0, $"Page {page.Number} of the file {why}.");
        }
        var lines = PdfLines.Of(glyphs);
        if (lines.Count > MaxLines) return new PageFailure(FailureReason.TooLarge, 0, $"Page {page.Number} of the file has more than {MaxLines} lines.");
        text = TextOf(page, lines);
        return null;
    }

    private static PdfPageText TextOf(Page page, List<PdfLine> lines)
    {
        double body = BodySize(lines), lineGap = LineGap(lines, body);
        var shapes = page.Paths.Where(p => !p.IsClipping).Select(p => p.GetBoundingRectangle()).Where(r => r is not null)
            .Select(r => new PdfBox(r!.Value.Left, r.Value.Bottom, r.Value.Right, r.Value.Top)).Take(20_000).ToList();
        var rules = shapes.Where(s => s.Height < 4 && s.Width > 8 * body).OrderByDescending(s => s.Top).Take(MaxBoxes).ToList();
        var layout = new PdfLayout(body, lineGap, rules);
        var text = new PdfPageText(body, lineGap, Edges(lines, body), layout);
        var heads = TakeEdge(lines, page.Height, top: true);
        var feet = TakeEdge(lines, page.Height, top: false);
        foreach (string row in heads) text.AddFurniture(row);
        text.Add(Boxed(Pictures(page, lines, body), shapes, body));
        foreach (string row in feet) text.AddFurniture(row);
        return text;
    }

    /// <summary>The size of most characters.</summary>
    private static double BodySize(List<PdfLine> lines) =>
        lines.GroupBy(l => Math.Round(l.Size * 4) / 4).OrderByDescending(g => g.Sum(l => l.Text.Length)).First().Key;

    /// <summary>White between two lines of running text, in the middle.</summary>
    private static double LineGap(List<PdfLine> lines, double body)
    {
        var gaps = new List<double>();
        PdfLine? above = null;
        foreach (var line in lines.Where(l => Math.Abs(l.Size - body) < 0.5 && !l.Vertical))
        {
            if (above is not null && above.Box.Left < line.Box.Right && line.Box.Left < above.Box.Right && above.Box.Bottom - line.Box.Top is var gap && gap > -0.3 * body && gap < 1.5 * body) gaps.Add(gap);
            above = line;
        }
        gaps.Sort();
        return gaps.Count == 0 ? 0.5 * body : Math.Max(0, gaps[gaps.Count / 2]);
    }

    /// <summary>Where lines of running text begin, left to right: columns' edges, and indents behind them.</summary>
    private static List<double> Edges(List<PdfLine> lines, double body) =>
        [.. lines.Where(l => Math.Abs(l.Size - body) < 0.1 * body && !l.Vertical).GroupBy(l => Math.Round(l.Box.Left)).Where(g => g.Count() >= 2).Select(g => g.Min(l => l.Box.Left)).Order()];

    /// <summary>Takes the running heads at the top, or the editors' lines at the bottom, out of the page.</summary>
    private static List<string> TakeEdge(List<PdfLine> lines, double height, bool top)
    {
        var taken = new List<string>();
        while (taken.Count < 6 && lines.Count > 0)
        {
            var edge = top ? lines.MaxBy(l => l.Box.Top)! : lines.MinBy(l => l.Box.Bottom)!;
            if (top && edge.Box.Top < height * 0.82 && taken.Count == 0 || !top && Score(edge.Text, top) <= 0 && edge.Box.Bottom > height * 0.12) break;
            var row = lines.FindAll(l => !l.Vertical && l.Box.Top > edge.Box.Bottom && l.Box.Bottom < edge.Box.Top);
            string text = string.Join(' ', row.OrderBy(l => l.Box.Left).Select(l => l.Text));
            if (row.Count == 0 || text.Length > 90 || Score(text, top) <= 0 && !row.TrueForAll(l => Score(l.Text, top) > 0)) break;
            taken.Insert(top ? taken.Count : 0, text);
            lines.RemoveAll(row.Contains);
        }
        return taken;
    }

    private static double Score(string text, bool inHead) => PageLine.Split(text) is [var line] ? Furniture.Score(line, true, inHead, null) : 0;

    /// <summary>Pictures with the lines below them that are set smaller than running text, or stand apart from it.</summary>
    private static List<PdfItem> Pictures(Page page, List<PdfLine> lines, double body)
    {
        var items = new List<PdfItem>();
        var rest = new List<PdfLine>(lines);
        foreach (var image in page.GetImages().Take(MaxBoxes))
        {
            var bounds = image.BoundingBox;
            var box = new PdfBox(bounds.Left, bounds.Bottom, bounds.Right, bounds.Top);
            if (!(box.Width > 3 * body && box.Height > 3 * body) || box.Width > 0.9 * page.Width && box.Height > 0.6 * page.Height) continue;
            var caption = new List<PdfLine>();
            double bottom = box.Bottom;
            foreach (var line in rest.Where(l => l.Box.Top < box.Bottom + 1 && l.Box.Left > box.Left - body && l.Box.Right < box.Right + body && l.Size < 1.1 * body).OrderByDescending(l => l.Box.Top).Take(12))
            {
                bool near = bottom - line.Box.Top < (caption.Count == 0 ? 1.8 : 0.9) * body, alike = caption.Count == 0 || Math.Abs(caption[0].Size - line.Size) < 0.3;
                if (!near || !alike || line.Size > 0.95 * body) break;
                caption.Add(line);
                bottom = line.Box.Bottom;
            }
            foreach (var line in caption)
            {
                rest.Remove(line);
                box = box.With(line.Box);
            }
            var inside = caption.Count == 0 ? [] : new List<PdfItem> { PdfItem.Of(caption[0] with { Text = string.Concat(caption.Select(c => c.Text)) }) };
            items.Add(new PdfItem(PdfItemKind.Picture, box, null, inside));
        }
        items.AddRange(rest.Select(PdfItem.Of));
        return items;
    }

    /// <summary>What stands in a frame or on a tint is read by itself. The frame of the whole page is none.</summary>
    private static List<PdfItem> Boxed(List<PdfItem> items, List<PdfBox> shapes, double body)
    {
        foreach (var frame in shapes.Where(s => s.Width > 6 * body && s.Height > 3 * body).DistinctBy(s => (Math.Round(s.Left), Math.Round(s.Bottom), Math.Round(s.Right), Math.Round(s.Top)))
            .OrderBy(s => s.Width * s.Height).Take(MaxBoxes))
        {
            var inside = items.FindAll(i => frame.Holds(i.Box));
            if (inside.Count < 2 || inside.Count == items.Count || items.Exists(i => !frame.Holds(i.Box) && Overlaps(i.Box, frame))) continue;
            items.RemoveAll(inside.Contains);
            items.Add(new PdfItem(PdfItemKind.Box, frame, null, inside));
        }
        return items;
    }

    private static bool Overlaps(PdfBox a, PdfBox b) => a.Left < b.Right - 2 && b.Left < a.Right - 2 && a.Bottom < b.Top - 2 && b.Bottom < a.Top - 2;
}
