using CsCheck;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine.Tests.Ranking;

/// <summary>A piece is found where, and as often as, Lucene's query for a phrase finds it.</summary>
public sealed class PiecePostingsTests : IAsyncLifetime
{
    private const string Letters = "甲乙丙";
    private readonly EngineFixture fixture = new();

    [Fact]
    public void Articles_and_occurrences_are_those_of_a_phrase()
    {
        using SearcherLease lease = fixture.Engine.Acquire();
        IndexSearcher searcher = lease.Searcher;
        PieceQueries queries = new(lease.Articles.Analysis);
        long found = 0;
        Gen.Char[Letters].Array[2, 7].Select(letters => new string(letters)).Sample(
            piece =>
            {
                IReadOnlyList<PieceGram> grams = PieceGram.Of(lease.Articles.Analysis.Folding, piece)!;
                foreach (AtomicReaderContext segment in searcher.IndexReader.Leaves)
                {
                    foreach (TextField field in TextFields.All)
                    {
                        List<(int, int)> expected = Read(searcher.CreateNormalizedWeight(queries.Literal(field, piece)!).GetScorer(segment, null));
                        SegmentTerms dictionaries = SegmentTerms.Of(segment.AtomicReader);
                        bool mayOccur = PiecePostings.MayOccur(dictionaries, segment.AtomicReader, field, grams);
                        Assert.True(mayOccur || expected.Count == 0);
                        if (!mayOccur) continue;
                        PiecePostings postings = PiecePostings.Open(dictionaries, segment.AtomicReader, field, grams);
                        Assert.Equal(expected, Read(postings));
                        postings.Return();
                        Interlocked.Add(ref found, expected.Count);
                        foreach ((int document, int occurrences) in expected.Where((_, i) => i % 7 == 3))
                        {
                            PiecePostings anew = PiecePostings.Open(dictionaries, segment.AtomicReader, field, grams);
                            Assert.Equal((document, occurrences), (anew.Advance(document), anew.Freq));
                            anew.Return();
                        }
                    }
                }
            },
            iter: 200);
        Assert.True(found > 0);
    }

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        Random random = new(5);
        for (int batch = 0; batch < 3; batch++)
        {
            Article[] articles = [.. Enumerable.Range(batch * 200, 200).Select(i => new Article { Id = $"q{i}", Newspaper = "云溪日报", Date = "2021-03-04", Headline = Text(4), Paragraphs = [Text(30), Text(12)] })];
            (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
            await fixture.Engine.WaitForSequenceAsync(sequence, default);
        }

        string Text(int most) => new([.. Enumerable.Range(0, 1 + random.Next(most)).Select(_ => Letters[random.Next(Letters.Length)])]);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    private static List<(int Document, int Occurrences)> Read(DocsEnum? postings)
    {
        List<(int, int)> read = [];
        while (postings is not null && postings.NextDoc() != DocIdSetIterator.NO_MORE_DOCS) read.Add((postings.DocID, postings.Freq));
        return read;
    }
}
