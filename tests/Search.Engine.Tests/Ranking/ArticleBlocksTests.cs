using Lucene.Net.Index;
using Lucene.Net.Search;

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
                        List<(int, int)> stepped = Stepped(dictionaries.Open(segment.AtomicReader, field, term));
                        IArticleBlocks blocks = dictionaries.OpenBlocks(segment.AtomicReader, field, term);
                        Assert.Equal(stepped, ByBlock(blocks));
                        dictionaries.ReturnBlocks(field, blocks);
                        longest = Math.Max(longest, stepped.Count);
                        terms++;
                    }
                }
            }
        }

        Assert.True(terms > 100 && longest > 1_000, $"{terms} terms, the longest list has {longest} articles");
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
            for (int i = 0; i < count; i++) found.Add((blocks.Articles[i], blocks.Frequencies[i]));
        }

        return found;
    }
}
