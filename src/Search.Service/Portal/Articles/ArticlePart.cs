using Search.Engine;

namespace Search.Service.Portal;

/// <summary>The rest of an article, from another page of the issue: it is read on where the page before breaks off.</summary>
internal sealed record ArticlePart(Article Article, IReadOnlyList<Passage> Marks)
{
    public void Write(HtmlWriter html, Visit visit, string query)
    {
        var say = visit.Phrases;
        html.Write($"""<section class="part"><h2><a href="{Addresses.Article(Article.Id, query)}">{say.ContinuedOn(say.PageLabel(Article.Page))}</a></h2>""");
        ArticleMarkup.Line(html, "kicker", Article.Kicker, Marks);
        ArticleMarkup.Line(html, "headline", Article.Headline, Marks);
        ArticleMarkup.Line(html, "subhead", Article.Subhead, Marks);
        html.Write($"""<div class="text">""");
        ArticleBody.Write(html, Article, Marks.FirstOrDefault(m => m.Field == "body"));
        html.Write($"</div>");
        if (Article.Credit.Length > 0) html.Write($"""<p class="credit">{Article.Credit}</p>""");
        html.Write($"</section>");
    }
}
