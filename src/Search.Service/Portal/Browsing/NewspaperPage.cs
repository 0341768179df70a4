using System.Globalization;
using Search.Engine;

namespace Search.Service.Portal;

/// <summary><c>/newspapers/{name}?year=2024</c>: a year's calendar, the days with an issue as links.</summary>
internal static class NewspaperPage
{
    public static async Task<PortalPage> ShowAsync(HttpContext context, Visit visit, SearchEngine engine, string newspaper)
    {
        var say = visit.Phrases;
        var issues = await engine.ListIssuesAsync(newspaper, 0, int.MaxValue, context.RequestAborted);
        if (issues.Count == 0) throw new EngineException(EngineFailure.NotFound, say.NoSuchNewspaper);
        var years = issues.Where(i => i.Date.Length >= 4).ToLookup(i => i.Date[..4]);
        string? wanted = context.Request.Query["year"].FirstOrDefault(y => !string.IsNullOrEmpty(y));
        string year = wanted ?? issues[0].Date[..Math.Min(4, issues[0].Date.Length)];
        if (wanted is not null && !years.Contains(year)) throw new EngineException(EngineFailure.NotFound, say.NoIssueInYear(Validation.Rules.Shorten(wanted)));
        return new PortalPage
        {
            Title = say.NewspaperName(newspaper),
            Body = html =>
            {
                html.Write($"""
                    {w => Trail.Write(w, say, (say.Newspapers, Addresses.Newspapers))}
                    <h1>{say.NewspaperName(newspaper)}</h1>
                    <p class="holdings">{say.IssuesAndArticles(issues.Count, issues.Sum(i => (long)i.ArticleCount))}</p>
                    """);
                Years(html, say, newspaper, years, year);
                if (years.Contains(year)) Calendar.Write(html, say, year, years[year].ToDictionary(i => i.Date));
                if (issues.FirstOrDefault(i => i.Date.Length == 0) is { } undated)
                    html.Write($"""<p><a href="{Addresses.Issue(newspaper, "")}">{say.UndatedArticles(undated.ArticleCount)}</a></p>""");
            },
        };
    }

    private static void Years(HtmlWriter html, Phrases say, string newspaper, ILookup<string, IssueSummary> years, string year)
    {
        if (years.Count < 2) return;
        html.Write($"""<nav class="years" aria-label="{say.Years}"><ul class="choices">""");
        foreach (var group in years.OrderBy(y => y.Key, StringComparer.Ordinal))
        {
            if (group.Key == year) html.Write($"""<li><span aria-current="page">{group.Key}</span></li>""");
            else html.Write($"""<li><a href="{Addresses.Newspaper(newspaper)}?year={group.Key}">{group.Key}</a></li>""");
        }

        html.Write($"</ul></nav>");
    }
}

/// <summary>A year's months that have an issue, Monday first.</summary>
internal static class Calendar
{
    public static void Write(HtmlWriter html, Phrases say, string year, IReadOnlyDictionary<string, IssueSummary> issues)
    {
        html.Write($"""<div class="calendar">""");
        int number = int.Parse(year, CultureInfo.InvariantCulture);
        for (int month = 1; month <= 12; month++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}-");
            if (issues.Keys.Any(d => d.StartsWith(prefix, StringComparison.Ordinal))) Month(html, say, new DateOnly(number, month, 1), issues);
        }

        html.Write($"</div>");
    }

    private static void Month(HtmlWriter html, Phrases say, DateOnly first, IReadOnlyDictionary<string, IssueSummary> issues)
    {
        html.Write($"<table><caption>{say.MonthName(first.Year, first.Month)}</caption><thead><tr>");
        foreach (var (brief, whole) in say.Weekdays) html.Write($"""<th scope="col" abbr="{whole}">{brief}</th>""");
        html.Write($"</tr></thead><tbody>");
        int days = DateTime.DaysInMonth(first.Year, first.Month);
        // Sunday is 0 in .NET and the last of the week here.
        int offset = ((int)first.DayOfWeek + 6) % 7;
        for (int week = 0; (week * 7) - offset < days; week++)
        {
            html.Write($"<tr>");
            for (int weekday = 0; weekday < 7; weekday++) Day((week * 7) + weekday - offset + 1);
            html.Write($"</tr>");
        }

        html.Write($"</tbody></table>");

        void Day(int day)
        {
            if (day < 1 || day > days)
            {
                html.Write($"<td></td>");
                return;
            }

            string date = first.AddDays(day - 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (issues.GetValueOrDefault(date) is { } issue)
            {
                string label = say.IssueOn(date, issue.Pages.Count, issue.ArticleCount);
                html.Write($"""<td><a href="{Addresses.Issue(issue.Newspaper, date)}" aria-label="{(long)day:D} · {label}" title="{label}">{(long)day:D}</a></td>""");
            }
            else html.Write($"<td><span>{(long)day:D}</span></td>");
        }
    }
}
