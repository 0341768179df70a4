using Search.Engine;

namespace Search.Service.Portal;

/// <summary>Pages around the present one, each a link.</summary>
internal static class Pager
{
    private const int Around = 3;

    public static void Write(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        int last = LastPage(answer);
        if (last <= 1 || address.Page > last) return;
        html.Write($"""<nav class="pager" aria-label="{say.Pages}"><ul>""");
        if (address.Page > 1) Link(html, address, address.Page - 1, say.Previous, "prev");
        int from = Math.Max(1, Math.Min(address.Page - Around, last - (2 * Around)));
        int to = Math.Min(last, from + (2 * Around));
        if (from > 1) Number(html, say, address, 1);
        if (from > 2) html.Write($"""<li class="gap" aria-hidden="true">…</li>""");
        for (int page = from; page <= to; page++) Number(html, say, address, page);
        if (to < last - 1) html.Write($"""<li class="gap" aria-hidden="true">…</li>""");
        if (to < last) Number(html, say, address, last);
        if (address.Page < last) Link(html, address, address.Page + 1, say.Next, "next");
        html.Write($"</ul></nav>");
    }

    public static int LastPage(SearchAnswer answer) =>
        (int)Math.Min(SearchAddress.LastPage, (answer.Total + SearchAddress.HitsAPage - 1) / SearchAddress.HitsAPage);

    private static void Number(HtmlWriter html, Phrases say, SearchAddress address, int page)
    {
        if (page == address.Page) html.Write($"""<li><span aria-current="page">{(long)page:D}</span></li>""");
        else html.Write($"""<li><a href="{(address with { Page = page }).ToString()}" aria-label="{say.PageNumber(page)}">{(long)page:D}</a></li>""");
    }

    private static void Link(HtmlWriter html, SearchAddress address, int page, string label, string relation) =>
        html.Write($"""<li><a rel="{relation}" href="{(address with { Page = page }).ToString()}">{label}</a></li>""");
}
