using Search.Engine;

namespace Search.Service.Portal;

/// <summary>Other ways to put the query, with how many articles each finds; what was changed is marked.</summary>
internal static class DidYouMean
{
    private const int Shown = 3;

    public static void Write(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        if (answer.Corrections.Count == 0) return;
        html.Write($"""<p class="suggested"><span>{say.DidYouMean}</span> """);
        foreach (var correction in answer.Corrections.Take(Shown))
        {
            string target = (address with { Query = correction.Query, Page = 1 }).ToString();
            html.Write($"""<span><a href="{target}" lang="{Visit.Chinese}">{w => Segments(w, correction.Segments)}</a> <span class="count">{say.Total(correction.ArticleCount, true)}</span></span> """);
        }

        html.Write($"</p>");
    }

    private static void Segments(HtmlWriter html, IReadOnlyList<PassageSegment> segments)
    {
        foreach (var (text, changed) in segments)
        {
            if (changed) html.Write($"<mark>{text}</mark>");
            else html.Write($"{text}");
        }
    }
}
