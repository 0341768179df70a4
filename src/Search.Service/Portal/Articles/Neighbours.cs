using Search.Engine;

namespace Search.Service.Portal;

/// <summary>The page an article stands on with its other articles, and the pages before and after.</summary>
internal static class Neighbours
{
    public static void Write(HtmlWriter html, Visit visit, Article article, IssueSummary issue)
    {
        var say = visit.Phrases;
        int at = issue.Pages.ToList().FindIndex(p => p.Page == article.Page);
        if (at < 0) return;
        var page = issue.Pages[at];
        html.Write($"""<section class="neighbours"><h2>{say.OnThisPage}</h2><ol lang="{Visit.Chinese}">""");
        foreach (var logged in page.Articles)
        {
            if (logged.Article.Id == article.Id) html.Write($"""<li aria-current="true">{(article.Headline.Length > 0 ? article.Headline : say.NoHeadline)}</li>""");
            else html.Write($"""<li>{w => ArticleMarkup.Entry(w, visit, logged.Article)}</li>""");
        }

        html.Write($"</ol>");
        if (page.HasSource)
            html.Write($"""<p><a href="{Addresses.Source(article.Newspaper, article.Date, article.Page)}">{say.SourcePage}</a></p>""");
        html.Write($"""<nav class="beside" aria-label="{say.NeighbouringPages}">""");
        if (at > 0) Page(issue.Pages[at - 1], "prev", "← ", "");
        if (at + 1 < issue.Pages.Count) Page(issue.Pages[at + 1], "next", "", " →");
        html.Write($"</nav></section>");

        void Page(PageSummary other, string relation, string before, string behind) => html.Write(
            $"""<a rel="{relation}" href="{Addresses.Page(issue.Newspaper, issue.Date, other.Page)}">{before}{say.PageLabel(other.Page)} {other.Section}{behind}</a>""");
    }
}
