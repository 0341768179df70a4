using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine.Tests.Querying;

/// <summary>A search whose time is up stops working inside the collector, wherever it is.</summary>
public sealed class DeadlineTests : IDisposable
{
    private const int Articles = 20_000;

    private static readonly ChineseAnalysis Analysis = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));

    private readonly RAMDirectory directory = new();
    private readonly DirectoryReader reader;

    public DeadlineTests()
    {
        ArticleBatch batch = new(Analysis);
        for (int i = 0; i < Articles; i++)
        {
            LoggedArticle logged = new() { Article = new Article { Id = $"a-{i}", Paragraphs = ["石桥通车"] }, Sequence = i + 1, Version = 1 };
            ArticleIndexer.Add(batch, logged, ArticleCodec.Encode(logged.Article));
        }

        using (IndexWriter writer = new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = new GenerationCodec() }))
        {
            writer.AddIndexes(batch.Read());
            writer.Commit();
        }

        reader = DirectoryReader.Open(directory);
    }

    [Theory]
    [InlineData("石桥")] // by words, a window at a time
    [InlineData("+石桥")] // what must be there, an article at a time
    [InlineData("")] // everything
    [InlineData("-隧道")] // everything but
    public void The_collector_stops_soon_after_the_deadline_with_many_articles_left(string query)
    {
        using CancellationTokenSource deadline = new();
        int visited = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => Collect(query, _ =>
        {
            if (++visited == 10) deadline.Cancel();
        }, deadline.Token));

        Assert.InRange(visited, 10, SegmentScorer.WindowSize);
    }

    [Fact]
    public void Finding_what_is_excluded_stops_too()
    {
        using CancellationTokenSource deadline = new();
        deadline.Cancel();
        int visited = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => Collect("桥 -石桥", _ => visited++, deadline.Token));

        Assert.Equal(0, visited);
    }

    [Fact]
    public void Without_a_deadline_all_are_visited()
    {
        int visited = 0;

        Collect("石桥", _ => visited++, CancellationToken.None);

        Assert.Equal(Articles, visited);
    }

    public void Dispose()
    {
        reader.Dispose();
        directory.Dispose();
    }

    private void Collect(string query, Action<Candidate> visit, CancellationToken cancellation)
    {
        IndexSearcher searcher = new(reader) { Similarity = new FieldLengthSimilarity() };
        SearchInquiry inquiry = new() { Query = query };
        QueryPlan plan = new QueryPlanner(Analysis, new RankingOptions(), searcher).Plan((ParsedQuery)QueryReader.Read(query));
        new ArticleCollector(searcher, plan, inquiry, SearchSettings.Of(inquiry), new TopHits(0, new CandidateOrder(reader)), token: null, byKey: false, cancellation) { Visit = visit }.Collect();
    }
}
