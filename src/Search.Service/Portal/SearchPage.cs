using System.Diagnostics;
using System.Globalization;
using Search.Engine;

namespace Search.Service.Portal;

/// <summary><c>/?q=…&amp;page=N</c>: the search box and, with words in it, the ranked articles.</summary>
internal static class SearchPage
{
    private const int HitsAPage = 10;

    /// <summary>Further back nobody reads; the API's limit on skipping is the same.</summary>
    private const int LastPage = 1000;

    public static async Task ShowAsync(HttpContext context, SearchEngine engine)
    {
        string query = context.Request.Query["q"].ToString().Trim();
        if (query.Length == 0)
        {
            await ShowStartAsync(context, engine);
            return;
        }

        int page = int.TryParse(context.Request.Query["page"], CultureInfo.InvariantCulture, out int wanted) ? Math.Clamp(wanted, 1, LastPage) : 1;
        long begin = Stopwatch.GetTimestamp();
        var answer = await engine.SearchAsync(new SearchInquiry { Query = query, PageSize = HitsAPage, Skip = (page - 1) * HitsAPage }, context.RequestAborted);
        var elapsed = Stopwatch.GetElapsedTime(begin);
        await PortalPage.SendAsync(context, StatusCodes.Status200OK, query + " - 报纸检索", query, html => Results(html, query, page, answer, elapsed));
    }

    private static async Task ShowStartAsync(HttpContext context, SearchEngine engine)
    {
        var newspapers = await engine.ListNewspapersAsync(context.RequestAborted);
        await PortalPage.SendAsync(context, StatusCodes.Status200OK, "报纸检索", "", html =>
        {
            if (newspapers.Count == 0)
            {
                html.Write($"<p>还没有收录报纸。把版面文件放进收件夹，稍候即可检索。</p>");
                return;
            }

            html.Write($"<h1>收录的报纸</h1><table><thead><tr><th>报纸</th><th>期数</th><th>稿件</th><th>起止日期</th></tr></thead><tbody>");
            foreach (var newspaper in newspapers)
            {
                html.Write($"<tr><td>{(newspaper.Name.Length > 0 ? newspaper.Name : "未具名")}</td><td>{newspaper.IssueCount}</td><td>{newspaper.ArticleCount}</td><td>");
                if (newspaper.FirstDate.Length > 0) html.Write($"{newspaper.FirstDate} 至 {newspaper.LastDate}");
                html.Write($"</td></tr>");
            }

            html.Write($"</tbody></table>");
        });
    }

    private static void Results(HtmlWriter html, string query, int page, SearchAnswer answer, TimeSpan elapsed)
    {
        html.Write($"""<p class="total">{(answer.TotalIsExact ? "" : "至少 ")}{answer.Total} 篇稿件，用时 {elapsed.TotalMilliseconds:0.0} 毫秒</p>""");
        if (answer.Hits.Count == 0)
        {
            html.Write($"""<p>{(page > 1 ? "这一页没有更多结果。" : "没有找到。可以减少词语，或去掉引号与排除条件再试。")}</p>""");
        }

        html.Write($"""<ol class="hits" start="{((page - 1) * HitsAPage + 1).ToString(CultureInfo.InvariantCulture)}">""");
        foreach (var hit in answer.Hits) Hit(html, query, hit);
        html.Write($"</ol>");
        Pager(html, query, page, answer);
    }

    private static void Hit(HtmlWriter html, string query, ArticleHit hit)
    {
        var article = hit.Logged.Article;
        html.Write($"<li><article>");
        Line(html, "kicker", article.Kicker, hit);
        html.Write($"""<h2><a href="/articles/{Uri.EscapeDataString(article.Id)}?q={Uri.EscapeDataString(query)}">""");
        if (article.Headline.Length > 0) ArticleMarkup.MarkedField(html, article.Headline, "headline", hit.Highlights);
        else html.Write($"（无标题）");
        html.Write($"</a></h2>");
        Line(html, "subhead", article.Subhead, hit);
        ArticleMarkup.Origin(html, article);
        foreach (var passage in hit.Highlights)
        {
            if (passage.Field != "body") continue;
            html.Write($"""<p class="passage">""");
            ArticleMarkup.Passage(html, passage);
            html.Write($"</p>");
        }

        html.Write($"</article></li>");
    }

    private static void Line(HtmlWriter html, string field, string text, ArticleHit hit)
    {
        if (text.Length == 0) return;
        html.Write($"""<p class="{field}">""");
        ArticleMarkup.MarkedField(html, text, field, hit.Highlights);
        html.Write($"</p>");
    }

    private static void Pager(HtmlWriter html, string query, int page, SearchAnswer answer)
    {
        bool more = page < LastPage && answer.NextPageToken.Length > 0;
        if (page == 1 && !more) return;
        html.Write($"""<nav class="pager" aria-label="翻页">""");
        if (page > 1) html.Write($"""<a rel="prev" href="{Address(query, page - 1)}">上一页</a>""");
        html.Write($"<span>第 {page} 页</span>");
        if (more) html.Write($"""<a rel="next" href="{Address(query, page + 1)}">下一页</a>""");
        html.Write($"</nav>");
    }

    private static string Address(string query, int page) =>
        string.Create(CultureInfo.InvariantCulture, $"/?q={Uri.EscapeDataString(query)}") + (page > 1 ? "&page=" + page.ToString(CultureInfo.InvariantCulture) : "");
}
