using Search.Engine;

namespace Search.Service.Portal;

/// <summary>The parts of articles as HTML that more than one page shows.</summary>
internal static class ArticleMarkup
{
    public static void Passage(HtmlWriter html, Passage passage)
    {
        foreach (var (text, matched) in passage.Segments)
        {
            if (matched) html.Write($"<mark>{text}</mark>");
            else html.Write($"{text}");
        }
    }

    /// <summary>A whole field, marked where its passages matched.</summary>
    public static void Marked(HtmlWriter html, string text, string field, IReadOnlyList<Passage> passages)
    {
        int written = 0;
        foreach (var passage in passages)
        {
            if (passage.Field != field || passage.Start < written) continue;
            html.Write($"{text[written..passage.Start]}");
            Passage(html, passage);
            written = passage.Start + passage.Segments.Sum(s => s.Text.Length);
        }

        html.Write($"{text[written..]}");
    }

    /// <summary>A line of the headline block, if there is one.</summary>
    public static void Line(HtmlWriter html, string field, string text, IReadOnlyList<Passage> passages)
    {
        if (text.Length > 0) html.Write($"""<p class="{field}">{w => Marked(w, text, field, passages)}</p>""");
    }

    /// <summary>Newspaper, date, page, section and people on one line, those with pages of their own as links.</summary>
    public static void Origin(HtmlWriter html, Visit visit, Article article, IReadOnlyList<Passage> passages)
    {
        var say = visit.Phrases;
        html.Write($"""<p class="origin"><a href="{Addresses.Newspaper(article.Newspaper)}">{say.NewspaperName(article.Newspaper)}</a>""");
        string date = article.Date.Length == 0 ? say.Undated : article.DateInferred ? say.InferredDate(article.Date) : article.Date;
        html.Write($""" <a href="{Addresses.Issue(article.Newspaper, article.Date)}"><time{w => { if (article.Date.Length > 0) w.Write($" datetime=\"{article.Date}\""); }}>{date}</time></a>""");
        if (article.Page.Length > 0)
            html.Write($""" <a href="{Addresses.Page(article.Newspaper, article.Date, article.Page)}">{say.PageLabel(article.Page)}</a>""");
        if (article.Section.Length > 0) html.Write($""" <span>{w => Marked(w, article.Section, "section", passages)}</span>""");
        if (article.BylineText.Length > 0) html.Write($""" <span class="bylines">{w => Marked(w, article.BylineText, "bylines", passages)}</span>""");
        html.Write($"</p>");
    }

    /// <summary>Kicker, headline and subhead of an article in a list, the headline linked.</summary>
    public static void Entry(HtmlWriter html, Visit visit, Article article)
    {
        if (article.Kicker.Length > 0) html.Write($"""<span class="kicker">{article.Kicker}</span>""");
        html.Write($"""<a href="{Addresses.Article(article.Id)}">{(article.Headline.Length > 0 ? article.Headline : visit.Phrases.NoHeadline)}</a>""");
        if (article.Subhead.Length > 0) html.Write($"""<span class="subhead">{article.Subhead}</span>""");
    }
}
