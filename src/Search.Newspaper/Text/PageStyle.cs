namespace Search.Newspaper.Text;

/// <summary>How a page's lines and paragraphs are laid out, from counts over the whole page.</summary>
internal sealed record PageStyle
{
    /// <summary>Column width in characters at which lines were broken; 0 when lines are not hard-wrapped.</summary>
    public int WrapWidth { get; private init; }

    /// <summary>The width counts an ASCII character as a half.</summary>
    public bool WidthInCells { get; private init; }

    /// <summary>Paragraphs begin with an indent.</summary>
    public bool Indents { get; private init; }

    /// <summary>Paragraphs are separated by blank lines (as opposed to following line on line).</summary>
    public bool BlankBetweenParagraphs { get; private init; }

    public bool Wrapped => WrapWidth > 0;

    /// <summary>The same, of lines that were not broken at an edge.</summary>
    public PageStyle Unwrapped() => this with { WrapWidth = 0 };

    /// <summary>The line reaches the column's edge, one character less allowed because punctuation may not begin a line.</summary>
    public bool IsFull(PageLine line) => Wrapped && WidthOf(line) >= WrapWidth - (WidthInCells ? 2 : 1);

    /// <summary>Exactly at the edge: a word broken here has no space lost.</summary>
    public bool IsExactlyFull(PageLine line) => Wrapped && WidthOf(line) >= WrapWidth;

    private int WidthOf(PageLine line) => WidthInCells ? Cells(line.Raw) : line.Raw.Length;

    public static PageStyle Of(IReadOnlyList<PageLine> lines)
    {
        int byCharacters = Mode(lines, l => l.Raw.Length, 1, out int hits);
        int byCells = Mode(lines, l => Cells(l.Raw), 2, out int cellHits);
        bool cells = cellHits > hits * 1.15;
        int width = cells ? byCells : byCharacters;
        int longest = cells ? cellHits : hits;
        int beyond = lines.Count(l => (cells ? Cells(l.Raw) : l.Raw.Length) > width + (cells ? 2 : 1));
        int indented = lines.Count(l => l.Indented);
        // Chance agreement of unwrapped lines is a few per cent; a wrapped page has a third of its lines at the edge even when it is all short paragraphs.
        bool wrapped = longest >= 4 && longest >= lines.Count * 0.28 && width >= (cells ? 14 : 7) && width <= (cells ? 160 : 80) && beyond <= lines.Count * 0.34;
        int blank = 0, dense = 0;
        for (int i = 1; i < lines.Count; i++)
        {
            if (lines[i - 1].Ending != LineEnding.Sentence || lines[i].Length < 40 || lines[i - 1].Length < 20) continue;
            if (lines[i].GapBefore > 0) blank++;
            else dense++;
        }
        return new PageStyle
        {
            WrapWidth = wrapped ? width : 0,
            WidthInCells = wrapped && cells,
            Indents = indented >= 2 || indented > 0 && lines.Count < 12,
            BlankBetweenParagraphs = !wrapped && blank >= dense,
        };
    }

    private static int Mode(IReadOnlyList<PageLine> lines, Func<PageLine, int> width, int slack, out int hits)
    {
        var counts = new Dictionary<int, int>();
        foreach (var line in lines)
        {
            int w = width(line);
            counts[w] = counts.GetValueOrDefault(w) + 1;
        }
        int best = 0, bestScore = 0;
        hits = 0;
        foreach (var (w, _) in counts)
        {
            // The line that fell short of the edge counts for less, so that the edge itself wins over the column next to it.
            int near = 0;
            for (int d = 1; d <= slack; d++) near += counts.GetValueOrDefault(w - d);
            int score = 2 * counts[w] + near;
            if (w < 7 || score < bestScore || score == bestScore && w < best) continue;
            best = w;
            bestScore = score;
            hits = counts[w] + near;
        }
        return best;
    }

    private static int Cells(string raw)
    {
        int cells = 0;
        foreach (char c in raw) cells += c < 0x2000 ? 1 : 2;
        return cells;
    }
}
