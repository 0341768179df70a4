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

    /// <summary>Headline and subhead; without a headline, how the text begins.</summary>
    public static string Title(Article article)
    {
        string headline = article.Headline.Length > 0 ? article.Headline : article.Kicker.Length > 0 ? article.Kicker : Beginning(article.Paragraphs.FirstOrDefault() ?? "");
        return article.Subhead.Length > 0 ? $"{headline}：{article.Subhead}" : headline;
    }

    private static string Beginning(string text)
    {
        if (text.Length <= 40) return text;
        // Not through a character of two units.
        return text[..(char.IsHighSurrogate(text[39]) ? 39 : 40)] + "…";
    }

    public static IEnumerable<string> Authors(Article article) => article.Bylines.SelectMany(b => b.Names).Distinct(StringComparer.Ordinal);
}
