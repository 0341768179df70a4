using Search.Engine;

namespace Search.Service.Portal;

/// <summary>Years, in them months, in them days, with counts; the period chosen stands open.</summary>
internal static class DateTree
{
    public static void Write(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        var years = Values(answer, FacetKind.Year);
        if (years.Count == 0) return;
        var months = Values(answer, FacetKind.Month).ToLookup(m => m.Value[..4]);
        var days = Values(answer, FacetKind.Day).ToLookup(d => d.Value[..7]);
        html.Write($"""<ul class="date-tree" aria-label="{say.Date}">""");
        foreach (var year in years.Reverse())
        {
            Branch(html, say, address, year, w =>
            {
                foreach (var month in months[year.Value].Reverse())
                {
                    Branch(w, say, address, month, d =>
                    {
                        foreach (var day in days[month.Value].Reverse()) d.Write($"<li>{l => Link(l, address, day)}</li>");
                    });
                }
            });
        }

        html.Write($"</ul>");
    }

    private static void Branch(HtmlWriter html, Phrases say, SearchAddress address, FacetCount period, Action<HtmlWriter> parts)
    {
        bool open = address.From.StartsWith(period.Value, StringComparison.Ordinal) || address.To.StartsWith(period.Value, StringComparison.Ordinal);
        html.Write($"""<li>{w => Link(w, address, period)}<details{w => { if (open) w.Write($" open"); }}><summary aria-label="{say.PartsOf(period.Value)}"></summary><ul>{parts}</ul></details></li>""");
    }

    private static void Link(HtmlWriter html, SearchAddress address, FacetCount period)
    {
        bool chosen = address.From == period.Value && address.To == period.Value;
        // Chosen once more, it is no longer.
        string target = (chosen ? address.Within("", "") : address.Within(period.Value, period.Value)).ToString();
        html.Write($"""<a href="{target}"{w => { if (chosen) w.Write($" aria-current=\"true\""); }}>{period.Value} <span class="count">{period.Count}</span></a>""");
    }

    private static IReadOnlyList<FacetCount> Values(SearchAnswer answer, FacetKind kind) => answer.Facets.FirstOrDefault(f => f.Kind == kind)?.Values ?? [];
}
