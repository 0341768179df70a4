using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>
/// The evidence for each label of each line, and (<see cref="Transitions"/>) for each pair of labels of neighbouring lines, in logits. The numbers are estimates of log odds made by looking
/// at pages, not fitted: they only have to be right to a factor, since a boundary rests on several of them.
/// </summary>
internal sealed class LineEvidence
{
    public const double Never = -1000;

    /// <summary>For a line of a guide to be furniture.</summary>
    private const double GuideLine = 7;

    /// <summary>For a stock heading that heads the text below to be its headline, and not to be furniture.</summary>
    private const double TextHeading = 7, NoFurniture = -9;

    private readonly IReadOnlyList<PageLine> lines;
    private readonly PageStyle style;
    private readonly LineSigns[] signs;
    private readonly double[] title, furniture, body;

    public LineEvidence(IReadOnlyList<PageLine> lines, PageStyle style, string? newspaper)
    {
        this.lines = lines;
        this.style = style;
        int n = lines.Count;
        signs = LineSigns.Of(lines, style);
        (title, furniture, body) = (new double[n], new double[n], new double[n]);
        bool[] guides = Furniture.Guides(lines);
        bool inHead = true;
        for (int i = 0; i < n; i++)
        {
            furniture[i] = guides[i] ? GuideLine : Furniture.Score(lines[i], i < 3 || i >= n - 4, inHead && i < 3, newspaper);
            inHead &= furniture[i] > 0;
            title[i] = TitleEvidence.Of(lines[i], style);
            body[i] = BodyScore(i);
        }
        for (int i = 0; i + 1 < n; i++)
        {
            // As furniture it would leave what stands below to the article above.
            if (HeadsText(i)) (title[i], furniture[i]) = (TextHeading, NoFurniture);
        }
        Transitions = new LineTransitions(lines, style, signs, furniture);
    }

    public LineTransitions Transitions { get; }

    public int Count => lines.Count;

    /// <summary>What the line shows, for an explanation.</summary>
    public string Reasons(int i)
    {
        var line = lines[i];
        var seen = new List<string> { $"{line.Length} characters" };
        if (line.GapBefore > 0) seen.Add(line.GapBefore == 1 ? "a blank line above" : $"{line.GapBefore} blank lines above");
        if (line.Indented) seen.Add("indented");
        if (style.Wrapped && style.IsFull(line)) seen.Add("fills the column");
        if (signs[i].Lead) seen.Add("opens like a report");
        if (signs[i].Byline) seen.Add("reads as a signature");
        if (signs[i].BylineMore) seen.Add("completes the signature above");
        if (signs[i].Signed) seen.Add("ends with a signature");
        if (line.BeginsMidway) seen.Add("begins in mid-sentence");
        if (furniture[i] == NoFurniture && title[i] == TextHeading) seen.Add("names what the text below is");
        if (furniture[i] > 0) seen.Add("reads as a page head, an editors' line or an address");
        seen.Add(line.Ending switch
        {
            LineEnding.Sentence => "closes a sentence",
            LineEnding.Quote => "closes a quotation",
            LineEnding.Comma => "ends with a comma",
            LineEnding.Colon => "ends with a colon",
            _ => "ends without punctuation",
        });
        if (i > 0 && signs[i - 1].Ending is not LineEnding.Sentence and not LineEnding.Quote) seen.Add("the line above ends open");
        return string.Join(", ", seen);
    }

    /// <summary>遗失声明 where above it something has ended and below it text begins that has no headline.</summary>
    private bool HeadsText(int i) =>
        Furniture.HeadsText(lines[i])
        && (i == 0 || furniture[i - 1] > 0 || signs[i - 1].Byline || signs[i - 1].Ending is LineEnding.Sentence or LineEnding.Quote)
        && !lines[i + 1].BeginsMidway && furniture[i + 1] < 0 && body[i + 1] > title[i + 1];

    /// <summary>Looks like the first line of a paragraph.</summary>
    private double BodyScore(int i)
    {
        var line = lines[i];
        double score = 0;
        if (line.BeginsMidway) score -= 5;
        if (style.Indents) score += line.Indented ? 2 : -3;
        if (style.Wrapped) score += style.IsFull(line) ? 1.2 : line.Ending is LineEnding.Sentence ? 0.8 : -1.5;
        else score += line.Length >= 60 ? 2 : line.Length >= 36 ? 1.2 : line.Ending is LineEnding.Sentence ? 0.5 : -1.4;
        if (line.Text.AsSpan().ContainsAny("，。,")) score += 0.8;
        else if (!style.Wrapped && line.Length >= 26 && line.Ending is not LineEnding.Sentence) score -= 1.5;
        return score;
    }

    public double Emission(int i, LineLabel label) => label switch
    {
        LineLabel.Furniture => furniture[i],
        LineLabel.FurnitureInParagraph => furniture[i] - 1,
        LineLabel.Title => title[i] + (signs[i].Byline ? -5 : 0) + GapAfterTitle(i) + (lines[i].GapBefore > 0 || i == 0 ? 1 : -2.5),
        LineLabel.TitleMore => title[i] + (signs[i].Byline ? -5 : 0) + GapAfterTitle(i) - 0.6 + (lines[i].GapBefore >= 2 ? -1.5 : 0),
        LineLabel.HeadByline => signs[i].Byline ? 3 : Never,
        LineLabel.Body => body[i] + (signs[i].Lead ? 3 : 0) + 0.7 * ShortPiece(i) - (signs[i].Byline ? 5 : 0),
        LineLabel.Paragraph => body[i] - (signs[i].Lead ? 3.5 : 0) - (signs[i].Byline ? 5 : 0),
        LineLabel.Continuation => (lines[i].BeginsMidway ? 3 : 0) + ShortPiece(i) - (signs[i].Lead ? 4 : 0) - (signs[i].Byline && !signs[i].BylineMore ? 3 : 0) + (signs[i].SignedAcross ? 5 : 0),
        LineLabel.TailByline => signs[i].Byline ? 4 : Never,
        LineLabel.TailBylineMore => signs[i].BylineMore ? 5 : Never,
        _ => Never,
    };

    /// <summary>Where lines are not wrapped, the pieces that columns make of a paragraph are long.</summary>
    private double ShortPiece(int i) => !style.Wrapped && lines[i].Length < 26 && signs[i].Ending is not (LineEnding.Sentence or LineEnding.Comma) ? -2.5 : 0;

    /// <summary>A block of headlines is set close to what follows; several blank lines are the end of a column.</summary>
    private double GapAfterTitle(int i) => i + 1 < lines.Count && lines[i + 1].GapBefore >= 2 ? (lines[i + 1].GapBefore == 2 ? -1.2 : -2.5) : 0;

    /// <summary>The first line of the page.</summary>
    public static double Start(LineLabel label) => label switch
    {
        LineLabel.Furniture => 0,
        LineLabel.Title => 0,
        LineLabel.Body => -6,
        _ => Never,
    };

    /// <summary>The last line of the page.</summary>
    public double End(LineLabel label) => label switch
    {
        LineLabel.Title or LineLabel.TitleMore or LineLabel.HeadByline => -9,
        LineLabel.Body or LineLabel.Paragraph or LineLabel.Continuation => signs[^1].Ending is LineEnding.Sentence ? 0 : -1.5,
        _ => 0,
    };
}
