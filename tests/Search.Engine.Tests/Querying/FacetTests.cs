using CsCheck;

namespace Search.Engine.Tests.Querying;

/// <summary>Facets against plain counting under random filters, and paging while articles come and go.</summary>
public sealed class FacetTests(FacetEngine engine) : IClassFixture<FacetEngine>
{
    private static readonly FacetKind[] AllKinds = Enum.GetValues<FacetKind>();

    [Fact]
    public void Counts_are_those_of_plain_counting_under_any_filters() =>
        Gen.Select(Gen.Int[0, 2], Some(FacetEngine.Newspapers), Some(FacetEngine.Sections), Some(FacetEngine.Pages), Some(FacetEngine.Reporters), Gen.Int[0, 3]).Sample(
            (query, newspapers, sections, pages, reporters, dates) =>
            {
                SearchFilter filter = new()
                {
                    Newspapers = newspapers,
                    Sections = sections,
                    Pages = pages,
                    Reporters = reporters,
                    DateFrom = dates is 1 or 3 ? "2020-06-01" : "",
                    DateTo = dates is 2 or 3 ? "2021-02-28" : "",
                };
                string text = ((string[])["", "桥梁", "\"茶馆\""])[query];
                SearchAnswer answer = engine.Search(new SearchInquiry { Query = text, Filter = filter, Facets = AllKinds, PageSize = 1 });

                List<Article> matching = [.. engine.Articles.Where(a => query == 0 || a.Headline.Contains(query == 1 ? "桥梁" : "茶馆", StringComparison.Ordinal))];
                Assert.Equal(matching.Count(a => Passes(a, filter, null)), answer.Total);
                foreach (FacetCounts facet in answer.Facets)
                {
                    Dictionary<string, long> expected = matching.Where(a => Passes(a, filter, facet.Kind)).SelectMany(a => ValuesOf(a, facet.Kind)).GroupBy(v => v).ToDictionary(g => g.Key, g => (long)g.Count());
                    Assert.Equal(expected.OrderBy(e => e.Key, StringComparer.Ordinal), facet.Values.Select(v => KeyValuePair.Create(v.Value, v.Count)).OrderBy(e => e.Key, StringComparer.Ordinal));
                }
            },
            iter: 200);

    [Theory]
    [InlineData(HitOrder.Newest)]
    [InlineData(HitOrder.Oldest)]
    [InlineData(HitOrder.Relevance)]
    public async Task Pages_together_are_the_whole_result_while_articles_come_and_go(HitOrder order)
    {
        SearchInquiry inquiry = new() { Query = "桥梁", Order = order, PageSize = 7, UnfoldReprints = true };
        string[] expected = [.. engine.Search(inquiry with { PageSize = 1_000 }).Hits.Select(h => h.Logged.Article.Id)];
        List<string> paged = [];
        string token = "";
        do
        {
            SearchAnswer page = engine.Search(inquiry with { PageToken = token });
            Assert.Equal(expected.Length, page.Total);
            paged.AddRange(page.Hits.Select(h => h.Logged.Article.Id));
            token = page.NextPageToken;
            await engine.DisturbAsync(paged.Count);
        }
        while (token.Length > 0);
        Assert.Equal(expected, paged);
        await engine.SettleAsync();
    }

    [Fact]
    public async Task A_page_token_by_date_is_good_after_a_restart_and_one_by_relevance_is_not()
    {
        SearchInquiry inquiry = new() { Query = "桥梁", Order = HitOrder.Newest, PageSize = 40, UnfoldReprints = true };
        string[] expected = [.. engine.Search(inquiry with { PageSize = 1_000 }).Hits.Select(h => h.Logged.Article.Id)];
        SearchAnswer byDate = engine.Search(inquiry), byRelevance = engine.Search(inquiry with { Order = HitOrder.Relevance });
        await engine.RestartAsync();
        await engine.DisturbAsync(7_000);
        List<string> paged = [.. byDate.Hits.Select(h => h.Logged.Article.Id)];
        string corrected = engine.Articles[7_000 % 150].Id;
        for (string token = byDate.NextPageToken; token.Length > 0;)
        {
            SearchAnswer page = engine.Search(inquiry with { PageToken = token });
            paged.AddRange(page.Hits.Select(h => h.Logged.Article.Id));
            token = page.NextPageToken;
        }

        // What was corrected since has left the point in time; nothing new or twice takes its place.
        Assert.Equal(expected.Where(id => id != corrected), paged.Where(id => id != corrected));
        Assert.Equal("page_token", Assert.Throws<EngineException>(() => { engine.Search(inquiry with { Order = HitOrder.Relevance, PageToken = byRelevance.NextPageToken }); }).Field);
        await engine.SettleAsync();
    }

