namespace Search.Engine.Tests;

/// <summary>The search that an engine makes before anybody's.</summary>
public sealed class WarmStartTests
{
    [Fact]
    public async Task An_engine_that_is_opened_asks_for_an_article_that_it_has()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        Assert.Null(await fixture.Engine.Warmed); // there was none to ask for
        await fixture.PutAsync("a-1", "云溪大桥今日通车", "云溪大桥昨日通车。");
        await fixture.PutAsync("a-2", "南岸图书馆开放", "南岸图书馆迎来读者。");
        await fixture.Engine.DeleteArticleAsync("a-2", default);
        await fixture.IndexedAsync();

        await fixture.ReopenAsync();

        SearchAnswer? found = await fixture.Engine.Warmed;
        Assert.Equal(["a-1"], found!.Hits.Select(hit => hit.Logged.Article.Id));
    }

    [Fact]
    public async Task It_asks_for_one_whose_headline_is_a_query()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "“南岸图书馆", "南岸图书馆迎来读者。");
        await fixture.PutAsync("a-2", "云溪大桥今日通车", "云溪大桥昨日通车。");
        await fixture.PutAsync("a-3", "", "茶园开采。");
        await fixture.IndexedAsync();

        await fixture.ReopenAsync();

        Assert.Equal(["a-2"], (await fixture.Engine.Warmed)!.Hits.Select(hit => hit.Logged.Article.Id));
    }

    [Fact]
    public async Task A_headline_that_is_no_query_keeps_nobody_from_searching()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "“云溪大桥", "云溪大桥昨日通车。");
        await fixture.PutAsync("a-2", "", "南岸图书馆迎来读者。");
        await fixture.IndexedAsync();

        await fixture.ReopenAsync();

        Assert.Null(await fixture.Engine.Warmed);
        await fixture.ReadyAsync();
        Assert.Equal(1, (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "大桥" }, default)).Total);
    }
}
