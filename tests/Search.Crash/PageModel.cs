using Grpc.Core;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;

namespace Search.Crash;

/// <summary>
/// What the service has promised, kept apart from it: for each page the version it acknowledged, and the version that was on its
/// way when the service died. Every article carries a marker that no other has.
/// </summary>
/// <param name="newspaper">Tells it and its markers apart from other models that feed at the same time; 0 to 9.</param>
internal sealed class PageModel(int seed, int newspaper)
{
    private readonly Random random = new(seed + newspaper);
    private readonly Dictionary<string, PageState> pages = [];
    private readonly HashSet<string> touched = [];
    private int markers = newspaper * 1_000_000;

    private string Name => $"模型{newspaper}报";

    public int Acknowledged { get; private set; }

    /// <summary>Puts new pages and corrections of old ones, one after the other, until the service is gone or the time is over.</summary>
    public async Task FeedAsync(Target target)
    {
        while (!target.IsKilled)
        {
            var (key, state) = pages.Count > 80 || (pages.Count > 5 && random.Next(3) == 0) ? pages.ElementAt(random.Next(pages.Count)) : NewPage();
            state.OnItsWay = random.Next(8) == 0 && state.Acknowledged is { Count: > 0 } ? state.Acknowledged : Corrected(state.Acknowledged ?? []);
            touched.Add(key);
            await TryPutAsync(target, key, state);
        }
    }

    /// <summary>Sends again what was never acknowledged, as every client must.</summary>
    public async Task SettleAsync(Target target)
    {
        foreach (var (key, state) in pages.Where(p => p.Value.OnItsWay is not null).ToList())
            Broken.Unless(await TryPutAsync(target, key, state), "a page sent again was not acknowledged");
        touched.Clear();
    }

    /// <summary>Each page holds exactly the acknowledged version or, whole, the one on its way; each article is found exactly once.</summary>
    public async Task CheckAsync(SearchService.SearchServiceClient search, long minSequence, bool all)
    {
        foreach (var (date, ofDate) in pages.Where(p => all || touched.Contains(p.Key) || random.Next(20) == 0).GroupBy(p => p.Key.Split('/')[0]).Select(g => (g.Key, g.ToList())))
        {
            var stored = await TableOfContentsAsync(search, date);
            foreach (var (key, state) in ofDate)
            {
                string label = key.Split('/')[1];
                var present = stored.TryGetValue(label, out var articles) ? articles : [];
                var markers = present.Select(a => a.Headline).ToList();
                bool asPromised = markers.SequenceEqual(state.Acknowledged ?? []) || (state.OnItsWay is not null && markers.SequenceEqual(state.OnItsWay));
                Broken.Unless(asPromised, $"seed {seed}, page {key}: acknowledged [{string.Join(' ', state.Acknowledged ?? [])}], on its way [{string.Join(' ', state.OnItsWay ?? [])}], stored [{string.Join(' ', markers)}]");
                foreach (var article in present)
                {
                    // An id is given once: a marker acknowledged under one keeps it.
                    if (state.Ids.TryGetValue(article.Headline, out string? id)) Broken.Unless(id == article.Id, $"{article.Headline} was acknowledged as {id} and is {article.Id}");
                    await FoundOnceAsync(search, article, minSequence);
                }

                foreach (string gone in state.Ids.Keys.Except(markers).TakeLast(5)) await FoundNeverAsync(search, gone, minSequence);
            }
        }
    }

    public int ArticleCount => pages.Values.Sum(p => p.Acknowledged?.Count ?? 0);

    private async Task<bool> TryPutAsync(Target target, string key, PageState state)
    {
        // Of no known form: a reparse reads it and leaves the page as it is.
        var put = new PutPage { Page = key.Split('/')[1], FileName = "x.bin", Source = Google.Protobuf.ByteString.CopyFromUtf8(string.Join('\n', state.OnItsWay!)) };
        foreach (string marker in state.OnItsWay!)
        {
            var article = new Article { Headline = marker };
            article.Paragraphs.Add($"本报讯 这里是{marker}的全文,记者从现场发回报道。");
            article.Paragraphs.Add(string.Concat(Enumerable.Repeat($"{marker}之后还有许多话要说。", 20)));
            put.Articles.Add(article);
        }

        PutIssueResponse? answer = null;
        if (!await target.TryAsync("PutIssue", async () => answer = await target.Service.Ingestion.PutIssueAsync(new PutIssueRequest { Newspaper = Name, Date = key.Split('/')[0], Pages = { put } }))) return false;
        state.Acknowledged = state.OnItsWay;
        state.OnItsWay = null;
        Acknowledged++;
        for (int i = 0; i < state.Acknowledged.Count; i++) state.Ids[state.Acknowledged[i]] = answer!.Pages[0].Articles[i].Id;
        return true;
    }

    private KeyValuePair<string, PageState> NewPage()
    {
        int number = pages.Count;
        string key = $"{new DateOnly(2023, 1, 1).AddDays(number / 8):yyyy-MM-dd}/A{(number % 8) + 1:00}";
        return new(key, pages[key] = new PageState());
    }

    /// <summary>Some articles stay, some go, some are new, as in a corrected page; never none.</summary>
    private List<string> Corrected(List<string> previous)
    {
        List<string> next = [.. previous.Where(_ => random.Next(4) > 0)];
        int added = random.Next(next.Count == 0 ? 1 : 0, 5);
        for (int i = 0; i < added; i++) next.Insert(random.Next(next.Count + 1), Marker.Of(markers++));
        return next.Count > 0 ? next : [Marker.Of(markers++)];
    }

    private async Task<Dictionary<string, List<Article>>> TableOfContentsAsync(SearchService.SearchServiceClient search, string date)
    {
        try
        {
            var issue = await search.GetIssueAsync(new GetIssueRequest { Newspaper = Name, Date = date });
            return issue.Issue.Pages.ToDictionary(p => p.Page_, p => p.Articles.ToList());
        }
        catch (RpcException none) when (none.StatusCode == StatusCode.NotFound)
        {
            return [];
        }
    }

    private async Task FoundOnceAsync(SearchService.SearchServiceClient search, Article article, long minSequence)
    {
        var found = await search.SearchAsync(new SearchRequest { Query = article.Headline, UnfoldReprints = true, MinSequence = minSequence });
        Broken.Unless(found.Hits.Count == 1 && found.Hits[0].Id == article.Id, $"seed {seed}: {article.Headline} ({article.Id}) is found as [{string.Join(' ', found.Hits.Select(h => h.Id))}]");
    }

    private async Task FoundNeverAsync(SearchService.SearchServiceClient search, string marker, long minSequence)
    {
        var found = await search.SearchAsync(new SearchRequest { Query = marker, UnfoldReprints = true, MinSequence = minSequence });
        Broken.Unless(found.Hits.Count == 0, $"seed {seed}: {marker} is gone from its page and still found as {found.Hits.FirstOrDefault()?.Id}");
    }

    private sealed class PageState
    {
        public List<string>? Acknowledged { get; set; }

        public List<string>? OnItsWay { get; set; }

        public Dictionary<string, string> Ids { get; } = [];
    }
}