    private static Gen<string[]> Some(string[] values) => Gen.Int[0, (1 << values.Length) - 1].Select(Gen.Bool, (bits, any) => any ? values.Where((_, i) => (bits & (1 << i)) != 0).ToArray() : []);

    /// <param name="but">Whose own filter does not count.</param>
    private static bool Passes(Article article, SearchFilter filter, FacetKind? but) =>
        (but is FacetKind.Newspaper || filter.Newspapers.Count == 0 || filter.Newspapers.Contains(article.Newspaper))
        && (but is FacetKind.Section || filter.Sections.Count == 0 || filter.Sections.Contains(article.Section))
        && (but is FacetKind.Page || filter.Pages.Count == 0 || filter.Pages.Contains(article.Page))
        && (but is FacetKind.Reporter || filter.Reporters.Count == 0 || article.Bylines.SelectMany(b => b.Names).Any(filter.Reporters.Contains))
        && (but is FacetKind.Year or FacetKind.Month or FacetKind.Day || filter.DateFrom.Length + filter.DateTo.Length == 0
            || (article.Date.Length > 0 && string.CompareOrdinal(article.Date, filter.DateFrom) >= 0 && (filter.DateTo.Length == 0 || string.CompareOrdinal(article.Date, filter.DateTo) <= 0)));

    private static IEnumerable<string> ValuesOf(Article article, FacetKind kind) => (kind switch
    {
        FacetKind.Newspaper => [article.Newspaper],
        FacetKind.Section => [article.Section],
        FacetKind.Page => [article.Page],
        FacetKind.Reporter => article.Bylines.SelectMany(b => b.Names).Distinct(),
        FacetKind.Year => [article.Date.Length > 0 ? article.Date[..4] : ""],
        FacetKind.Month => [article.Date.Length > 0 ? article.Date[..7] : ""],
        _ => (IEnumerable<string>)[article.Date],
    }).Where(value => value.Length > 0);
}

/// <summary>One engine with random articles.</summary>
public sealed class FacetEngine : IAsyncLifetime
{
    public static readonly string[] Newspapers = ["云溪日报", "河湾晚报", "青岭时报"], Sections = ["要闻", "民生", "副刊"], Pages = ["A01", "A02", "B01"], Reporters = ["林小舟", "苏远山", "陈青禾"];

    private readonly EngineFixture fixture = new();

    public IReadOnlyList<Article> Articles { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        Random random = new(20_26);
        string Any(string[] values, bool orNone = false) => orNone && random.Next(6) == 0 ? "" : values[random.Next(values.Length)];
        Articles = [.. Enumerable.Range(0, 150).Select(i => new Article
        {
            Id = $"f{i:000}",
            Newspaper = Any(Newspapers),
            Section = Any(Sections, orNone: true),
            Page = Any(Pages, orNone: true),
            Date = random.Next(10) == 0 ? "" : new DateOnly(2020, 1, 1).AddDays(random.Next(700)).ToString("yyyy-MM-dd"),
            Headline = random.Next(3) == 0 ? "茶馆开业" : "桥梁检修",
            Paragraphs = [$"正文{i}。"],
            Bylines = random.Next(4) == 0 ? [] : [new Byline { Role = "记者", Names = [.. Reporters.Where(_ => random.Next(2) == 0)] }],
        })];
        await PutAsync([.. Articles]);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    public SearchAnswer Search(SearchInquiry inquiry) => fixture.Engine.SearchAsync(inquiry, default).GetAwaiter().GetResult();

    /// <summary>A new article that matches, an old one corrected, one deleted.</summary>
    public async Task DisturbAsync(int round)
    {
        await PutAsync(Articles[0] with { Id = $"new{round}" }, Articles[round % 150] with { Headline = "桥梁检修又完工" });
        await fixture.Engine.DeleteArticleAsync($"new{round}", default);
    }

    public async Task RestartAsync()
    {
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
    }

    /// <summary>As it was.</summary>
    public Task SettleAsync() => PutAsync([.. Articles]);

    private async Task PutAsync(params Article[] articles)
    {
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: true, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }
}
