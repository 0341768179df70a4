using System.Globalization;
using System.Text;
using Search.Contracts.Citations;

namespace Search.Service.Portal;

/// <summary>How an article is cited: as a line after GB/T 7714, and as files for reference managers.</summary>
internal static class CitationPanel
{
    public static void Write(HtmlWriter html, Phrases say, Citation citation)
    {
        html.Write($"""
            <section class="citation"><h2>{say.Cite}</h2>
            <p id="citation" lang="{Visit.Chinese}">{Line(citation)}</p>
            <p><button type="button" class="copy quiet" data-copy="citation" data-done="{say.Copied}" hidden>{say.Copy}</button>
            <a href="{Addresses.Article(citation.Id)}/citation.ris" download>RIS</a>
            <a href="{Addresses.Article(citation.Id)}/citation.bib" download>BibTeX</a></p>
            </section>
            """);
    }

    /// <summary>Authors. Title[N/OL]. Newspaper, date(page). Address.</summary>
    private static string Line(Citation citation)
    {
        var line = new StringBuilder();
        if (citation.Authors.Count > 0) line.Append(string.Join(", ", citation.Authors.Take(3))).Append(citation.Authors.Count > 3 ? ", 等. " : ". ");
        line.Append(citation.Title).Append("[N/OL]. ").Append(citation.Newspaper);
        if (citation.Date is { } date) line.Append(", ").Append(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (citation.Page.Length > 0) line.Append('(').Append(citation.Page).Append(')');
        return line.Append(". ").Append(citation.Address).Append('.').ToString();
    }
}
