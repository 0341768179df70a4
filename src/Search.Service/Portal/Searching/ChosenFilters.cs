using Search.Engine;

namespace Search.Service.Portal;

/// <summary>What restricts the result now, each with the way back.</summary>
internal static class ChosenFilters
{
    private static readonly FacetKind[] Kinds = [FacetKind.Newspaper, FacetKind.Section, FacetKind.Page, FacetKind.Reporter];

    public static void Write(HtmlWriter html, Phrases say, SearchAddress address)
    {
        if (!address.IsFiltered) return;
        html.Write($"""<ul class="chosen" aria-label="{say.ChosenFilters}">""");
        if (address.From.Length + address.To.Length > 0)
        {
            string period = address.From == address.To ? address.From : say.Period(address.From, address.To);
            One(html, say, period, address.Within("", ""));
        }

        foreach (var kind in Kinds)
        {
            foreach (string value in address.Chosen(kind)) One(html, say, value, address.Toggle(kind, value));
        }

        html.Write($"""<li><a class="all" href="{address.Unfiltered().ToString()}">{say.ClearFilters}</a></li></ul>""");
    }

    private static void One(HtmlWriter html, Phrases say, string label, SearchAddress without) =>
        html.Write($"""<li><a href="{without.ToString()}" aria-label="{say.RemoveFilter(label)}">{label}<span aria-hidden="true"> ×</span></a></li>""");
}
