using CsCheck;

namespace Search.Engine.Tests.Ranking;

/// <summary>Passing over articles that cannot be among the best changes no hit and no score, only whether a total is exact. Counting without scoring finds as many.</summary>
public sealed class PruningTests(PrunedIndex index) : IClassFixture<PrunedIndex>
{
    [Fact]
    public void The_best_hits_and_their_scores_are_those_of_scoring_everything()
    {
        int passedOver = 0;
        Gen.Select(Gen.Int[0, PrunedIndex.Words.Length - 1].Select(i => PrunedIndex.Words[i]).Array[1, 12], Gen.Int[1, 40], Gen.Int[0, 5], Gen.Bool, Gen.Bool).Sample(
            (words, pageSize, kind, unfold, filtered) =>
            {
                SearchInquiry inquiry = new()
                {
                    Query = kind == 0 ? string.Concat(words) : string.Join(' ', kind == 1 ? words.Append("-霜降") : words),
                    PageSize = pageSize,
                    UnfoldReprints = unfold,
                    RecencyHalfLifeDays = kind == 2 ? 365 : 0,
                    Skip = kind == 3 ? 30 : 0,
                    Filter = filtered ? new SearchFilter { Newspapers = ["云溪日报"] } : new SearchFilter(),
                };
                SearchAnswer all = index.Search(inquiry, countsAll: true), best = index.Search(inquiry, countsAll: false);
                Assert.True(all.TotalIsExact);
                Assert.Equal(all.Total, index.Count(inquiry));
                Assert.Equal(all.Hits.Select(hit => (hit.Logged.Article.Id, hit.Score, hit.ReprintCount)), best.Hits.Select(hit => (hit.Logged.Article.Id, hit.Score, hit.ReprintCount)));
                Assert.Equal(all.NextPageToken.Length > 0, best.NextPageToken.Length > 0);
                if (best.TotalIsExact) Assert.Equal(all.Total, best.Total);
                else Assert.InRange(best.Total, 1_000, all.Total);
                if (!best.TotalIsExact && best.Total < all.Total) Interlocked.Increment(ref passedOver);
            },
            iter: 300);
        Assert.True(passedOver > 0, "no query of the test passed over an article");
    }

    [Fact]
    public void Pages_together_are_the_whole_result_though_articles_are_passed_over()
    {
        SearchInquiry inquiry = new() { Query = "霜降 梯田 云海", PageSize = 70, UnfoldReprints = true };
        string[] expected = [.. index.Search(inquiry with { PageSize = 1_000 }, countsAll: true).Hits.Select(hit => hit.Logged.Article.Id)];
        List<string> paged = [];
        string token = "";
        while (paged.Count < expected.Length)
        {
            SearchAnswer page = index.Search(inquiry with { PageToken = token }, countsAll: false);
            paged.AddRange(page.Hits.Select(hit => hit.Logged.Article.Id));
            token = page.NextPageToken;
        }

        Assert.Equal(expected, paged.Take(expected.Length));
    }

    [Fact]
    public void Facets_and_orders_by_date_count_everything()
    {
        SearchInquiry inquiry = new() { Query = "霜降 梯田 云海" };
        Assert.False(index.Search(inquiry, countsAll: false).TotalIsExact);
        SearchAnswer all = index.Search(inquiry, countsAll: true);
        foreach (SearchInquiry counting in (SearchInquiry[])[inquiry with { Facets = [FacetKind.Newspaper] }, inquiry with { Order = HitOrder.Newest }])
        {
            SearchAnswer answer = index.Search(counting, countsAll: false);
            Assert.Equal((true, all.Total), (answer.TotalIsExact, answer.Total));
        }
    }
}

/// <summary>Some thousands of made-up articles in several segments, some deleted, with words from frequent to rare in headline and body.</summary>
public sealed class PrunedIndex : IAsyncLifetime
{
    private const int Articles = 12_000;
    private readonly EngineFixture fixture = new();
    private ArticleSearcher? counting, passing;
    private SearcherLease? lease;

    internal static string[] Words { get; } = ["霜降", "梯田", "云海", "渔火", "石拱桥", "茶马古道", "灯会", "算力中心", "麦收", "皮影戏", "的", "区", "2021年3月4日", "maintain"];

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        Random random = new(8);
        for (int from = 0; from < Articles; from += 3_000)
        {
            Article[] batch = [.. Enumerable.Range(from, 3_000).Select(i => new Article
            {
                Id = $"p{i:00000}",
                Newspaper = i % 3 == 0 ? "云溪日报" : "河湾晚报",
                Date = $"{2015 + random.Next(8)}-03-04",
                Headline = random.Next(20) == 0 ? Pick() + "见闻" : "",
                Paragraphs = [string.Join('，', Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Pick())) + "。"],
            })];
            (_, long sequence) = await fixture.Engine.PutArticlesAsync(batch, force: false, default);
            await fixture.Engine.WaitForSequenceAsync(sequence, default);
        }

        for (int i = 0; i < 20; i++) await fixture.Engine.DeleteArticleAsync($"p{random.Next(Articles / 20) * 20 + i:00000}", default);
        await fixture.Engine.WaitForSequenceAsync(Articles + 20, default);
        lease = fixture.Engine.Acquire();
        RankingOptions ranking = RankingOptions.Load(fixture.Options.ConfigDirectory);
        counting = new ArticleSearcher(lease.Value.Articles.Analysis, ranking) { CountsAll = true };
        passing = new ArticleSearcher(lease.Value.Articles.Analysis, ranking);

        // Half of the words of every list are its first ones, and so on: some terms in most articles, some in few.
        string Pick()
        {
            int at = 0;
            while (at < Words.Length - 1 && random.Next(2) == 0) at++;
            return Words[at];
        }
    }

    public async ValueTask DisposeAsync()
    {
        lease?.Dispose();
        await fixture.DisposeAsync();
    }

    internal Lucene.Net.Search.IndexSearcher Searcher => lease!.Value.Searcher;

    internal long Count(SearchInquiry inquiry) => passing!.Count(lease!.Value.Searcher, inquiry, default);

    internal SearchAnswer Search(SearchInquiry inquiry, bool countsAll) => (countsAll ? counting! : passing!).Search(lease!.Value.Searcher, inquiry, "log", lease.Value.Sequence, default);
}
