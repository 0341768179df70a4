using System.Text;
using Search.Engine;

namespace Search.Service.Portal;

/// <summary>How an article is cited: as a line after GB/T 7714, and as files for reference managers.</summary>
internal static class Citation
{
    public static void Write(HtmlWriter html, Phrases say, Article article, string address)
    {
        html.Write($"""
            <section class="citation"><h2>{say.Cite}</h2>
            <p id="citation" lang="{Visit.Chinese}">{Line(article, address)}</p>
            <p><button type="button" class="copy quiet" data-copy="citation" data-done="{say.Copied}" hidden>{say.Copy}</button>
            <a href="{Addresses.Article(article.Id)}/citation.ris" download>RIS</a>
            <a href="{Addresses.Article(article.Id)}/citation.bib" download>BibTeX</a></p>
            </section>
            """);
    }

    /// <summary>Authors. Title[N/OL]. Newspaper, date(page). Address.</summary>
    public static string Line(Article article, string address)
    {
        var line = new StringBuilder();
        string[] authors = [.. Authors(article)];
        if (authors.Length > 0) line.Append(string.Join(", ", authors.Take(3))).Append(authors.Length > 3 ? ", 等. " : ". ");
        line.Append(Title(article)).Append("[N/OL]. ").Append(article.Newspaper);
        if (article.Date.Length > 0) line.Append(", ").Append(article.Date);
        if (article.Page.Length > 0) line.Append('(').Append(article.Page).Append(')');
        return line.Append(". ").Append(address).Append('.').ToString();
    }

    public static string Title(Article article) => article.Subhead.Length > 0 ? $"{article.Headline}：{article.Subhead}" : article.Headline;

    public static IEnumerable<string> Authors(Article article) => article.Bylines.SelectMany(b => b.Names).Distinct(StringComparer.Ordinal);
}
