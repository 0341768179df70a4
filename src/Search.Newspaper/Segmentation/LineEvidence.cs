using System.Text.RegularExpressions;
using Search.Newspaper.Bylines;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>
/// The evidence for each label of each line, and for each pair of labels of neighbouring lines, in logits. The numbers are estimates of log odds made by looking
/// at pages, not fitted: they only have to be right to a factor, since a boundary rests on several of them.
/// </summary>
internal sealed partial class LineEvidence
{
    private const double Never = -1000;
    private readonly IReadOnlyList<PageLine> lines;
    private readonly PageStyle style;
    private readonly double[] title, furniture, body;
    private readonly bool[] lead, byline, bylineMore, signed, signedAcross;
    private readonly LineEnding[] endings;

    [GeneratedRegex(@"^[（(【\[]?\s*(?:本报讯|本报综合|本报综合消息|本报[\p{IsCJKUnifiedIdeographs}]{2,8}(?:讯|电)|(?:据|综合)?(?:新华社|中新社|中新网|人民网|央视网|新华网|央广网)[^，。；]{0,20}(?:电|讯|消息|报道)|本报记者[^，。；]{2,12}报道)")]
    internal static partial Regex LeadFormula();

    [GeneratedRegex(@"^[（(]\s*(?:紧)?上接")]
    private static partial Regex ContinuedLead();

    public LineEvidence(IReadOnlyList<PageLine> lines, PageStyle style, string? newspaper)
    {
        this.lines = lines;
        this.style = style;
        int n = lines.Count;
        (title, furniture, body) = (new double[n], new double[n], new double[n]);
        (lead, byline, bylineMore, signed, signedAcross) = (new bool[n], new bool[n], new bool[n], new bool[n], new bool[n]);
        endings = new LineEnding[n];
        for (int i = 0; i < n; i++)
        {
            var line = lines[i];
            lead[i] = line.Text.StartsWith('本') || line.Length < 2000 && LeadFormula().IsMatch(line.Text);
            if (lead[i]) lead[i] = LeadFormula().IsMatch(line.Text.Length > 80 ? line.Text[..80] : line.Text);
            byline[i] = line.Length <= 80 && BylineParser.Parse(line.Text) is not null;
            if (i > 0 && line.Length <= 40 && line.GapBefore == 0 && style.IsFull(lines[i - 1]))
                bylineMore[i] = !line.Indented && BylineParser.Parse(lines[i - 1].Raw + line.Raw) is not null;
            if (bylineMore[i]) byline[i - 1] = true;
            signed[i] = EndsWithSignature(i);
            if (signedAcross[i]) byline[i] = bylineMore[i] = false;
            else if (byline[i]) signed[i] = false;
            endings[i] = signed[i] ? LineEnding.Sentence : line.Ending;
            furniture[i] = Furniture.Score(line, i < 3 || i >= n - 4, newspaper);
            title[i] = TitleScore(line);
            body[i] = BodyScore(i);
        }
    }

    public int Count => lines.Count;

    /// <summary>What the line shows, for an explanation.</summary>
    public string Reasons(int i)
    {
        var line = lines[i];
        var seen = new List<string> { $"{line.Length} characters" };
        if (line.GapBefore > 0) seen.Add(line.GapBefore == 1 ? "a blank line above" : $"{line.GapBefore} blank lines above");
        if (line.Indented) seen.Add("indented");
        if (style.Wrapped && style.IsFull(line)) seen.Add("fills the column");
        if (lead[i]) seen.Add("opens like a report");
        if (byline[i]) seen.Add("reads as a signature");
        if (bylineMore[i]) seen.Add("completes the signature above");
        if (signed[i]) seen.Add("ends with a signature");
        if (line.BeginsMidway) seen.Add("begins in mid-sentence");
        if (furniture[i] > 0) seen.Add("reads as a page head, an editors' line or an address");
        seen.Add(line.Ending switch
        {
            LineEnding.Sentence => "closes a sentence",
            LineEnding.Quote => "closes a quotation",
            LineEnding.Comma => "ends with a comma",
            LineEnding.Colon => "ends with a colon",
            _ => "ends without punctuation",
        });
        if (i > 0 && endings[i - 1] is not LineEnding.Sentence and not LineEnding.Quote) seen.Add("the line above ends open");
        return string.Join(", ", seen);
    }

