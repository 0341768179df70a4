namespace Search.Engine.Tests.Similar;

public sealed class SimilarTests : IAsyncLifetime
{
    private const string Birds = "上千只候鸟飞抵云溪湿地公园，志愿者巡护湿地，保护候鸟栖息。管护站说，今年水位稳定，浅滩上鱼虾丰足，候鸟比去年早到了十天，预计将在这里停留到明年三月，沿湖步道因此限流。";

    private readonly EngineFixture fixture = new();

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        await fixture.PutAsync("m1", "湿地公园迎来候鸟", Birds);
        await fixture.PutAsync("m2", "志愿者守护候鸟", "湿地公园的志愿者为候鸟清理栖息地。");
        await fixture.PutAsync("m3", "湿地修复工程完工", "云溪湿地修复工程完工，水质改善。");
        await fixture.PutAsync("m4", "小学举办运动会", "学生参加跑步和跳绳。");
        await fixture.PutAsync("m5", "地铁三号线开通", "地铁三号线今日开通，市民乘车体验。");
        PutReceipt last = await fixture.PutAsync("m6", "", "、、、");
        await fixture.Engine.WaitForSequenceAsync(last.Sequence, default);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task What_shares_the_most_comes_first_and_what_shares_nothing_does_not_come()
    {
        IReadOnlyList<ArticleHit>? hits = await fixture.Engine.FindSimilarAsync("m1", 5, default);
        Assert.Equal(["m2", "m3"], hits!.Select(h => h.Logged.Article.Id));
        Assert.Equal(["m2"], (await fixture.Engine.FindSimilarAsync("m1", 1, default))!.Select(h => h.Logged.Article.Id));
    }

    [Fact]
    public async Task Highlights_mark_the_shared_words()
    {
        ArticleHit hit = (await fixture.Engine.FindSimilarAsync("m1", 1, default))![0];
        string[] marked = [.. hit.Highlights.SelectMany(p => p.Segments).Where(s => s.Matched).Select(s => s.Text).Distinct()];
        Assert.Contains("候鸟", marked);
        Assert.Contains("志愿者", marked);
        Assert.DoesNotContain("清理", marked);
    }

    [Fact]
    public async Task Reprints_are_left_out()
    {
        PutReceipt reprint = await fixture.PutAsync("m7", "候鸟来了", Birds);
        await fixture.Engine.WaitForSequenceAsync(reprint.Sequence, default);
        Assert.Equal(["m2", "m3"], (await fixture.Engine.FindSimilarAsync("m1", 5, default))!.Select(h => h.Logged.Article.Id));
        Assert.Single((await fixture.Engine.FindSimilarAsync("m2", 5, default))!, h => h.Logged.Article.Id is "m1" or "m7");
    }

    [Fact]
    public async Task An_article_of_signs_has_nothing_similar_and_an_unknown_one_is_told() =>
        Assert.Equal((true, true), ((await fixture.Engine.FindSimilarAsync("m6", 5, default)) is { Count: 0 }, await fixture.Engine.FindSimilarAsync("m8", 5, default) is null));
}
