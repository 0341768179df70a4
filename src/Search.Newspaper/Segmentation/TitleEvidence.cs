using System.Text.RegularExpressions;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>How much a line looks like one of a headline, in logits.</summary>
internal static partial class TitleEvidence
{
    [GeneratedRegex(@"^[（(]\s*(?:紧)?上接")]
    private static partial Regex ContinuedLead();

    /// <summary>
    /// A short line without a sentence in it; prose is recognised by its commas and full stops. A document's title in 《》 may hold both and be long, and counts as one word; a line
    /// that runs on without any comma is a long headline rather than prose.
    /// </summary>
    public static double Of(PageLine line, PageStyle style)
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
        if (LineSigns.LeadFormula().IsMatch(t)) score -= 6;
        if (ContinuedLead().IsMatch(t)) score -= 3;
        return score;
    }
}