    /// <summary>A signature is run into the last sentence; the column's edge may have broken it over up to three lines.</summary>
    private bool EndsWithSignature(int i)
    {
        string text = lines[i].Raw;
        int own = 0;
        for (int back = 0; back < 3; back++)
        {
            int at = BylineParser.FindTail(text, out _);
            if (at > 0 || at == 0 && back > 0)
            {
                // The signature may begin in an earlier line: then this line belongs to that one, whatever it looks like alone.
                signedAcross[i] = at < own && !text.AsSpan(at, own - at).IsWhiteSpace();
                if (back == 0 || signedAcross[i]) return true;
            }
            int before = i - back - 1;
            if (before < 0 || text.Length > 120 || lines[before + 1].GapBefore > 0 || lines[before + 1].Indented || !style.IsFull(lines[before])) return at > 0;
            own += lines[before].Raw.Length;
            text = lines[before].Raw + text;
            if (back == 0 && lines[i].Length > 40) return at > 0;
        }
        return false;
    }

    /// <summary>
    /// A short line without a sentence in it; prose is recognised by its commas and full stops. A document's title in 《》 may hold both and be long, and counts as one word; a line
    /// that runs on without any comma is a long headline rather than prose.
    /// </summary>
    private double TitleScore(PageLine line)
    {
        string t = line.Text;
        if (t.Length > 160) return -20;
        double score = 1.5;
        int outside = 0, longest = 0, commas = 0, depth = 0, parts = 1;
        for (int k = 0; k < t.Length; k++)
        {
            char c = t[k];
            if (c == '《') depth++;
            else if (c == '》' && depth > 0) depth--;
            if (depth == 0 && Glyphs.IsSpace(c) && outside >= 4 && Glyphs.IsHan(t[k - 1]) && k + 4 < t.Length)
            {
                parts++;
                outside = 0;
            }
            if (depth > 0 || Glyphs.IsSpace(c)) continue;
            longest = Math.Max(longest, ++outside);
            if (k == t.Length - 1) break;
            if (c == '。') score -= 6;
            else if (c == '、') score -= 0.5;
            else if (c is '；' or ';') score -= 1.5;
            else if (c is '，' || c == ',' && !(k > 0 && char.IsAsciiDigit(t[k - 1]) && char.IsAsciiDigit(t[k + 1])))
            {
                score -= 2.2;
                commas++;
            }
        }
        if (depth > 0) longest = line.Length; // an unclosed title is the column's edge, not a headline
        // Prose has no spaces between its words; a headline has them instead of commas.
        if (parts > 1 && commas == 0 && line.Ending is LineEnding.Open or LineEnding.Quote) score += 1;
        if (line.Length < 4) score -= line.Length < 3 ? 4 : 1.5;
        double excess = Math.Max(0, longest - 36) * 0.12 + Math.Max(0, parts - 4) * 0.5;
        score -= commas == 0 && depth == 0 ? Math.Min(excess, 2 + Math.Max(0, longest - 90) * 0.12) : excess;
        score += line.Ending switch
        {
            LineEnding.Sentence => t[^1] is '。' ? -8 : -1,
            LineEnding.Comma => -8,
            LineEnding.Colon => -3,
            _ => 0,
        };
        if (line.BeginsMidway) score -= 8;
        if (line.Indented && style.Indents) score -= 4;
        if (LeadFormula().IsMatch(t)) score -= 6;
        if (ContinuedLead().IsMatch(t)) score -= 3;
        return score;
    }

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
        LineLabel.Title => title[i] + (byline[i] ? -5 : 0) + GapAfterTitle(i) + (lines[i].GapBefore > 0 || i == 0 ? 1 : -2.5),
        LineLabel.TitleMore => title[i] + (byline[i] ? -5 : 0) + GapAfterTitle(i) - 0.6 + (lines[i].GapBefore >= 2 ? -1.5 : 0),
        LineLabel.HeadByline => byline[i] ? 3 : Never,
        LineLabel.Body => body[i] + (lead[i] ? 3 : 0) + 0.7 * ShortPiece(i) - (byline[i] ? 5 : 0),
        LineLabel.Paragraph => body[i] - (lead[i] ? 3.5 : 0) - (byline[i] ? 5 : 0),
        LineLabel.Continuation => (lines[i].BeginsMidway ? 3 : 0) + ShortPiece(i) - (lead[i] ? 4 : 0) - (byline[i] && !bylineMore[i] ? 3 : 0) + (signedAcross[i] ? 5 : 0),
        LineLabel.TailByline => byline[i] ? 4 : Never,
        LineLabel.TailBylineMore => bylineMore[i] ? 5 : Never,
        _ => Never,
    };

    /// <summary>Where lines are not wrapped, the pieces that columns make of a paragraph are long.</summary>
    private double ShortPiece(int i) => !style.Wrapped && lines[i].Length < 26 && endings[i] is not (LineEnding.Sentence or LineEnding.Comma) ? -2.5 : 0;

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
        LineLabel.Body or LineLabel.Paragraph or LineLabel.Continuation => endings[^1] is LineEnding.Sentence ? 0 : -1.5,
        _ => 0,
    };

    public double Transition(int i, LineLabel from, LineLabel to)
    {
        switch (from)
        {
            case LineLabel.Furniture:
                return to switch
                {
                    LineLabel.Title => 0.8,
                    LineLabel.Furniture => 0,
                    LineLabel.Body => -6,
                    LineLabel.Paragraph => -2.5 + (lines[i].GapBefore > 1 ? -0.5 : 0),
                    _ => Never,
                };
            case LineLabel.FurnitureInParagraph:
                return to switch
                {
                    LineLabel.Continuation => ContinuationAfterFurniture(i),
                    LineLabel.FurnitureInParagraph => 0,
                    LineLabel.Title => -4,
                    _ => Never,
                };
            case LineLabel.Title or LineLabel.TitleMore:
                return to switch
                {
                    LineLabel.TitleMore => 0,
                    LineLabel.HeadByline => 0.5,
                    LineLabel.Body => lines[i].GapBefore > 0 ? 0.4 : 0,
                    LineLabel.Title => -9,
                    LineLabel.Furniture => -7,
                    _ => Never,
                };
            case LineLabel.HeadByline:
                return to switch
                {
                    LineLabel.Body => 0.5,
                    LineLabel.HeadByline => 0,
                    LineLabel.TitleMore => -3,
                    _ => Never,
                };
            case LineLabel.TailByline or LineLabel.TailBylineMore:
                return to switch
                {
                    LineLabel.Title => 1.5,
                    LineLabel.TailByline => 0,
                    LineLabel.TailBylineMore => from == LineLabel.TailByline ? 2 : Never,
                    LineLabel.Furniture => 0,
                    LineLabel.Paragraph => -5,
                    LineLabel.Body => -6,
                    _ => Never,
                };
            default:
                return AfterBody(i, to);
        }
    }

    private double AfterBody(int i, LineLabel to)
    {
        var before = lines[i - 1];
        var line = lines[i];
        switch (to)
        {
            case LineLabel.Continuation:
                return ContinuationAfterBody(i, before, line);
            case LineLabel.Paragraph:
                double score = endings[i - 1] switch
                {
                    LineEnding.Sentence => 2,
                    LineEnding.Quote => -0.7,
                    LineEnding.Colon => 0,
                    LineEnding.Comma => -7,
                    _ => -4.5,
                };
                if (signed[i - 1]) score -= 1.5;
                if (style.Wrapped && style.Indents && !line.Indented) score -= 4;
                if (style.Wrapped && !style.Indents && style.IsFull(before)) score -= 2;
                if (style.BlankBetweenParagraphs) score += line.GapBefore switch { 0 => -1, 1 => 1, _ => -0.3 };
                else score += line.GapBefore == 0 ? 1 : -1.2;
                return score;
            case LineLabel.Title:
                return (signed[i - 1] ? 1.5 : 0) + endings[i - 1] switch { LineEnding.Sentence => 1.5, LineEnding.Quote => -0.5, LineEnding.Comma => -8, _ => -5 };
            case LineLabel.TailByline:
                return endings[i - 1] is LineEnding.Sentence ? 1 : endings[i - 1] is LineEnding.Quote ? 0 : -2;
            case LineLabel.Furniture:
                return endings[i - 1] is LineEnding.Sentence or LineEnding.Quote ? 0 : -2;
            case LineLabel.FurnitureInParagraph:
                return endings[i - 1] is LineEnding.Sentence ? -3 : 0;
            case LineLabel.Body:
                return -8;
            default:
                return Never;
        }
    }

    private double ContinuationAfterBody(int i, PageLine before, PageLine line)
    {
        double score = style.Indents && line.Indented ? (endings[i - 1] is LineEnding.Sentence or LineEnding.Colon ? -6 : -2) : 0;
        if (style.Wrapped)
        {
            // Inside a column a full line runs on whatever it ends with; a short line ended its paragraph unless it ends mid-sentence.
            if (line.GapBefore == 0)
                return score + (style.IsFull(before) ? 4 : endings[i - 1] switch { LineEnding.Sentence => -6, LineEnding.Quote => -2, _ => 0.5 });
            return score + (endings[i - 1] switch { LineEnding.Sentence => -5, LineEnding.Quote => -1, LineEnding.Colon => 0, _ => 2 });
        }
        return score + endings[i - 1] switch
        {
            LineEnding.Sentence => -5,
            LineEnding.Quote => line.GapBefore >= 2 ? 1 : 0,
            LineEnding.Colon => -0.8,
            LineEnding.Comma => 4,
            _ => 3,
        };
    }

    private double ContinuationAfterFurniture(int i)
    {
        int k = i - 1;
        while (k > 0 && furniture[k] > -5) k--;
        return endings[k] is LineEnding.Sentence ? -3 : 2;
    }
}
