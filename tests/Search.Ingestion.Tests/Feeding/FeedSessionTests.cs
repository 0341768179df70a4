using CsCheck;
using Grpc.Core;
using Grpc.Net.Client;
using Search.Newspaper;

namespace Search.Ingestion.Tests.Feeding;

public sealed class FeedSessionTests : IAsyncLifetime
{
    private static readonly FeedOptions Options = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(20), MaxBatchArticles = 10 };

    private readonly FakeIngestion service = new();
    private FakeHost host = null!;
    private GrpcChannel channel = null!;

    public async ValueTask InitializeAsync()
    {
        host = await FakeHost.StartAsync(service);
        channel = ServiceChannel.Open(host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Batches_keep_to_their_number_and_their_bytes()
    {
        await FeedAsync(Options, Enumerable.Range(0, 95).Select(i => Article($"a{i}")));
        Assert.Equal(95, service.Articles.Count);
        Assert.All(service.BatchSizes, size => Assert.InRange(size, 1, 10));
        Assert.Equal(10, service.BatchSizes.Count);

        service.BatchSizes.Clear();
        string long1 = new('文', 3000);
        await FeedAsync(Options with { MaxBatchArticles = 1000, MaxBatchBytes = 20_000 }, Enumerable.Range(0, 20).Select(i => Article($"b{i}", long1)));
        Assert.Equal(20, service.BatchSizes.Sum());
        Assert.All(service.BatchSizes, size => Assert.InRange(size, 1, 2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_is_refused_all_the_rest_is_taken_and_each_refusal_is_told_once(bool namesFields) =>
        Gen.Bool.List[1, 60].Sample(
            bad =>
            {
                service.Articles.Clear();
                service.NamesFields = namesFields;
                service.Refuse = a => bad[int.Parse(a.Id[1..], System.Globalization.CultureInfo.InvariantCulture)] ? ("date", "is no date") : null;
                var told = new List<FeedRejection>();
                FeedSummary summary = FeedAsync(Options, bad.Select((_, i) => Article($"a{i}", line: i + 1)), told.Add).GetAwaiter().GetResult();
                var good = bad.Select((b, i) => (b, i)).Where(x => !x.b).Select(x => $"a{x.i}").Order().ToArray();
                var lines = bad.Select((b, i) => (b, i)).Where(x => x.b).Select(x => x.i + 1).ToArray();
                return good.SequenceEqual(service.Articles.Keys.Order())
                    && lines.SequenceEqual(told.Select(t => t.Line).Order())
                    && summary.Added == good.Length && summary.Rejected == lines.Length
                    && (!namesFields || told.All(t => t.Field == "date" && t.Message == "is no date"));
            },
            iter: 20, threads: 1);

    [Fact]
    public async Task A_later_version_of_an_article_is_never_overtaken_by_an_earlier_one()
    {
        var versions = Enumerable.Range(0, 300).Select(i => Article($"a{i % 7}", $"第{i}稿")).ToList();
        await FeedAsync(Options with { MaxBatchArticles = 3 }, versions);
        for (int i = 0; i < 7; i++) Assert.Equal($"第{Enumerable.Range(0, 300).Last(v => v % 7 == i)}稿", service.Articles[$"a{i}"].Paragraphs[0]);
    }

    [Fact]
    public async Task An_answer_that_is_lost_leads_to_the_same_again_and_changes_nothing()
    {
        await FeedAsync(Options, [Article("a"), Article("b")]);
        FeedSummary again = await FeedAsync(Options, [Article("a"), Article("b")]);
        Assert.Equal((0, 2), (again.Added, again.Unchanged));
    }

    [Fact]
    public async Task An_article_too_large_for_a_message_is_rejected_alone()
    {
        var told = new List<FeedRejection>();
        FeedSummary summary = await FeedAsync(Options with { MaxBatchBytes = 16 << 20 }, [Article("a"), Article("b", new string('长', 500_000), line: 2), Article("c")], told.Add);
        Assert.Equal(2, summary.Added);
        Assert.Equal(2, Assert.Single(told).Line);
    }

    [Fact]
    public async Task A_page_that_holds_a_refused_article_is_refused_whole()
    {
        service.Refuse = a => a.Headline.Contains("坏", StringComparison.Ordinal) ? ("headline", "is bad") : null;
        var told = new List<FeedRejection>();
        FeedSummary summary = await FeedAsync(Options, [Page("A01", "坏标题", "好标题"), Page("A02", "又一标题")], told.Add);
        Assert.Equal((1, 1, 1), (summary.Pages, summary.Added, summary.Rejected));
        Assert.Equal("pages[0].articles[0].headline", Assert.Single(told).Field);
    }

    [Fact]
    public async Task A_service_that_fails_for_good_ends_the_session_and_says_what_was_taken()
    {
        await using var session = new FeedSession(new FeedClient(channel, Options), Options with { MaxCallsInFlight = 1 }, _ => { });
        for (int i = 0; i < 10; i++) await session.AddAsync(Article($"a{i}"), CancellationToken.None);
        await session.CompleteAsync(CancellationToken.None);
        for (int i = 0; i < 20; i++) service.FailNext.Enqueue(FakeIngestion.Failed(StatusCode.DataLoss, "DATA_DAMAGED", "damaged"));
        await session.AddAsync(Article("b"), CancellationToken.None);
        var failure = await Assert.ThrowsAsync<RpcException>(() => session.CompleteAsync(CancellationToken.None));
        Assert.Equal(StatusCode.DataLoss, failure.StatusCode);
        Assert.Equal(10, session.Summary.Added);
    }

    private async Task<FeedSummary> FeedAsync(FeedOptions options, IEnumerable<ReadResult> results, Action<FeedRejection>? told = null)
    {
        await using var session = new FeedSession(new FeedClient(channel, options), options, told ?? (r => Assert.Fail(r.ToString())));
        foreach (ReadResult result in results) await session.AddAsync(result, CancellationToken.None);
        return await session.CompleteAsync(CancellationToken.None);
    }

    private static ArticleResult Article(string id, string text = "春耕时节，合作社的农机早早下了田。", int line = 0) => new()
    {
        File = "稿件.jsonl",
        Article = new ParsedArticle { SourceId = id, Headline = "农机下田", Paragraphs = [text], FirstLine = line, LastLine = line },
    };

    private static PageResult Page(string label, params string[] headlines) => new()
    {
        File = $"{label}.txt",
        Source = "原文"u8.ToArray(),
        Page = new ParsedPage
        {
            File = $"{label}.txt",
            Newspaper = "河东晨报",
            Date = "2031-04-05",
            Page = label,
            Articles = [.. headlines.Select(h => new ParsedArticle { Headline = h, Paragraphs = ["正文一段。"] })],
        },
    };
}
