using Search.Engine;

namespace Search.Service.Portal;

/// <summary>The parts of articles as HTML that more than one page shows.</summary>
internal static class ArticleMarkup
{
    public static void Passage(HtmlWriter html, Passage passage)
    {
        foreach (var (text, matched) in passage.Segments) Segment(html, text, matched);
    }

    /// <summary>A whole field, marked where its passages matched.</summary>
    public static void MarkedField(HtmlWriter html, string text, string field, IReadOnlyList<Passage> passages)
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

    /// <summary>Newspaper, date, page, section and people on one line.</summary>
    public static void Origin(HtmlWriter html, Article article)
    {
        string[] parts =
        [
            article.Newspaper,
            article.DateInferred && article.Date.Length > 0 ? article.Date + "（推定）" : article.Date,
            article.Page.Length > 0 ? article.Page + "版" : "",
            article.Section,
            article.BylineText,
        ];
        html.Write($"""<p class="origin">{string.Join(" · ", parts.Where(p => p.Length > 0))}</p>""");
    }

    private static void Segment(HtmlWriter html, string text, bool matched)
    {
        if (matched) html.Write($"<mark>{text}</mark>");
        else html.Write($"{text}");
    }
}
