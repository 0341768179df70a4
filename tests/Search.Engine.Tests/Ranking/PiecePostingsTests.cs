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

    [Fact]
    public void A_number_is_found_wherever_no_numeral_stands_before_it()
    {
        using SearcherLease lease = fixture.Engine.Acquire();
        long found = 0, refused = 0;
        foreach (string number in (string[])["十二名", "十一名甲", "二十一名", "十二", "一名"])
        {
            IReadOnlyList<PieceGram> grams = PieceGram.OfNumber(lease.Articles.Analysis.Folding, number)!;
            foreach (AtomicReaderContext segment in lease.Searcher.IndexReader.Leaves)
            {
                List<(int Document, int Occurrences)> expected = [];
                for (int document = 0; document < segment.Reader.MaxDoc; document++)
                {
                    string headline = ArticleIndexer.ReadStored(lease.Searcher, segment.DocBase + document).Article.Headline;
                    int[] places = [.. Enumerable.Range(0, headline.Length).Where(at => string.CompareOrdinal(headline, at, number, 0, number.Length) == 0)];
                    int whole = places.Count(at => at == 0 || !(number[0] == '十' ? "一二十" : "十").Contains(headline[at - 1], StringComparison.Ordinal));
                    if (whole > 0) expected.Add((document, whole));
                    found += whole;
                    refused += places.Length - whole;
                }

                SegmentTerms dictionaries = SegmentTerms.Of(segment.AtomicReader);
                if (!PiecePostings.MayOccur(dictionaries, segment.AtomicReader, TextField.Headline, grams)) continue;
                PiecePostings postings = PiecePostings.Open(dictionaries, segment.AtomicReader, TextField.Headline, grams);
                Assert.Equal(expected, Read(postings));
                postings.Return();
            }
        }

        Assert.True(found > 50 && refused > 50, $"{found} and {refused} occurrences show nothing");
    }

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        Random random = new(5);
        for (int batch = 0; batch < 3; batch++)
        {
            Article[] articles = [.. Enumerable.Range(batch * 200, 200).Select(i => new Article { Id = $"q{i}", Newspaper = "云溪日报", Date = "2021-03-04", Headline = i % 2 == 0 ? Text(4, Letters) : Text(24, "一二十名甲"), Paragraphs = [Text(30, Letters), Text(12, Letters)] })];
            (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
            await fixture.Engine.WaitForSequenceAsync(sequence, default);
        }

        string Text(int most, string letters) => new([.. Enumerable.Range(0, 1 + random.Next(most)).Select(_ => letters[random.Next(letters.Length)])]);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    private static List<(int Document, int Occurrences)> Read(DocsEnum? postings)
    {
        List<(int, int)> read = [];
        while (postings is not null && postings.NextDoc() != DocIdSetIterator.NO_MORE_DOCS) read.Add((postings.DocID, postings.Freq));
        return read;
    }
}
