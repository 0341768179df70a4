using Lucene.Net.Index;

namespace Search.Engine.Tests.Querying;

public sealed class PagingTests
{
    /// <summary>Both generations show the same sequence, and score otherwise.</summary>
    [Fact]
    public async Task Who_pages_on_after_a_switch_gets_the_reader_of_the_first_page_though_another_pages_on_the_new_one()
    {
        await using EngineFixture fixture = new();
        (SearchInquiry inquiry, SearchAnswer first) = await AskAsync(fixture);
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        SearchAnswer another = await fixture.Engine.SearchAsync(inquiry, default);
        Assert.Equal(("g000001", "g000002", first.Sequence), (first.Generation, another.Generation, another.Sequence));

        SearchAnswer second = await fixture.Engine.SearchAsync(inquiry with { PageToken = first.NextPageToken }, default);
        SearchAnswer third = await fixture.Engine.SearchAsync(inquiry with { PageToken = second.NextPageToken }, default);
        SearchAnswer anotherSecond = await fixture.Engine.SearchAsync(inquiry with { PageToken = another.NextPageToken }, default);

        Assert.Equal(("g000001", "g000001", "g000002"), (second.Generation, third.Generation, anotherSecond.Generation));
        Assert.Equal(12, first.Hits.Concat(second.Hits).Concat(third.Hits).Select(hit => hit.Logged.Article.Id).Distinct().Count());
    }

    /// <summary>Who pages on keeps the files of what was searched, and nothing that was kept to answer others faster.</summary>
    [Fact]
    public async Task A_reader_kept_for_its_next_page_gives_up_its_caches_when_another_takes_its_place()
    {
        await using EngineFixture fixture = new();
        (SearchInquiry inquiry, SearchAnswer first) = await AskAsync(fixture);
        using SearcherLease paging = fixture.Engine.Acquire();
        AtomicReader shared = paging.Searcher.IndexReader.Leaves[0].AtomicReader;
        SegmentTerms terms = SegmentTerms.Of(shared);

        await fixture.PutAsync("b", "大桥新闻", "另一座大桥。");
        await fixture.IndexedAsync();
        using SearcherLease later = fixture.Engine.Acquire();
        bool stays = later.Searcher.IndexReader.Leaves.Any(leaf => ((SegmentReader)leaf.AtomicReader).CoreCacheKey == ((SegmentReader)shared).CoreCacheKey);
        Assert.Equal(stays, SegmentTerms.Of(shared) == terms);

        SegmentTerms newest = SegmentTerms.Of(later.Searcher.IndexReader.Leaves[^1].AtomicReader);
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        Assert.NotSame(terms, SegmentTerms.Of(shared));
        Assert.NotSame(newest, SegmentTerms.Of(later.Searcher.IndexReader.Leaves[^1].AtomicReader));
        Assert.Equal("g000001", (await fixture.Engine.SearchAsync(inquiry with { PageToken = first.NextPageToken }, default)).Generation);
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

    /// <summary>The first of three pages.</summary>
    private static async Task<(SearchInquiry Inquiry, SearchAnswer First)> AskAsync(EngineFixture fixture)
    {
        await fixture.ReadyAsync();
        for (int i = 0; i < 12; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.IndexedAsync();
        SearchInquiry inquiry = new() { Query = "大桥", PageSize = 5, UnfoldReprints = true };
        return (inquiry, await fixture.Engine.SearchAsync(inquiry, default));
    }
}
