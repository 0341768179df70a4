using Search.Engine;

namespace Search.Service.Portal;

/// <summary>An empty list says why, as far as is known, and what to try.</summary>
internal static class NothingFound
{
    public static void Write(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        if (answer.Total > 0)
        {
            int last = Pager.LastPage(answer);
            html.Write($"""<div class="nothing"><h2>{say.BeyondLastPage(last)}</h2><p><a href="{(address with { Page = last }).ToString()}">{say.ToLastPage}</a></p></div>""");
            return;
        }

        html.Write($"""<div class="nothing"><h2>{say.NothingFound}</h2><ul>""");
        foreach (var part in answer.Unmatched)
            html.Write($"""<li class="why"><strong lang="{Visit.Chinese}">{part.Text}</strong> {(part.OnlyTogether ? say.OnlyTogether : part.Field.Length > 0 ? say.FilterMatchesNothing : say.InNoArticle)}</li>""");
        if (address.IsFiltered) html.Write($"""<li><a href="{address.Unfiltered().ToString()}">{say.TryWithoutFilters}</a></li>""");
        if (address.Query.AsSpan().IndexOfAny("\"“”「」") >= 0) html.Write($"<li>{say.TryWithoutQuotes}</li>");
        html.Write($"""<li>{say.TryFewerWords}</li><li>{say.TryOtherWords}</li><li><a href="/newspapers">{say.TryBrowsing}</a></li></ul></div>""");
    }
}
