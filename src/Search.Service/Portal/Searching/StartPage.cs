using Search.Engine;

namespace Search.Service.Portal;

/// <summary><c>/</c>: the box, and under it the latest issues' front pages.</summary>
internal static class StartPage
{
    private const int Issues = 3;

    private const int Headlines = 6;

    public static async Task<PortalPage> ShowAsync(Visit visit, SearchEngine engine, CancellationToken cancellation)
    {
        var newspapers = await engine.ListNewspapersAsync(cancellation);
        var issues = new List<IssueSummary>();
        foreach (var newspaper in newspapers.OrderByDescending(n => n.LastDate, StringComparer.Ordinal).Take(Issues))
        {
            if (await engine.GetIssueAsync(newspaper.Name, newspaper.LastDate, cancellation) is { } issue) issues.Add(issue);
        }

        return new PortalPage { Title = "", IsStart = true, Body = html => Show(html, visit, newspapers, issues) };
    }

    private static void Show(HtmlWriter html, Visit visit, IReadOnlyList<NewspaperSummary> newspapers, List<IssueSummary> issues)
    {
        var say = visit.Phrases;
        html.Write($"""<h1 class="unseen">{say.Name}</h1>""");
        if (newspapers.Count == 0)
        {
            html.Write($"""<p class="nothing">{say.NothingYet}</p>""");
            return;
        }

        html.Write($"""
            <p class="holdings">{say.Holdings(newspapers.Count, newspapers.Sum(n => (long)n.IssueCount), newspapers.Sum(n => n.ArticleCount))}</p>
            <div class="latest">

            """);
        foreach (var issue in issues)
        {
            html.Write($"""
                <section><h2><a href="{Addresses.Newspaper(issue.Newspaper)}">{say.NewspaperName(issue.Newspaper)}</a>
                <a class="date" href="{Addresses.Issue(issue.Newspaper, issue.Date)}">{(issue.Date.Length > 0 ? say.LongDate(issue.Date) : say.Undated)}</a></h2>
                <ol class="entries" lang="{Visit.Chinese}">

                """);
            foreach (var logged in issue.Pages.SelectMany(p => p.Articles).Take(Headlines))
                html.Write($"""<li>{w => ArticleMarkup.Entry(w, visit, logged.Article)}</li>""");
            html.Write($"</ol></section>");
        }

        html.Write($"</div>");
    }
}
