namespace Search.Engine.Tests.Querying;

/// <summary>Names and words of which a character connects elsewhere (其, 又, 何, 里): they are found and marked as any other.</summary>
public sealed class ConnectingNameTests : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        await PutAsync("n1", "云溪开会", "柳其葵主持会议，苏又蓟作报告。");
        await PutAsync("n2", "北岭来客", "评书艺人何苇和画师贝希里到村里看望柳其葵。");
        await PutAsync("n3", "河边旧事", "河边的老柳其实早就枯了，葵花又开了一回，何时再种苇子、苏木和蓟草，村里还没有说。");
        long last = await PutAsync("n4", "医保答问", "村里的医保怎么交，今年又有新办法，其中一条是按月交。贝希是这里的医生。");
        await fixture.Engine.WaitForSequenceAsync(last, default);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Theory]
    [InlineData("柳其葵", "n1 n2")]
    [InlineData("苏又蓟", "n1")]
    [InlineData("何苇", "n2")]
    [InlineData("说到", "")]
    public async Task No_article_is_found_for_a_character_of_it_alone(string name, string found)
    {
        IReadOnlyList<ArticleHit> hits = await SearchAsync(name);
        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), hits.Where(hit => hit.Logged.Article.Body.Contains(name, StringComparison.Ordinal)).Select(Id).Order());
        // 柳其 of 老柳其实 is a pair of the name; its characters alone are none.
        Assert.DoesNotContain("n4", hits.Select(Id));
        if (name.Length == 2)
            Assert.Equal(found, string.Join(' ', hits.Select(Id)));
    }

    [Theory]
    [InlineData("柳其葵", "n1", "柳其葵")]
    [InlineData("何苇", "n2", "何苇")]
    [InlineData("贝希里", "n2", "贝希里")]
    [InlineData("北岭 贝希里", "n2", "北岭 贝希里")]
    [InlineData("会议柳其葵", "n1", "柳其葵 会议")]
    [InlineData("贝希里", "n4", "贝希")]
    [InlineData("的医保", "n4", "医保 的医保")]
    [InlineData("柳其葵", "n3", "")]
    public async Task It_is_marked_where_it_stands(string query, string id, string marked)
    {
        ArticleHit hit = Assert.Single(await SearchAsync(query), hit => Id(hit) == id);
        Assert.Equal(marked, string.Join(' ', hit.Highlights.SelectMany(p => p.Segments).Where(s => s.Matched).Select(s => s.Text)));
    }

    /// <summary>No article says 于蓟 or 蓟是.</summary>
    [Theory]
    [InlineData("关于蓟")]
    [InlineData("蓟是什么")]
    public async Task A_single_character_that_is_asked_for_is_found_and_marked(string query)
    {
        IReadOnlyList<ArticleHit> hits = await SearchAsync(query);
        Assert.Equal("蓟", string.Concat(Assert.Single(hits, hit => Id(hit) == "n1").Highlights.SelectMany(p => p.Segments).Where(s => s.Matched).Select(s => s.Text)));
        Assert.DoesNotContain("n4", hits.Select(Id));
    }

    [Fact]
    public async Task Beside_a_word_that_names_something_it_is_found_too() =>
        Assert.Equal(["n1", "n2", "n4"], (await SearchAsync("苏又蓟 何苇 医保")).Select(Id).Order());

    private async Task<IReadOnlyList<ArticleHit>> SearchAsync(string query) => (await fixture.Engine.SearchAsync(new SearchInquiry { Query = query }, default)).Hits;

    private async Task<long> PutAsync(string id, string headline, string body) => (await fixture.PutAsync(id, headline, body)).Sequence;

    private static string Id(ArticleHit hit) => hit.Logged.Article.Id;
}
