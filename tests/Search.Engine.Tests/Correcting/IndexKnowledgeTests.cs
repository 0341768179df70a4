using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine.Tests.Correcting;

public sealed class IndexKnowledgeTests : IDisposable
{
    private static readonly ChineseAnalysis Analysis = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));

    private readonly RAMDirectory directory = new();
    private readonly DirectoryReader reader;

    public IndexKnowledgeTests()
    {
        using IndexWriter writer = new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = new GenerationCodec() });
        foreach ((string headline, string body, int number) in new[] { ("石桥通车", "云溪石桥昨日通车", 1), ("渡口停航", "石桥通车以后渡口停航", 2), ("灯会", "今年的灯会", 3) })
        {
            ArticleBatch batch = new(Analysis);
            Article article = new() { Id = $"a-{number}", Headline = headline, Paragraphs = [body] };
            ArticleIndexer.Add(batch, new LoggedArticle { Article = article, Sequence = number, Version = 1 }, ArticleCodec.Encode(article));
            writer.AddIndexes(batch.Read()); // a segment each
        }

        writer.DeleteDocuments(ArticleIndexer.IdTerm("a-3"));
        writer.Commit();
        reader = DirectoryReader.Open(directory);
    }

    [Theory]
    [InlineData("石桥", 2)]
    [InlineData("石桥通车", 1)] // in a headline and in a body: the field with most counts
    [InlineData("石桥昨日", 1)]
    [InlineData("渡口停航", 1)]
    [InlineData("石桥停航", 0)] // both pairs occur, never side by side
    [InlineData("昨日停航", 0)]
    [InlineData("灯会", 0)] // deleted
    [InlineData("桥", 2)]
    [InlineData("雪", 0)]
    public void Whether_there_is_an_article_and_how_many_agree_whichever_is_asked_first(string piece, int articles)
    {
        IndexKnowledge counted = Knowledge(), asked = Knowledge();

        Assert.Equal(articles, counted.Piece(piece));
        Assert.Equal(articles > 0, counted.HasPiece(piece));
        Assert.Equal(articles > 0, asked.HasPiece(piece));
        Assert.Equal(articles > 0, asked.HasPiece(piece));
        Assert.Equal(articles, asked.Piece(piece));
    }

    public void Dispose()
    {
        reader.Dispose();
        directory.Dispose();
    }

    private IndexKnowledge Knowledge() => new(new IndexSearcher(reader), Analysis);
}
