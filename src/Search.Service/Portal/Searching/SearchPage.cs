using System.Diagnostics;
using Search.Engine;
using Search.Service.Telemetry;

namespace Search.Service.Portal;

/// <summary><c>/?q=…</c>: the ranked articles with facets and timeline; without words, the start page.</summary>
internal static class SearchPage
{
    private static readonly FacetKind[] Facets =
        [FacetKind.Newspaper, FacetKind.Year, FacetKind.Month, FacetKind.Day, FacetKind.Section, FacetKind.Page, FacetKind.Reporter];

    public static async Task<PortalPage?> ShowAsync(HttpContext context, Visit visit, SearchEngine engine)
    {
        var address = SearchAddress.Read(context.Request.Query, visit.Phrases);
        if (address.Query.Length == 0 && !address.IsFiltered) return await StartPage.ShowAsync(visit, engine, context.RequestAborted);

        // A form without a script sends its empty fields too: the address in the bar is to be one that can be kept.
        if (context.Request.Query.Any(q => q.Key != "q" && q.Value.Any(string.IsNullOrEmpty)))
        {
            context.Response.Redirect(address.ToString());
            return null;
        }

        long begin = Stopwatch.GetTimestamp();
        var answer = await engine.SearchAsync(address.ToInquiry(Facets) with { Client = context.Connection.RemoteIpAddress?.ToString() ?? "" }, context.RequestAborted);
        var elapsed = Stopwatch.GetElapsedTime(begin);
        context.RequestServices.GetRequiredService<SlowSearches>().Note(address.Query, Facets.Length, answer);
        bool beyond = answer.Hits.Count == 0 && answer.Total > 0;
        return new PortalPage
        {
            Title = address.Query.Length > 0 ? address.Query : visit.Phrases.AllArticles,
            Query = address.Query,
            Status = beyond ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
            Body = html => Show(html, visit, address, answer, elapsed),
        };
    }

    private static void Show(HtmlWriter html, Visit visit, SearchAddress address, SearchAnswer answer, TimeSpan elapsed)
    {
        var say = visit.Phrases;
        html.Write($"""
            <div class="results" data-in-place>
            <div class="found">
            <h1 class="unseen" tabindex="-1">{Heading(say, address)}</h1>
            <div class="summary">
            <p class="total">{say.Total(answer.Total, answer.TotalIsExact)}<span class="time"> · {say.Milliseconds(elapsed.TotalMilliseconds)}</span></p>

            """);
        if (answer.Total > 1) Sorting(html, say, address);
        html.Write($"""<a class="to-filters" href="#filters">{say.Filter}</a></div>""");
        ChosenFilters.Write(html, say, address);
        Missing(html, say, answer);
        DidYouMean.Write(html, say, address, answer);
        Timeline.Write(html, say, address, answer);
        if (answer.Hits.Count == 0) NothingFound.Write(html, say, address, answer);
        else HitList.Write(html, visit, address, answer);
        Reprints(html, say, address, answer);
        Pager.Write(html, say, address, answer);
        html.Write($"</div>");
        FacetPanel.Write(html, say, address, answer);
        html.Write($"</div>");
    }

    /// <summary>Filters alone choose among all articles.</summary>
    private static string Heading(Phrases say, SearchAddress address) => address.Query.Length > 0 ? say.ResultsFor(address.Query) : say.AllArticles;

    /// <summary>What is found beside a name that no article has could pass for articles about it.</summary>
    private static void Missing(HtmlWriter html, Phrases say, SearchAnswer answer)
    {
        if (answer.Hits.Count == 0 || answer.Unmatched.Count == 0) return;
        html.Write($"""<p class="missing">{say.NoArticleHas}""");
        for (int i = 0; i < answer.Unmatched.Count; i++) html.Write($"""{(i > 0 ? say.And : "")}<strong lang="{Visit.Chinese}">{answer.Unmatched[i].Text}</strong>""");
        html.Write($"{say.OnlyPartsFound}</p>");
    }

    /// <summary>Each reprint as a hit of its own, or all under their best.</summary>
    private static void Reprints(HtmlWriter html, Phrases say, SearchAddress address, SearchAnswer answer)
    {
        if (!address.Unfold && answer.Hits.All(h => h.ReprintCount == 0)) return;
        html.Write($"""<p class="unfold"><a href="{(address with { Unfold = !address.Unfold, Page = 1 }).ToString()}">{(address.Unfold ? say.FoldReprints : say.UnfoldReprints)}</a></p>""");
    }

    private static void Sorting(HtmlWriter html, Phrases say, SearchAddress address)
    {
        html.Write($"""<nav class="sorting" aria-label="{say.Sort}"><ul class="choices">""");
        foreach (var (order, label) in new[] { (HitOrder.Relevance, say.SortRelevance), (HitOrder.Newest, say.SortNewest), (HitOrder.Oldest, say.SortOldest) })
        {
            if (order == address.Order) html.Write($"""<li><span aria-current="true">{label}</span></li>""");
            else html.Write($"""<li><a href="{(address with { Order = order, Page = 1 }).ToString()}">{label}</a></li>""");
        }

        html.Write($"</ul></nav>");
    }
}
