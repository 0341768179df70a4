using Search.Engine;

namespace Search.Service.Portal;

/// <summary>Hits as in a paper: the headline block, where it stands, and the passages that match.</summary>
internal static class HitList
{
    public static void Write(HtmlWriter html, Visit visit, SearchAddress address, SearchAnswer answer)
    {
        html.Write($"""<ol class="hits" start="{(long)((address.Page - 1) * SearchAddress.HitsAPage) + 1:D}">""");
        foreach (var hit in answer.Hits) Hit(html, visit, address.Query, hit);
        html.Write($"</ol>");
    }

    /// <param name="query">Goes along to the article, to be marked there.</param>
    public static void Hit(HtmlWriter html, Visit visit, string query, ArticleHit hit)
    {
        var article = hit.Logged.Article;
        html.Write($"""<li><article lang="{Visit.Chinese}">""");
        ArticleMarkup.Line(html, "kicker", article.Kicker, hit.Highlights);
        html.Write($"""<h2><a href="{Addresses.Article(article.Id, query)}">""");
        if (article.Headline.Length > 0) ArticleMarkup.Marked(html, article.Headline, "headline", hit.Highlights);
        else html.Write($"""<span lang="{visit.Phrases.Language}">{visit.Phrases.NoHeadline}</span>""");
        html.Write($"</a></h2>");
        ArticleMarkup.Line(html, "subhead", article.Subhead, hit.Highlights);
        foreach (var passage in hit.Highlights.Where(p => p.Field == "body"))
            html.Write($"""<p class="passage">{w => ArticleMarkup.Passage(w, passage)}</p>""");
        ArticleMarkup.Origin(html, visit, article, hit.Highlights);
        if (hit.ReprintCount > 0) Reprints(html, visit, query, hit);
        html.Write($"</article></li>");
    }

    /// <summary>The same text elsewhere, folded under its best.</summary>
    private static void Reprints(HtmlWriter html, Visit visit, string query, ArticleHit hit)
    {
        var say = visit.Phrases;
        html.Write($"""<details class="reprints"><summary lang="{say.Language}">{say.Reprints(hit.ReprintCount)}</summary><ul>""");
        foreach (var logged in hit.Reprints)
        {
            var article = logged.Article;
            html.Write($"""<li><a href="{Addresses.Article(article.Id, query)}">{say.NewspaperName(article.Newspaper)} {article.Date} {(article.Page.Length > 0 ? say.PageLabel(article.Page) : "")}</a> {article.Headline}</li>""");
        }

        html.Write($"</ul>");
        if (hit.ReprintCount > hit.Reprints.Count) html.Write($"""<p lang="{say.Language}">{say.More(hit.ReprintCount - hit.Reprints.Count)}</p>""");
        html.Write($"</details>");
    }
}
