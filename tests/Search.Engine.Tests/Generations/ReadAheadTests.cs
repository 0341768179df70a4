using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Generations;

/// <summary>A reindex reads the next entries while it applies those before them.</summary>
public sealed class ReadAheadTests
{
    [Fact]
    public async Task What_later_entries_replace_or_delete_is_right_over_several_reads()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        const int count = 3_000; // a reindex reads 1,024 entries or more at once, up to 8,192
        List<Article> articles = [.. Enumerable.Range(0, count).Select(i => new Article { Id = $"a-{i}", Newspaper = "云溪日报", Date = "2021-05-06", Headline = $"石桥{i}", Paragraphs = ["云溪石桥昨日通车。"] })];
        for (int round = 0; round < 4; round++)
        {
            // The first of each hundred is put again in every round, over all the reads.
            await fixture.Engine.PutArticlesAsync([.. articles.Select((article, i) => round == 0 || i % 100 > 0 ? article with { Subhead = $"第{round}次" } : article with { Paragraphs = [$"渡口第{round}次停航。"] })], force: false, default);
        }

        (_, long sequence) = await fixture.Engine.PutArticlesAsync([articles[0]], force: false, default);
        sequence = Math.Max(sequence, await fixture.Engine.DeleteArticleAsync("a-1", default));
        await fixture.Engine.WaitForSequenceAsync(sequence, default);

        ReindexStatus status = await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);

        Assert.Equal(ReindexState.Succeeded, status.State);
        Assert.Equal(count - 1, (await fixture.Engine.VerifyAsync(default)).Articles);
        Assert.True((await fixture.Engine.VerifyAsync(default)).Ok);
        Assert.Equal((count / 100) - 1, (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "渡口第3次停航", Literal = true }, default)).Total);
        Assert.Equal(0, (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "渡口第2次停航", Literal = true }, default)).Total);
    }

    [Fact]
    public async Task What_is_read_ahead_does_not_stand_where_what_is_applied_does()
    {
        // The stored form is made of the text as it was read, behind the analysis.
        await using SteppedProjection projection = new(beforeAnalysis: _ => Thread.Sleep(2));
        for (int i = 1; i <= 60; i++) await projection.PutAsync($"a-{i}", $"第{i}座云溪大桥昨日通车。");
        using Reindex build = new("g000001", "", reparse: false, TimeProvider.System);

        build.Build(projection.Log, projection.Generation, 2);

        projection.Generation.Refresh();
        using SearcherLease lease = projection.Generation.Acquire();
        Assert.Equal(60, lease.Searcher.IndexReader.MaxDoc);
        for (int document = 0; document < 60; document++)
        {
            LoggedArticle stored = ArticleIndexer.ReadStored(lease.Searcher, document);
            Assert.Equal($"a-{stored.Sequence}", stored.Article.Id);
        }
    }
}
