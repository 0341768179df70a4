namespace Search.Engine.Tests.Exporting;

public sealed class ExportTests : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        await PutAsync([.. Enumerable.Range(0, 60).Select(i => Make($"e{i:00}", i % 7 == 0 ? "" : $"2021-{(i % 5) + 1:00}-0{(i % 3) + 1}", i % 2 == 0 ? "桥梁检修" : "茶馆开业"))]);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Everything_a_query_finds_comes_whole_oldest_first_and_undated_last()
    {
        List<LoggedArticle> exported = await ExportAsync(new SearchInquiry { Query = "桥梁" });
        Assert.Equal(30, exported.Count);
        Assert.All(exported, article => Assert.Equal(("桥梁检修", 1), (article.Article.Headline, article.Version)));
        string[] order = [.. exported.Select(a => (a.Article.Date.Length == 0 ? "9" : a.Article.Date) + a.Article.Id)];
        Assert.Equal(order.Order(StringComparer.Ordinal), order);
    }

    [Fact]
    public async Task Filters_alone_and_nothing_at_all_are_queries_too()
    {
        Assert.All(await ExportAsync(new SearchInquiry { Filter = new SearchFilter { DateFrom = "2021-02-01", DateTo = "2021-02-28" } }), a => Assert.StartsWith("2021-02", a.Article.Date, StringComparison.Ordinal));
        Assert.Equal(60, (await ExportAsync(new SearchInquiry())).Count);
        Assert.Empty(await ExportAsync(new SearchInquiry { Query = "茶馆检修", Literal = true }));
    }

    [Fact]
    public async Task What_changes_while_it_runs_does_not_show()
    {
        List<string> ids = [];
        await foreach (LoggedArticle article in fixture.Engine.ExportAsync(new SearchInquiry { Query = "茶馆" }, default))
        {
            if (ids.Count == 0)
            {
                await fixture.Engine.DeleteArticleAsync("e59", default);
                await PutAsync(Make("e99", "2029-01-01", "茶馆开业"));
            }

            ids.Add(article.Article.Id);
        }

        Assert.Equal(30, ids.Count);
        Assert.Contains("e59", ids);
        Assert.DoesNotContain("e99", ids);
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_is_refused_at_the_first_article() =>
        Assert.Equal("query", (await Assert.ThrowsAsync<EngineException>(() => ExportAsync(new SearchInquiry { Query = "\"茶馆" }))).Field);

    private async Task<List<LoggedArticle>> ExportAsync(SearchInquiry inquiry)
    {
        List<LoggedArticle> articles = [];
        await foreach (LoggedArticle article in fixture.Engine.ExportAsync(inquiry, default)) articles.Add(article);
        return articles;
    }

    private async Task PutAsync(params Article[] articles)
    {
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }

    private static Article Make(string id, string date, string headline) => new() { Id = id, Newspaper = "云溪日报", Date = date, Headline = headline, Paragraphs = ["正文。"] };
}
