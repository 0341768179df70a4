using Search.Contracts.Citations;
using Search.Engine;
using Search.Service.Mapping;

namespace Search.Service.Portal;

/// <summary><c>/articles/{id}</c>: the whole article in its order, where it stands, how to cite it.</summary>
internal static class ArticlePage
{
    public static async Task<PortalPage> ShowAsync(HttpContext context, Visit visit, SearchEngine engine, string id)
    {
        var say = visit.Phrases;
        var logged = await engine.GetArticleAsync(id, context.RequestAborted) ?? throw new EngineException(EngineFailure.NotFound, say.NoSuchArticle);
        var article = logged.Article;
        string query = context.Request.Query["q"].ToString().Trim();
        var marks = query.Length == 0 ? null : await MarkAsync(engine, logged, query, context.RequestAborted);
        var similar = await SimilarAsync(engine, id, context.RequestAborted);
        var issue = await engine.GetIssueAsync(article.Newspaper, article.Date, context.RequestAborted);
        var others = await engine.GetContinuationsAsync(logged, context.RequestAborted);
        List<string> order = [.. (issue?.Pages ?? []).Select(p => p.Page)];
        int here = order.IndexOf(article.Page);
        List<Article> before = [.. others.Select(o => o.Article).Where(a => order.IndexOf(a.Page) < here)];
        List<ArticlePart> after = [];
        foreach (var other in others)
            if (order.IndexOf(other.Article.Page) >= here) after.Add(new ArticlePart(other.Article, query.Length == 0 ? [] : await MarkAsync(engine, other, query, context.RequestAborted) ?? []));
        var citation = Citation.Of(logged.ToApi()) with { Address = Addresses.Whole(context.Request, Addresses.Article(id)) };
        return new PortalPage
        {
            Title = Headline(say, article),
            Query = query,
            Body = html =>
            {
                html.Write($"""<div class="reading">""");
                Text(html, visit, article, query, marks ?? [], before, after);
                html.Write($"""<aside class="around" aria-label="{say.AboutThisArticle}">""");
                if (issue is not null) Neighbours.Write(html, visit, article, issue);
                Similar(html, visit, similar);
                CitationPanel.Write(html, say, citation);
                html.Write($"</aside></div>");
            },
        };
    }

    /// <summary>No marks where the query cannot be read or the index has not this version yet: the article is what was asked for.</summary>
    private static async Task<IReadOnlyList<Passage>?> MarkAsync(SearchEngine engine, LoggedArticle logged, string query, CancellationToken cancellation)
    {
        try
        {
            return await engine.MarkArticleAsync(logged, query, cancellation);
        }
        catch (EngineException refused) when (refused.Failure is EngineFailure.InvalidArgument or EngineFailure.Unavailable or EngineFailure.Overloaded)
        {
            return null;
        }
    }

    /// <summary>None while no index is open or the index has not this article yet.</summary>
    private static async Task<IReadOnlyList<ArticleHit>> SimilarAsync(SearchEngine engine, string id, CancellationToken cancellation)
    {
        try
        {
            return await engine.FindSimilarAsync(id, 5, cancellation) ?? [];
        }
        catch (EngineException refused) when (refused.Failure is EngineFailure.Unavailable or EngineFailure.Overloaded)
        {
            return [];
        }
    }

    private static void Similar(HtmlWriter html, Visit visit, IReadOnlyList<ArticleHit> similar)
    {
        if (similar.Count == 0) return;
        html.Write($"""<section class="similar"><h2>{visit.Phrases.Similar}</h2><ol lang="{Visit.Chinese}">""");
        foreach (var hit in similar)
        {
            var article = hit.Logged.Article;
            html.Write($"""<li>{w => ArticleMarkup.Entry(w, visit, article)}<span class="where">{visit.Phrases.NewspaperName(article.Newspaper)} {article.Date}</span></li>""");
        }

        html.Write($"</ol></section>");
    }

    private static void Text(HtmlWriter html, Visit visit, Article article, string query, IReadOnlyList<Passage> marks, List<Article> before, List<ArticlePart> after)
    {
        var say = visit.Phrases;
        html.Write($"""<article class="whole" lang="{Visit.Chinese}">""");
        ArticleMarkup.Line(html, "kicker", article.Kicker, marks);
        html.Write($"""<h1>{w => { if (article.Headline.Length > 0) ArticleMarkup.Marked(w, article.Headline, "headline", marks); else w.Write($"{say.NoHeadline}"); }}</h1>""");
        ArticleMarkup.Line(html, "subhead", article.Subhead, marks);
        ArticleMarkup.Origin(html, visit, article, marks);
        foreach (var earlier in before) html.Write($"""<p class="part-before">{say.ContinuedFrom(say.PageLabel(earlier.Page))} <a href="{Addresses.Article(earlier.Id, query)}">{Headline(say, earlier)}</a></p>""");
        html.Write($"""<div class="text">""");
        ArticleBody.Write(html, article, marks.FirstOrDefault(m => m.Field == "body"));
        html.Write($"</div>");
        if (article.Credit.Length > 0) html.Write($"""<p class="credit">{article.Credit}</p>""");
        // A mark whose page has not come, or leads nowhere.
        if (article.ContinuedOn.Length > 0 && after.Count == 0) html.Write($"""<p class="credit">{say.ContinuedOn(article.ContinuedOn)}</p>""");
        if (article.ContinuedFrom.Length > 0 && before.Count == 0) html.Write($"""<p class="credit">{say.ContinuedFrom(article.ContinuedFrom)}</p>""");
        foreach (var part in after) part.Write(html, visit, query);
        html.Write($"</article>");
        if (query.Length > 0) MarkSteps(html, say, query, marks.Concat(after.SelectMany(p => p.Marks)).Sum(m => m.Segments.Count(s => s.Matched)));
    }

    private static string Headline(Phrases say, Article article) => article.Headline.Length > 0 ? article.Headline : say.NoHeadline;

    /// <summary>The bar that steps from mark to mark; its buttons appear with the script that moves them.</summary>
    private static void MarkSteps(HtmlWriter html, Phrases say, string query, int count)
    {
        html.Write($"""
            <nav class="steps" aria-label="{say.Matches}" data-count="{say.MatchOf("{0}", "{1}")}">
            <a href="{new SearchAddress { Query = query }.ToString()}" class="back">{say.BackToResults}</a>
            <span class="count">{say.MatchCount(count)}</span>

            """);
        if (count > 0)
        {
            html.Write($"""
                <button type="button" class="previous-mark" hidden aria-keyshortcuts="p" title="{say.PreviousMatch} (p)">{say.PreviousMatch}</button>
                <button type="button" class="next-mark" hidden aria-keyshortcuts="n" title="{say.NextMatch} (n)">{say.NextMatch}</button>

                """);
        }

        html.Write($"</nav>");
    }
}
