namespace Search.Engine.Tests.Querying;

/// <summary>What a rebuilt generation is asked before it is shown.</summary>
public sealed class RecentInquiriesTests
{
    [Fact]
    public void The_last_first_pages_are_kept()
    {
        RecentInquiries recent = new();
        Assert.Empty(recent.List());
        for (int i = 0; i < 200; i++)
        {
            recent.Note(new SearchInquiry { Query = $"{i}" });
            recent.Note(new SearchInquiry { Query = $"further page of {i}", PageToken = "t" });
        }

        Assert.Equal(Enumerable.Range(136, 64).Select(i => $"{i}"), recent.List().Select(inquiry => inquiry.Query).OrderBy(int.Parse));
    }

    [Fact]
    public void A_query_asked_again_and_again_is_listed_once()
    {
        RecentInquiries recent = new();
        for (int i = 0; i < 10; i++) recent.Note(new SearchInquiry { Query = $"{i % 2}" });
        Assert.Equal(["0", "1"], recent.List().Select(inquiry => inquiry.Query).Order());
    }

    [Fact]
    public async Task A_rebuilt_generation_is_prepared_before_it_is_shown()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a", "东堤栽下水杉", "沿岸各村看护新栽的水杉。");
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, TestContext.Current.CancellationToken);
        Assert.False(IsFiltered(fixture.Engine));
        Assert.Equal(ReindexState.Succeeded, (await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id)).State);
        Assert.True(IsFiltered(fixture.Engine)); // nobody has searched it
        Assert.Single((await fixture.Engine.SearchAsync(new SearchInquiry { Query = "水杉" }, TestContext.Current.CancellationToken)).Hits);
    }

    private static bool IsFiltered(SearchEngine engine)
    {
        using SearcherLease lease = engine.Acquire();
        Assert.NotEmpty(lease.Searcher.IndexReader.Leaves);
        return lease.Searcher.IndexReader.Leaves.All(leaf => SegmentTerms.Of(leaf.AtomicReader).Grams.IsFiltered);
    }
}
