using Search.Engine;

namespace Search.Service.Portal;

/// <summary><c>/articles/{id}</c>: the whole article in its order.</summary>
internal static class ArticlePage
{
    public static async Task ShowAsync(HttpContext context, SearchEngine engine, string id)
    {
        string query = context.Request.Query["q"].ToString();
        var logged = await engine.GetArticleAsync(id, context.RequestAborted)
            ?? throw new EngineException(EngineFailure.NotFound, "没有这篇稿件，它可能已被删除。");
        var article = logged.Article;
        string title = article.Headline.Length > 0 ? article.Headline : "（无标题）";
        await PortalPage.SendAsync(context, StatusCodes.Status200OK, title + " - 报纸检索", query, html => Show(html, article, title, query));
    }

    private static void Show(HtmlWriter html, Article article, string title, string query)
    {
        html.Write($"""<article class="whole">""");
        if (article.Kicker.Length > 0) html.Write($"""<p class="kicker">{article.Kicker}</p>""");
        html.Write($"<h1>{title}</h1>");
        if (article.Subhead.Length > 0) html.Write($"""<p class="subhead">{article.Subhead}</p>""");
        ArticleMarkup.Origin(html, article);
        foreach (string paragraph in article.Paragraphs) html.Write($"<p>{paragraph}</p>");
        if (article.Credit.Length > 0) html.Write($"""<p class="credit">{article.Credit}</p>""");
        if (article.ContinuedOn.Length > 0) html.Write($"""<p class="credit">下转 {article.ContinuedOn}</p>""");
        if (article.ContinuedFrom.Length > 0) html.Write($"""<p class="credit">上接 {article.ContinuedFrom}</p>""");
        html.Write($"</article>");
        if (query.Length > 0) html.Write($"""<p><a href="/?q={Uri.EscapeDataString(query)}">回到检索结果</a></p>""");
    }
}
