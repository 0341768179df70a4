using System.Globalization;
using Search.Engine;

namespace Search.Service.Portal;

/// <summary>
/// How many articles there are over time, each bar a link: years, within a year its months, within a month its days. Heights are
/// attributes of SVG, since the page allows no inline style.
/// </summary>
internal static class Timeline
{
    private const int Height = 48;

    /// <summary>More bars than this cannot be clicked; the periods with nothing are then left out.</summary>
    private const int MostBars = 160;

    public static void Write(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        var days = Values(answer, FacetKind.Day);
        if (days.Count == 0) return;
        string within = Scope(address, days);
        var bars = Bars(answer, within);
        // One bar alone says nothing that the list does not; once a period is chosen, the way back stands here.
        if (bars.Count(b => b.Count > 0) < 2 && address.From.Length + address.To.Length == 0) return;

        long most = Math.Max(1, bars.Max(b => b.Count));
        html.Write($"""<section class="timeline" aria-label="{say.Timeline}"><p class="scope">""");
        Crumbs(html, say, address, within);
        html.Write($"</p><ol>");
        foreach (var (period, count) in bars)
        {
            // A bar of one article is still to be seen beside one of a thousand.
            double height = count == 0 ? 0 : Math.Max(2, Height * (double)count / most);
            string label = say.Bar(period, count);
            // What is seen of it stands in its name too: who speaks to the browser says what is seen.
            string name = period.Length == 4 ? label : $"{Tick(period)} · {label}";
            bool chosen = address.From == period && address.To == period;
            html.Write($"""<li>{w => { if (count == 0) w.Write($"""<span class="bar">"""); else w.Write($"""<a class="bar" href="{address.Within(period, period).ToString()}" title="{label}" aria-label="{name}"{c => { if (chosen) c.Write($" aria-current=\"true\""); }}>"""); }}""");
            html.Write($"""<svg viewBox="0 0 10 {(long)Height:D}" preserveAspectRatio="none" aria-hidden="true"><rect width="10" y="{Height - height:0.#}" height="{height:0.#}"/></svg>""");
            html.Write($"""<span class="tick" aria-hidden="true">{Tick(period)}</span>""");
            if (count == 0) html.Write($"</span></li>");
            else html.Write($"</a></li>");
        }

        html.Write($"</ol></section>");
    }

    /// <summary>The year or month whose parts are shown; empty for all years.</summary>
    private static string Scope(SearchAddress address, IReadOnlyList<FacetCount> days)
    {
        string from = address.From, to = address.To;
        if (from.Length > 0 && to.Length > 0)
        {
            if (from.Length >= 7 && to.Length >= 7 && from[..7] == to[..7]) return from[..7];
            if (from[..4] == to[..4]) return from[..4];
            return "";
        }

        // Everything in one year or month: its parts say more than one bar.
        string first = days[0].Value, last = days[^1].Value;
        if (first[..7] == last[..7]) return first[..7];
        return first[..4] == last[..4] ? first[..4] : "";
    }

    private static List<FacetCount> Bars(SearchAnswer answer, string within)
    {
        var counted = Values(answer, within.Length switch { 0 => FacetKind.Year, 4 => FacetKind.Month, _ => FacetKind.Day })
            .Where(v => v.Value.StartsWith(within, StringComparison.Ordinal)).ToDictionary(v => v.Value, v => v.Count);
        IEnumerable<string> periods = within.Length switch
        {
            4 => Enumerable.Range(1, 12).Select(m => string.Create(CultureInfo.InvariantCulture, $"{within}-{m:00}")),
            7 => Enumerable.Range(1, int.Parse(SearchAddress.LastDay(within)[8..], CultureInfo.InvariantCulture)).Select(d => string.Create(CultureInfo.InvariantCulture, $"{within}-{d:00}")),
            _ => Years(counted.Keys),
        };
        return [.. periods.Select(p => new FacetCount(p, counted.GetValueOrDefault(p)))];
    }

    private static IEnumerable<string> Years(IReadOnlyCollection<string> counted)
    {
        int first = int.Parse(counted.Min()!, CultureInfo.InvariantCulture), last = int.Parse(counted.Max()!, CultureInfo.InvariantCulture);
        return last - first < MostBars
            ? Enumerable.Range(first, last - first + 1).Select(y => y.ToString("0000", CultureInfo.InvariantCulture))
            : counted.Order(StringComparer.Ordinal).TakeLast(MostBars);
    }

    private static void Crumbs(HtmlWriter html, Phrases say, SearchAddress address, string within)
    {
        bool any = address.From.Length + address.To.Length > 0;
        if (any) html.Write($"""<a href="{address.Within("", "").ToString()}">{say.AllDates}</a>""");
        else html.Write($"<span>{say.AllDates}</span>");
        if (within.Length >= 4) Crumb(within[..4]);
        if (within.Length >= 7) Crumb(within);

        void Crumb(string period)
        {
            html.Write($"""<span aria-hidden="true"> › </span>""");
            if (address.From == period && address.To == period) html.Write($"""<span aria-current="true">{period}</span>""");
            else html.Write($"""<a href="{address.Within(period, period).ToString()}">{period}</a>""");
        }
    }

    private static string Tick(string period) => period.Length == 4 ? period : period[^2..].TrimStart('0');

    private static IReadOnlyList<FacetCount> Values(SearchAnswer answer, FacetKind kind) => answer.Facets.FirstOrDefault(f => f.Kind == kind)?.Values ?? [];
}
