using System.Text;
using Search.Newspaper.Bylines;
using Search.Newspaper.Corrections;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Newspaper.Pdf;

/// <summary>
/// A page's lines in reading order as the text that is segmented: paragraphs are joined where position shows it, and each line says what its font size lets it be. What size does not tell
/// (a signature, a jump, an editors' line) the segmentation decides as on a page of text.
/// </summary>
internal sealed class PdfPageText
{
    private readonly double bodySize, lineGap;
    private readonly IReadOnlyList<double> edges;
    private readonly PdfLayout layout;
    private readonly StringBuilder text = new();
    private readonly List<LineRole?> roles = [];
    private readonly List<double> sizes = [];
    private readonly List<IReadOnlyList<PdfItem>> boxes = [];
    private readonly List<string> captions = [];
    private readonly StringBuilder paragraph = new();
    private PdfLine? last;
    private double lastRight, titleSize;
    private bool opened, inTitle, anyArticle;

    public PdfPageText(double bodySize, double lineGap, IReadOnlyList<double> edges, PdfLayout layout) =>
        (this.bodySize, this.lineGap, this.edges, this.layout) = (bodySize, lineGap, edges, layout);

    /// <summary>The page's text; its lines that are not blank have a role and a size each.</summary>
    public string Text => text.ToString();

    public IReadOnlyList<LineRole?> Roles => roles;

    /// <summary>Font sizes in points.</summary>
    public IReadOnlyList<double> Sizes => sizes;

    public void AddFurniture(string line) => Emit(line, LineRole.Furniture, 0);

    public void Add(IReadOnlyList<PdfItem> items)
    {
        AddFlow(items);
        EndArticle();
    }

    private void AddFlow(IReadOnlyList<PdfItem> items)
    {
        foreach (var column in layout.Columns(items))
        {
            double right = column.Items.Max(i => i.Box.Right);
            double? left = LeftEdge(column.Items);
            for (int i = 0; i < column.Items.Count; i++)
            {
                var item = column.Items[i];
                if (item.Kind == PdfItemKind.Picture) captions.AddRange(item.Inside.Select(c => c.Line!.Text));
                else if (item.Kind == PdfItemKind.Box) boxes.Add(item.Inside);
                else if (layout.IsTitle(item) && !IsProse(column.Items, i)) AddTitle(item.Line!, column);
                else AddBody(item.Line!, left ?? Edge(item.Line!), right, i == 0);
            }
        }
    }

    /// <summary>A summary set in larger type is text: it runs over lines and ends in a full stop.</summary>
    private static bool IsProse(IReadOnlyList<PdfItem> column, int at)
    {
        double size = column[at].Line!.Size;
        int from = at, to = at;
        while (from > 0 && Alike(column[from - 1])) from--;
        while (to + 1 < column.Count && Alike(column[to + 1])) to++;
        return column.Skip(from).Take(to - from + 1).Sum(i => i.Line!.Text.Length) > 50 && PageLine.EndingOf(column[to].Line!.Text) == LineEnding.Sentence;

        bool Alike(PdfItem item) => item.Line is { } line && Math.Abs(line.Size - size) < 0.3;
    }

    private void AddTitle(PdfLine line, PdfColumn column)
    {
        FlushParagraph();
        if (!inTitle) EndArticle();
        bool continues = inTitle && last is not null && Math.Abs(last.Size - line.Size) < 0.3 && FillsBlock(last, line, column);
        if (continues)
        {
            // The headline was broken where the block ended, not where the editor wanted it.
            text.Length--;
            text.Append(line.Text).Append('\n');
        }
        else
        {
            // A line of ordinary size that the segmentation may take for a kicker stands before it.
            bool open = roles.Count > 0 && roles[^1] is null;
            if (inTitle && last is not null && Math.Abs(last.Size - line.Size) >= 0.3 && last.Box.Bottom - line.Box.Top > 2.2 * bodySize) text.Append('\n');
            Emit(line.Text, inTitle ? LineRole.Headline : open ? LineRole.Heading : LineRole.Article, line.Size);
        }
        (inTitle, opened, anyArticle, last, titleSize) = (true, false, true, line, Math.Max(titleSize, line.Size));
    }

    /// <summary>No further character had room; a line that is shorter was ended by the editor.</summary>
    private static bool FillsBlock(PdfLine before, PdfLine line, PdfColumn column) => before.Vertical || line.Vertical
        ? before.Vertical && line.Vertical
        : before.Box.Width + before.Size * 1.05 > column.Right - column.Left && column.Right - column.Left > 2 * before.Size;

