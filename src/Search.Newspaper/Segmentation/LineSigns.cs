using System.Text.RegularExpressions;
using Search.Newspaper.Bylines;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>What is seen of a line together with the lines around it: whether it opens like a report, reads as a signature, ends with one.</summary>
/// <param name="Lead">Opens like a report.</param>
/// <param name="Byline">Reads as a signature, by itself or with the next line.</param>
/// <param name="BylineMore">Completes the signature of the line above.</param>
/// <param name="Signed">Ends with a signature behind its last sentence.</param>
/// <param name="SignedAcross">That signature begins in an earlier line.</param>
/// <param name="Ending">Of the text before the signature.</param>
internal readonly partial record struct LineSigns(bool Lead, bool Byline, bool BylineMore, bool Signed, bool SignedAcross, LineEnding Ending)
{
    [GeneratedRegex(@"^[（(【\[]?\s*(?:本报讯|本报综合|本报综合消息|本报[\p{IsCJKUnifiedIdeographs}]{2,8}(?:讯|电)|(?:据|综合)?(?:新华社|中新社|中新网|人民网|央视网|新华网|央广网)[^，。；]{0,20}(?:电|讯|消息|报道)|本报记者[^，。；]{2,12}报道)")]
    internal static partial Regex LeadFormula();

    /// <summary>Of each line.</summary>
    public static LineSigns[] Of(IReadOnlyList<PageLine> lines, PageStyle style)
    {
        var signs = new LineSigns[lines.Count];
        for (int i = 0; i < signs.Length; i++)
        {
            var line = lines[i];
            bool lead = (line.Text.StartsWith('本') || line.Length < 2000 && LeadFormula().IsMatch(line.Text)) && LeadFormula().IsMatch(line.Text.Length > 80 ? line.Text[..80] : line.Text);
            bool byline = line.Length <= 80 && BylineParser.Parse(line.Text) is not null;
            bool bylineMore = i > 0 && line.Length <= 40 && line.GapBefore == 0 && style.IsFull(lines[i - 1]) && !line.Indented && BylineParser.Parse(lines[i - 1].Raw + line.Raw) is not null;
            if (bylineMore) signs[i - 1] = signs[i - 1] with { Byline = true };
            bool signed = EndsWithSignature(lines, style, i, out bool across);
            if (across) byline = bylineMore = false;
            else if (byline) signed = false;
            signs[i] = new LineSigns(lead, byline, bylineMore, signed, across, signed || BylineParser.ClosesCaption(line.Text) ? LineEnding.Sentence : line.Ending);
        }
        return signs;
    }

    /// <summary>A signature is run into the last sentence; the column's edge may have broken it over up to three lines.</summary>
    private static bool EndsWithSignature(IReadOnlyList<PageLine> lines, PageStyle style, int i, out bool across)
    {
        across = false;
        string text = lines[i].Raw;
        int own = 0;
        for (int back = 0; back < 3; back++)
        {
            int at = BylineParser.FindTail(text, out _);
            if (at > 0 || at == 0 && back > 0)
            {
                // The signature may begin in an earlier line: then this line belongs to that one, whatever it looks like alone.
                across = at < own && !text.AsSpan(at, own - at).IsWhiteSpace();
                if (back == 0 || across) return true;
            }
            int before = i - back - 1;
            if (before < 0 || text.Length > 120 || lines[before + 1].GapBefore > 0 || lines[before + 1].Indented || !style.IsFull(lines[before])) return at > 0;
            own += lines[before].Raw.Length;
            text = lines[before].Raw + text;
            if (back == 0 && lines[i].Length > 40) return at > 0;
        }
        return false;
    }
}
