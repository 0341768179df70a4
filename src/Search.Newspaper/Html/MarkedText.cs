using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Search.Newspaper.Html;

/// <summary>A field of a record that holds an editor's HTML in place of text, as newspapers' systems export it.</summary>
internal static partial class MarkedText
{
    /// <summary>Between these and the text around them stands a paragraph's end, line feeds are only white space.</summary>
    [GeneratedRegex(@"<(?:p|div|section|h[1-6]|li|table|figure)(?:\s[^<>]*)?>", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Block();

    /// <summary>A line's end, or the end of what styles some of the text: line feeds are paragraphs' ends beside these.</summary>
    [GeneratedRegex(@"<br\s*/?>|</(?:a|b|big|em|font|i|s|small|span|strong|sub|sup|u)>", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex WithinLines();

    /// <summary>Nobody writes these in a newspaper.</summary>
    [GeneratedRegex("&(?:nbsp|[lr][ds]quo|mdash|hellip|middot|e[mn]sp);", RegexOptions.ExplicitCapture)]
    private static partial Regex Entity();

    /// <returns>The text line by line; as it is where it is no HTML.</returns>
    /// <param name="field">A text of several lines.</param>
    /// <param name="refused">Why it is not read as HTML.</param>
    public static string Lines(string field, out PageFailure? refused)
    {
        refused = null;
        bool hasBlocks = Block().IsMatch(field);
        if (!hasBlocks && !WithinLines().IsMatch(field)) return Entity().IsMatch(field) ? WebUtility.HtmlDecode(field) : field;
        refused = HtmlArticlePage.Refuse(field);
        if (refused is not null) return "";
        return string.Join('\n', HtmlArticlePage.Paragraphs(new HtmlParser().ParseDocument(hasBlocks ? field : field.ReplaceLineEndings("<br>")).Body!, withCaptions: true));
    }
}
