namespace Search.Engine.Tests.Querying;

/// <summary>The same question on the same reader is answered once; whatever changes the answer is seen at once.</summary>
public sealed class AnswerCacheTests : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        await PutAsync("c1", "云溪灯会");
        await PutAsync("c2", "河湾灯会");
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task The_same_question_has_the_same_answer_and_is_found_once()
    {
        SearchInquiry inquiry = new() { Query = "灯会" };
        SearchAnswer first = await SearchAsync(inquiry), second = await SearchAsync(inquiry with { Client = "another" });
        Assert.Same(first.Hits, second.Hits);
        Assert.Equal((first.Total, first.NextPageToken, first.Sequence, first.Generation), (second.Total, second.NextPageToken, second.Sequence, second.Generation));
    }

    [Fact]
    public async Task Puts_and_deletes_are_seen_at_once()
    {
        SearchInquiry inquiry = new() { Query = "灯会" };
        Assert.Equal(2, (await SearchAsync(inquiry)).Total);
        await PutAsync("c3", "青石桥灯会");
        Assert.Equal(3, (await SearchAsync(inquiry)).Total);
        await fixture.Engine.WaitForSequenceAsync(await fixture.Engine.DeleteArticleAsync("c1", default), default);
        Assert.Equal(["c2", "c3"], (await SearchAsync(inquiry)).Hits.Select(hit => hit.Logged.Article.Id).Order());
    }

    /// <summary>Whoever pages on keeps it, and asks for no first page there.</summary>
    [Fact]
    public async Task A_reader_that_is_not_the_newest_keeps_no_answers()
    {
        SearchInquiry inquiry = new() { Query = "灯会" };
        await SearchAsync(inquiry);
        using SearcherLease lease = fixture.Engine.Acquire();
        long suggestions = fixture.Engine.SuggestionSequence;
        Assert.NotNull(lease.Answers.Find(inquiry, suggestions));
        await PutAsync("c4", "茶山灯会");
        Assert.Null(lease.Answers.Find(inquiry, suggestions));
    }

    [Fact]
    public async Task Another_question_is_not_taken_for_the_same()
    {
        SearchInquiry inquiry = new() { Query = "灯会" };
        SearchAnswer plain = await SearchAsync(inquiry);
        SearchInquiry[] others =
        [
            inquiry with { Query = "云溪" }, inquiry with { PageSize = 1 }, inquiry with { Order = HitOrder.Newest }, inquiry with { Explain = true }, inquiry with { Skip = 1 },
            inquiry with { Facets = [FacetKind.Newspaper] }, inquiry with { Filter = new SearchFilter { DateTo = "2001-01-01" } }, inquiry with { Literal = true },
            inquiry with { Highlight = new HighlightSettings { Disabled = true } }, inquiry with { UnfoldReprints = true }, inquiry with { RecencyHalfLifeDays = 9 }, inquiry with { Strict = true },
        ];
        foreach (SearchInquiry other in others) Assert.NotSame(plain.Hits, (await SearchAsync(other)).Hits);
        SearchAnswer page = await SearchAsync(inquiry with { PageSize = 1 });
        SearchAnswer next = await SearchAsync(inquiry with { PageSize = 1, PageToken = page.NextPageToken });
        Assert.NotEqual(page.Hits[0].Logged.Article.Id, next.Hits[0].Logged.Article.Id);
    }

    private Task<SearchAnswer> SearchAsync(SearchInquiry inquiry) => fixture.Engine.SearchAsync(inquiry, default);

    private async Task PutAsync(string id, string headline)
    {
        PutReceipt receipt = await fixture.PutAsync(id, headline, headline + "今晚开始。");
        await fixture.Engine.WaitForSequenceAsync(receipt.Sequence, default);
        // Corrections know more when suggestions have followed, and then an answer is found anew.
        for (int i = 0; fixture.Engine.SuggestionSequence < receipt.Sequence; i++)
        {
            if (i > 3000) throw new TimeoutException("suggestions did not follow the index in 300 s");
            await Task.Delay(100);
        }
    }
}
