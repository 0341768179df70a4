using Search.Engine;

namespace Search.Service.Portal;

/// <summary><c>/newspapers</c>: every newspaper.</summary>
internal static class NewspapersPage
{
    public static async Task<PortalPage> ShowAsync(HttpContext context, Visit visit, SearchEngine engine)
    {
        var say = visit.Phrases;
        var newspapers = await engine.ListNewspapersAsync(context.RequestAborted);
        return new PortalPage
        {
            Title = say.Newspapers,
            Body = html =>
            {
                html.Write($"<h1>{say.Newspapers}</h1>");
                if (newspapers.Count == 0)
                {
                    html.Write($"""<p class="nothing">{say.NothingYet}</p>""");
                    return;
                }

                html.Write($"""<div class="scroll" tabindex="0" role="region" aria-label="{say.Newspapers}"><table class="list"><thead><tr><th scope="col">{say.Newspaper}</th><th scope="col" class="number">{say.Issues}</th><th scope="col" class="number">{say.Articles}</th><th scope="col">{say.Dates}</th></tr></thead><tbody>""");
                foreach (var newspaper in newspapers)
                {
                    html.Write($"""<tr><th scope="row"><a href="{Addresses.Newspaper(newspaper.Name)}">{say.NewspaperName(newspaper.Name)}</a></th><td class="number">{newspaper.IssueCount}</td><td class="number">{newspaper.ArticleCount}</td>""");
                    html.Write($"<td>{(newspaper.FirstDate.Length == 0 ? say.Undated : newspaper.FirstDate == newspaper.LastDate ? newspaper.FirstDate : say.Period(newspaper.FirstDate, newspaper.LastDate))}</td></tr>");
                }

                html.Write($"</tbody></table></div>");
            },
        };
    }
}
