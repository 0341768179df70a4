using System.Buffers;
using System.Text;

namespace Search.Service.Mapping;

/// <summary>
/// Escapes the five characters that mean something in HTML text and attributes, and leaves Chinese as it is: the framework's
/// encoder turns characters beyond the basic plane into numbers, which doubles and hides them.
/// </summary>
internal static class HtmlText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'");

    public static void AppendEscaped(StringBuilder html, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            html.Append(text[..at]).Append(text[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                _ => "&#39;",
            });
            text = text[(at + 1)..];
        }

        html.Append(text);
    }
}
