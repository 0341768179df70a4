namespace Search.Engine.Tests.Querying;

public sealed class PagingTests
{
    /// <summary>Both generations show the same sequence, and score otherwise.</summary>
    [Fact]
    public async Task Who_pages_on_after_a_switch_gets_the_reader_of_the_first_page_though_another_pages_on_the_new_one()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 12; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.IndexedAsync();
        SearchInquiry inquiry = new() { Query = "大桥", PageSize = 5, UnfoldReprints = true };
        SearchAnswer first = await fixture.Engine.SearchAsync(inquiry, default);
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        SearchAnswer another = await fixture.Engine.SearchAsync(inquiry, default);
        Assert.Equal(("g000001", "g000002", first.Sequence), (first.Generation, another.Generation, another.Sequence));

        SearchAnswer second = await fixture.Engine.SearchAsync(inquiry with { PageToken = first.NextPageToken }, default);
        SearchAnswer third = await fixture.Engine.SearchAsync(inquiry with { PageToken = second.NextPageToken }, default);
        SearchAnswer anotherSecond = await fixture.Engine.SearchAsync(inquiry with { PageToken = another.NextPageToken }, default);

        Assert.Equal(("g000001", "g000001", "g000002"), (second.Generation, third.Generation, anotherSecond.Generation));
        Assert.Equal(12, first.Hits.Concat(second.Hits).Concat(third.Hits).Select(hit => hit.Logged.Article.Id).Distinct().Count());
    }

    /// <summary>Each of their pages is on the newest reader, and no token leads back to it.</summary>
    [Fact]
    public async Task Who_pages_on_by_date_after_a_restart_takes_nobody_the_reader_of_a_first_page()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 3; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.IndexedAsync();
        SearchInquiry inquiry = new() { Query = "大桥", PageSize = 1, UnfoldReprints = true }, byDate = inquiry with { Order = HitOrder.Newest };
        string before = (await fixture.Engine.SearchAsync(byDate, default)).NextPageToken;
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
        await fixture.IndexedAsync();
        SearchAnswer first = await fixture.Engine.SearchAsync(inquiry, default);

        for (int i = 0; i < 40; i++)
        {
            await fixture.PutAsync($"b-{i}", "消息", "另一座桥。");
            await fixture.IndexedAsync();
            Assert.Single((await fixture.Engine.SearchAsync(byDate with { PageToken = before }, default)).Hits);
        }

        SearchAnswer second = await fixture.Engine.SearchAsync(inquiry with { PageToken = first.NextPageToken }, default);
        Assert.Equal((first.Sequence, first.Total), (second.Sequence, second.Total));
    }
}
