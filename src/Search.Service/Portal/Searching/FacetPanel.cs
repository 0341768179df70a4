using Search.Engine;

namespace Search.Service.Portal;

/// <summary>
/// The result's newspapers, sections, pages and reporters with their counts, to choose several of, and a period. One form: without a
/// script it has a button, with one each change takes effect at once.
/// </summary>
internal static class FacetPanel
{
    /// <summary>More than these wait behind "more".</summary>
    private const int Shown = 8;

    public static void Write(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        html.Write($"""
            <aside id="filters" aria-label="{say.Filter}">
            <form action="/" method="get" class="facets">
            <input type="hidden" name="q" value="{address.Query}">

            """);
        if (address.Order != HitOrder.Relevance) html.Write($"""<input type="hidden" name="sort" value="{(address.Order == HitOrder.Newest ? "newest" : "oldest")}">""");
        if (address.Unfold) html.Write($"""<input type="hidden" name="reprints" value="show">""");
        Dates(html, say, address, answer);
        foreach (var (kind, title) in new[] { (FacetKind.Newspaper, say.Newspaper), (FacetKind.Section, say.Section), (FacetKind.Page, say.NewspaperPage), (FacetKind.Reporter, say.Reporter) })
            Values(html, say, address, kind, title, answer.Facets.FirstOrDefault(f => f.Kind == kind)?.Values ?? []);
        html.Write($"""<button class="apply">{say.Apply}</button></form></aside>""");
    }

    private static void Dates(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        html.Write($"""
            <fieldset class="dates"><legend>{say.Date}</legend>
            <label>{say.From}<input name="from" value="{address.From}" inputmode="numeric" autocomplete="off" placeholder="{say.DateHint}" maxlength="10"></label>
            <label>{say.To}<input name="to" value="{address.To}" inputmode="numeric" autocomplete="off" placeholder="{say.DateHint}" maxlength="10"></label>
            </fieldset>
            {w => DateTree.Write(w, say, address, answer)}
            """);
    }

    private static void Values(HtmlWriter html, Phrases say, SearchAddress address, FacetKind kind, string title, IReadOnlyList<FacetCount> values)
    {
        var chosen = address.Chosen(kind);
        // What is chosen stays to be unchosen, also where nothing is left of it.
        FacetCount[] all =
        [
            .. values.Where(v => chosen.Contains(v.Value)),
            .. chosen.Where(c => !values.Any(v => v.Value == c)).Select(c => new FacetCount(c, 0)),
            .. values.Where(v => !chosen.Contains(v.Value)),
        ];
        if (all.Length == 0) return;
        html.Write($"<fieldset><legend>{title}</legend><ul>");
        foreach (var value in all.Take(Math.Max(Shown, chosen.Count))) Value(html, kind, value, chosen);
        html.Write($"</ul>");
        if (all.Length > Math.Max(Shown, chosen.Count))
        {
            html.Write($"<details><summary>{say.More(all.Length - Math.Max(Shown, chosen.Count))}</summary><ul>");
            foreach (var value in all.Skip(Math.Max(Shown, chosen.Count))) Value(html, kind, value, chosen);
            html.Write($"</ul></details>");
        }

        html.Write($"</fieldset>");
    }

    private static void Value(HtmlWriter html, FacetKind kind, FacetCount value, IReadOnlyList<string> chosen)
    {
        html.Write($"""<li><label><input type="checkbox" name="{SearchAddress.KeyOf(kind)}" value="{value.Value}"{w => { if (chosen.Contains(value.Value)) w.Write($" checked"); }}>""");
        html.Write($"""<span class="value">{value.Value}</span> <span class="count">{value.Count}</span></label></li>""");
    }
}
