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
    public async Task A_reindex_succeeds_whatever_was_asked_before_it()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a", "东堤栽下水杉", "沿岸各村看护新栽的水杉。");
        await fixture.Engine.WaitForSequenceAsync(1, TestContext.Current.CancellationToken);
        foreach (string query in (string[])["水杉", "东提", "\"新栽的\"", "没有这个", "newspaper:芦湾晚报 水杉", "", "-水杉"])
        {
            try
            {
                await fixture.Engine.SearchAsync(new SearchInquiry { Query = query }, default);
            }
            catch (EngineException)
            {
                // What is refused is not asked again.
            }
        }

        Assert.Equal(ReindexState.Succeeded, (await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id)).State);
        Assert.Single((await fixture.Engine.SearchAsync(new SearchInquiry { Query = "水杉" }, default)).Hits);
    }
}
