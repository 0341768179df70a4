using System.Globalization;
using System.Text;

namespace Search.Contracts.Citations;

/// <summary>
/// BibTeX entries of the kind article, their subtype newspaper for biblatex. The key is the article's id, which is kept for ever and has no character that a key may
/// not have; so the same article has the same key in every export.
/// </summary>
public static class BibTexFormat
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static void Write(TextWriter output, Citation citation)
    {
        output.Write($"@article{{{citation.Id}");
        // The second pair of braces keeps styles from changing case.
        Field("title", citation.Title.Length == 0 ? "" : $"{{{Escape(citation.Title)}}}");
        // Braces keep a name whole: its parts are not given name and family name in the order BibTeX takes them for, and one may contain "and".
        Field("author", string.Join(" and ", citation.Authors.Select(author => $"{{{Escape(author)}}}")));
        Field("journal", Escape(citation.Newspaper));
        if (citation.Date is { } date)
        {
            Field("date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Field("year", date.Year.ToString("0000", CultureInfo.InvariantCulture));
            output.Write($",\n  month = {Months[date.Month - 1]}");
            Field("day", date.Day.ToString(CultureInfo.InvariantCulture));
        }

        Field("number", Escape(citation.IssueNumber));
        Field("pages", Escape(citation.Page));
        Field("note", Escape(citation.Section));
        Field("url", citation.Address);
        Field("entrysubtype", "newspaper");
        Field("langid", "chinese");
        output.Write("\n}\n\n");

        void Field(string name, string value)
        {
            if (value.Length > 0) output.Write($",\n  {name} = {{{value}}}");
        }
    }

    /// <summary>BibTeX counts braces even behind a backslash, so they are written by name and the entry stays balanced.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length + 8);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\\' => escaped.Append("\\textbackslash{}"),
                '{' => escaped.Append("\\textbraceleft{}"),
                '}' => escaped.Append("\\textbraceright{}"),
                '~' => escaped.Append("\\textasciitilde{}"),
                '^' => escaped.Append("\\textasciicircum{}"),
                '#' or '$' or '%' or '&' or '_' => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
