using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine.Tests.Querying;

public sealed class RareCharacterEvidenceTests
{
    [Fact]
    public void Bigrams_of_characters_beyond_the_basic_plane_are_those_of_the_index()
    {
        ChineseAnalysis analysis = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));
        using RAMDirectory directory = new();
        Write(directory, analysis, "𠮷田河上新桥通车。");
        using DirectoryReader reader = DirectoryReader.Open(directory);
        TextEvidence evidence = new(analysis, new PieceQueries(analysis), new RankingOptions(), new IndexSearcher(reader), IndexStatistics.Of(reader));

        evidence.AddText("𠮷田河", FieldSet.All);

        RankedTerm[] grams = [.. evidence.ToRankedQuery().Terms.Where(term => term.Kind == RankedTermKind.Gram)];
        Assert.Equal(3, grams.Length);
        Assert.All(grams, gram => Assert.Equal(1, gram.DocumentFrequency));
    }

    private static void Write(RAMDirectory directory, ChineseAnalysis analysis, string body)
    {
        LoggedArticle logged = new() { Article = new Article { Id = "a-1", Paragraphs = [body] }, Sequence = 1, Version = 1 };
        ArticleBatch batch = new(analysis);
        ArticleIndexer.Add(batch, logged, ArticleCodec.Encode(logged.Article));
        using IndexWriter writer = new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = new GenerationCodec() });
        writer.AddIndexes(batch.Read());
        writer.Commit();
    }
}
