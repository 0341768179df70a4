using Search.Engine;

namespace Search.Service.Portal;

/// <summary><c>/newspapers/{name}/{date}</c>: an issue's table of contents, and <c>/newspapers/{name}/{date}/{page}</c>: one page's.</summary>
internal static class IssuePage
{
    public static async Task<PortalPage> ShowIssueAsync(HttpContext context, Visit visit, SearchEngine engine, string newspaper, string date)
    {
        var say = visit.Phrases;
        var issue = await FindAsync(context, visit, engine, newspaper, date);
        return new PortalPage
        {
            Title = $"{say.NewspaperName(newspaper)} {DateOf(say, date)}",
            Body = html =>
            {
                html.Write($"""
                    {w => Trail.Write(w, say, (say.Newspapers, Addresses.Newspapers), (say.NewspaperName(newspaper), YearOf(newspaper, date)))}
                    <h1>{say.NewspaperName(newspaper)} <small>{DateOf(say, date)}</small></h1>
                    <p class="holdings">{say.PagesAndArticles(issue.Pages.Count, issue.ArticleCount)}</p>
                    <div class="contents">

                    """);
                foreach (var page in issue.Pages)
                {
                    html.Write($"""<section><h2><a href="{Addresses.Page(newspaper, date, page.Page)}">{say.PageLabel(page.Page)}</a> <small>{page.Section}</small></h2>""");
                    Entries(html, visit, page);
                    html.Write($"</section>");
                }

                html.Write($"</div>");
            },
        };
    }

    public static async Task<PortalPage> ShowPageAsync(HttpContext context, Visit visit, SearchEngine engine, string newspaper, string date, string label)
    {
        var say = visit.Phrases;
        var issue = await FindAsync(context, visit, engine, newspaper, date);
        int at = issue.Pages.ToList().FindIndex(p => p.Page == label);
        if (at < 0) throw new EngineException(EngineFailure.NotFound, say.NoSuchPage);
        var page = issue.Pages[at];
        return new PortalPage
        {
            Title = $"{say.NewspaperName(newspaper)} {DateOf(say, date)} {say.PageLabel(label)}",
            Body = html =>
            {
                html.Write($"""
                    {w => Trail.Write(w, say, (say.Newspapers, Addresses.Newspapers), (say.NewspaperName(newspaper), YearOf(newspaper, date)), (DateOf(say, date), Addresses.Issue(newspaper, date)))}
                    <h1>{say.PageLabel(label)} <small>{page.Section}</small></h1>

                    """);
                html.Write($"""<div class="contents one">""");
                Entries(html, visit, page);
                html.Write($"""</div><nav class="beside" aria-label="{say.NeighbouringPages}">""");
                if (at > 0) html.Write($"""<a rel="prev" href="{Addresses.Page(newspaper, date, issue.Pages[at - 1].Page)}">← {say.PageLabel(issue.Pages[at - 1].Page)}</a>""");
                if (page.HasSource) html.Write($"""<a href="{Addresses.Source(newspaper, date, label)}">{say.SourcePage}</a>""");
                if (at + 1 < issue.Pages.Count) html.Write($"""<a rel="next" href="{Addresses.Page(newspaper, date, issue.Pages[at + 1].Page)}">{say.PageLabel(issue.Pages[at + 1].Page)} →</a>""");
                html.Write($"</nav>");
            },
        };
    }

    private static async Task<IssueSummary> FindAsync(HttpContext context, Visit visit, SearchEngine engine, string newspaper, string date) =>
        await engine.GetIssueAsync(newspaper, date, context.RequestAborted) ?? throw new EngineException(EngineFailure.NotFound, visit.Phrases.NoSuchIssue);

    private static void Entries(HtmlWriter html, Visit visit, PageSummary page)
    {
        html.Write($"""<ol class="entries" lang="{Visit.Chinese}">""");
        foreach (var logged in page.Articles)
        {
            html.Write($"""<li>{w => ArticleMarkup.Entry(w, visit, logged.Article)}""");
            if (logged.Article.BylineText.Length > 0) html.Write($"""<span class="bylines">{logged.Article.BylineText}</span>""");
            html.Write($"</li>");
        }

        html.Write($"</ol>");
    }

    private static string DateOf(Phrases say, string date) => date.Length > 0 ? say.LongDate(date) : say.Undated;

    private static string YearOf(string newspaper, string date) => Addresses.Newspaper(newspaper) + (date.Length >= 4 ? "?year=" + date[..4] : "");
}
