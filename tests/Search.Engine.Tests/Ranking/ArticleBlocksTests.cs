using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine.Tests.Ranking;

/// <summary>A term's articles by the block are those that Lucene gives one after the other.</summary>
public sealed class ArticleBlocksTests(PrunedIndex index) : IClassFixture<PrunedIndex>
{
    [Fact]
    public void Every_term_has_the_same_articles_and_frequencies_by_the_block()
    {
        int longest = 0, terms = 0;
        foreach (AtomicReaderContext segment in index.Searcher.IndexReader.Leaves)
        {
            SegmentTerms dictionaries = SegmentTerms.Of(segment.AtomicReader);
            foreach (TextField field in TextFields.All)
            {
                foreach (bool isGram in (bool[])[false, true])
                {
                    if (segment.AtomicReader.GetTerms(isGram ? field.GramName() : field.Name()) is not { } dictionary) continue;
                    TermsEnum all = dictionary.GetEnumerator();
                    while (all.MoveNext())
                    {
                        SegmentTerm term = dictionaries.Find(segment.AtomicReader, isGram, all.Term.Utf8ToString())[(int)field]!;
                        List<(int, int)> stepped = Stepped(all.Docs(null, null));
                        IArticleBlocks blocks = dictionaries.OpenBlocks(field, term);
                        Assert.Equal(stepped, ByBlock(blocks));
                        dictionaries.ReturnBlocks(field, blocks);
                        foreach (int stride in (int[])[1, 3, 40, 700])
                        {
                            blocks = dictionaries.OpenBlocks(field, term);
                            AssertAskedFor(stepped, blocks, stride, segment.Reader.MaxDoc, seed: 0);
                            dictionaries.ReturnBlocks(field, blocks);
                            if (!isGram) AssertPlaces(segment.AtomicReader, field, all.Term.Utf8ToString(), stride, seed: 0);
                        }

                        longest = Math.Max(longest, stepped.Count);
                        terms++;
                    }
                }
            }
        }

        Assert.True(terms > 100 && longest > 1_000, $"{terms} terms, the longest list has {longest} articles");
    }

    /// <summary>Asked for articles in steps of about <paramref name="stride"/>, some of them by the next block instead.</summary>
    internal static void AssertAskedFor(List<(int Article, int Frequency)> expected, IArticleBlocks blocks, int stride, int articles, int seed)
    {
        Random random = new((stride * 10) + seed);
        int last = -1, at = 0;
        for (int target = random.Next(stride); target < articles; target = Math.Max(target, last) + 1 + random.Next(2 * stride))
        {
            bool next = random.Next(4) == 0;
            int from = next ? last + 1 : target, count = blocks.NextBlock(next ? 0 : target);
            while (at < expected.Count && expected[at].Article < from) at++;
            Assert.Equal(at < expected.Count, count > 0);
            if (count == 0) return;
            last = blocks.Articles[count - 1];
            Assert.True(last >= from);
            bool frequencies = random.Next(2) == 0;
            if (frequencies) blocks.ReadFrequencies();
            for (int i = 0; i < count; i++)
            {
                if (blocks.Articles[i] < from) continue;
                Assert.Equal(expected[at].Article, blocks.Articles[i]);
                if (frequencies) Assert.Equal(expected[at].Frequency, blocks.Frequencies[i]);
                at++;
            }
        }
    }

    /// <summary>A word's positions and offsets in articles in steps of about <paramref name="stride"/> are those that Lucene gives; where its articles are not read, neither are their positions.</summary>
    internal static void AssertPlaces(AtomicReader segment, TextField field, string word, int stride, int seed)
    {
        SegmentTerms dictionaries = SegmentTerms.Of(segment);
        SegmentWord term = (SegmentWord)dictionaries.Find(segment, isGram: false, word)[(int)field]!;
        foreach (bool offsets in (bool[])[false, true])
        {
            Random random = new((stride * 10) + seed);
            TermsEnum dictionary = segment.GetTerms(field.Name()).GetEnumerator();
            Assert.True(dictionary.SeekExact(new BytesRef(word)));
            DocsAndPositionsEnum expected = dictionary.DocsAndPositions(null, null);
            WordPositions places = dictionaries.OpenPositions(term, offsets);
            for (int target = random.Next(stride); target < segment.MaxDoc; target += 1 + random.Next(2 * stride))
            {
                int found = expected.DocID < target ? expected.Advance(target) : expected.DocID;
                // Nobody asks where the next one is: the list itself leads there half of the time.
                if (random.Next(2) == 0 && found != DocIdSetIterator.NO_MORE_DOCS) target = found;
                Assert.Equal(found == target, places.MoveTo(target));
                if (found != target || random.Next(3) == 0) continue;
                int[] first = new int[places.Frequency], second = new int[first.Length];
                Assert.Equal(expected.Freq, first.Length);
                if (offsets) places.ReadOffsets(first, second);
                else places.ReadPositions(first);
                for (int i = 0; i < first.Length; i++)
                {
                    int position = expected.NextPosition();
                    Assert.Equal(offsets ? expected.StartOffset : position, first[i]);
                    if (offsets) Assert.Equal(expected.EndOffset, second[i]);
                }
            }

            dictionaries.ReturnPositions(places);
        }
    }

    private static List<(int, int)> Stepped(DocsEnum postings)
    {
        List<(int, int)> found = [];
        while (postings.NextDoc() != DocIdSetIterator.NO_MORE_DOCS) found.Add((postings.DocID, postings.Freq));
        return found;
    }

    private static List<(int, int)> ByBlock(IArticleBlocks blocks)
    {
        List<(int, int)> found = [];
        for (int count = blocks.NextBlock(); count > 0; count = blocks.NextBlock())
        {
            blocks.ReadFrequencies();
            for (int i = 0; i < count; i++) found.Add((blocks.Articles[i], blocks.Frequencies[i]));
        }

        return found;
    }
}
