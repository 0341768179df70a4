namespace Search.Newspaper.Text;

/// <summary>How a line ends, as evidence about whether its paragraph ends there.</summary>
internal enum LineEnding
{
    /// <summary>Mid-sentence: any other character.</summary>
    Open,

    /// <summary>A comma or the like: certainly mid-sentence.</summary>
    Comma,

    /// <summary>A colon: mostly announces the next paragraph.</summary>
    Colon,

    /// <summary>A closing quote or bracket without a full stop before it.</summary>
    Quote,

    /// <summary>A full stop, also inside a closing quote.</summary>
    Sentence,
}

/// <summary>One line of a page that is not blank.</summary>
internal sealed class PageLine
{
    public required int Number { get; init; }

    /// <summary>Without the line break, with all spaces: wraps are measured on it.</summary>
    public required string Raw { get; init; }

    public required string Text { get; init; }

    /// <summary>Blank lines between this line and the one before.</summary>
    public required int GapBefore { get; init; }

    public bool Indented { get; private init; }

    public LineEnding Ending { get; private init; }

    /// <summary>Begins with a character that belongs to what precedes it.</summary>
    public bool BeginsMidway { get; private init; }

    /// <summary>Font size in points where the source shows it, else 0.</summary>
    public double Size { get; set; }

    /// <summary>Characters that are no spaces.</summary>
    public int Length { get; private init; }

    public static List<PageLine> Split(string page)
    {
        var lines = new List<PageLine>();
        int number = 0, gap = 0;
        foreach (var range in SplitLines(page))
        {
            number++;
            string raw = page[range];
            string text = TrimSpaces(raw);
            if (text.Length == 0)
            {
                gap++;
                continue;
            }
            lines.Add(Create(number, raw, text, gap));
            gap = 0;
        }
        return lines;
    }

    private static PageLine Create(int number, string raw, string text, int gap)
    {
        int leading = 0;
        while (leading < raw.Length && Glyphs.IsSpace(raw[leading])) leading++;
        bool indented = leading > 0 && (raw.AsSpan(0, leading).Count('\u3000') >= 1 || leading >= 2);
        int length = 0;
        foreach (char c in text)
        {
            if (!Glyphs.IsSpace(c)) length++;
        }
        return new PageLine
        {
            Number = number,
            Raw = raw,
            Text = text,
            GapBefore = gap,
            Length = length,
            Indented = indented,
            BeginsMidway = Glyphs.BelongsToWhatPrecedes(text[0]),
            Ending = EndingOf(text),
        };
    }

    private static IEnumerable<Range> SplitLines(string page)
    {
        int start = 0;
        for (int i = 0; i < page.Length; i++)
        {
            if (page[i] is not ('\n' or '\r' or '\f' or '\v' or '\u2028' or '\u0085')) continue;
            yield return start..i;
            if (page[i] == '\r' && i + 1 < page.Length && page[i + 1] == '\n') i++;
            start = i + 1;
        }
        if (start < page.Length) yield return start..page.Length;
    }

    public static string TrimSpaces(string text)
    {
        int from = 0, to = text.Length;
        while (from < to && Glyphs.IsSpace(text[from])) from++;
        while (to > from && Glyphs.IsSpace(text[to - 1])) to--;
        return text[from..to];
    }

    internal static LineEnding EndingOf(string text)
    {
        int last = text.Length - 1;
        while (last >= 0 && Glyphs.IsSpace(text[last])) last--;
        if (last < 0) return LineEnding.Open;
        char c = text[last];
        if (Glyphs.EndsSentence(c)) return LineEnding.Sentence;
        if (Glyphs.IsComma(c)) return LineEnding.Comma;
        if (c is '：' or ':') return LineEnding.Colon;
        if (!Glyphs.ClosesQuote(c)) return LineEnding.Open;
        while (last > 0 && Glyphs.ClosesQuote(text[last])) last--;
        return Glyphs.EndsSentence(text[last]) ? LineEnding.Sentence : LineEnding.Quote;
    }
}