    private void AddBody(PdfLine line, double left, double right, bool top)
    {
        bool afterTitle = inTitle;
        inTitle = false;
        double indent = line.Box.Left - left;
        bool signature = line.Text.Length <= 80 && BylineParser.Parse(line.Text) is not null;
        bool sized = last is not null && Math.Abs(last.Size - line.Size) > 0.08 * bodySize;
        double gap = last is null || top ? 0 : last.Box.Bottom - line.Box.Top;
        bool begins = afterTitle || paragraph.Length == 0 || (!top || EndsSentence()) && (sized || Begins(line, indent, gap) || SetRight(line, indent, right)) || signature && (indent > 0.8 * bodySize || EndsSentence());
        if (begins)
        {
            FlushParagraph();
            if (gap > lineGap + 0.6 * bodySize) text.Append('\n');
        }
        else if (paragraph[^1] is var before && line.Text[0] is var next && char.IsAscii(before) && char.IsAscii(next) && char.IsAsciiLetterOrDigit(next) && (char.IsAsciiLetter(before) || char.IsAsciiLetter(next) || before is ',' or '.'))
        {
            paragraph.Append(' ');
        }
        paragraph.Append(line.Text);
        (last, lastRight) = (line, right);
    }

    private bool EndsSentence() => PageLine.EndingOf(paragraph.ToString()) is LineEnding.Sentence or LineEnding.Quote or LineEnding.Colon;

    private bool Begins(PdfLine line, double indent, double gap)
    {
        if (Glyphs.BelongsToWhatPrecedes(line.Text[0]) && line.Text[0] is not ('“' or '‘')) return false;
        if (indent > 0.8 * bodySize && indent < 4 * bodySize) return true;
        if (gap > lineGap + 1.2 * bodySize) return true;
        bool shortLine = last!.Box.Right < lastRight - 1.3 * bodySize;
        return shortLine && EndsSentence() || gap > lineGap + 0.3 * bodySize && EndsSentence();
    }

    /// <summary>A name under a report: it begins far into the column and ends at its edge.</summary>
    private bool SetRight(PdfLine line, double indent, double right) => indent >= 4 * bodySize && line.Box.Right > right - 1.5 * bodySize;

    /// <summary>Of a column with enough lines that not all of them can be indented.</summary>
    private double? LeftEdge(IReadOnlyList<PdfItem> items)
    {
        var lefts = items.Where(i => i.Line is { Vertical: false } && !layout.IsTitle(i)).Select(i => i.Box.Left).ToList();
        return lefts.Count >= 3 || lefts.Count == 2 && Math.Abs(lefts[0] - lefts[1]) > bodySize ? lefts.Min() : null;
    }

    /// <summary>The left edge of the line's column: what other lines begin at, up to an indent before it.</summary>
    private double Edge(PdfLine line)
    {
        foreach (double edge in edges)
        {
            if (edge > line.Box.Left - 4.2 * bodySize && edge < line.Box.Left + 0.3 * bodySize) return edge;
        }
        return line.Box.Left;
    }

    private void FlushParagraph()
    {
        if (paragraph.Length == 0) return;
        string line = paragraph.ToString();
        paragraph.Clear();
        if (Furniture.Read(line).ContinuedFrom.Length > 0 && line.Length < 40) opened = false;
        bool signature = line.Length <= 80 && BylineParser.Parse(line) is not null;
        bool doubtful = anyArticle && opened && line.Length <= 40 && PageLine.EndingOf(line) == LineEnding.Open && !signature;
        Emit(line, doubtful ? null : opened ? LineRole.Text : LineRole.Opening, 0);
        if (!signature && line.Length >= 12) opened = true;
    }

    private void EndArticle()
    {
        FlushParagraph();
        foreach (string caption in captions) Emit(caption, anyArticle ? LineRole.Further : LineRole.Furniture, 0);
        captions.Clear();
        last = null;
        List<IReadOnlyList<PdfItem>> waiting = [.. boxes];
        boxes.Clear();
        foreach (var inside in waiting)
        {
            inTitle = false;
            AddFlow(inside);
            FlushParagraph();
            last = null;
        }
        inTitle = false;
    }

    private void Emit(string line, LineRole? role, double size)
    {
        string clean = PageLine.TrimSpaces(line.ReplaceLineEndings(" ").Replace('\f', ' ').Replace('\v', ' ').Replace('\u2028', ' ').Replace('\u0085', ' '));
        if (clean.Length == 0) return;
        text.Append(clean).Append('\n');
        roles.Add(role);
        sizes.Add(size);
    }
}
