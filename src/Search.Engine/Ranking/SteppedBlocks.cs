using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>What can only be found one article after the other, given by the block.</summary>
/// <param name="postings">Before its first article; null for none.</param>
/// <param name="block">Articles of a block: one where some are asked for, since each further one is sought in vain.</param>
internal sealed class SteppedBlocks(DocsEnum? postings, int block) : IArticleBlocks
{
    /// <summary>For whole lists: pieces are in few articles, and these rows are not taken over by other searches.</summary>
    public const int Several = 32;

    private bool ended = postings is null;

    public DocsEnum? Postings => postings;

    public int[] Articles { get; } = new int[block];

    public int[] Frequencies { get; } = new int[block];

    public int NextBlock(int from)
    {
        int count = 0;
        while (!ended && count < block)
        {
            int article = from > postings!.DocID + 1 ? postings.Advance(from) : postings.NextDoc();
            ended = article == DocIdSetIterator.NO_MORE_DOCS;
            if (!ended) (Articles[count], Frequencies[count++]) = (article, postings.Freq);
        }

        return count;
    }

    public void ReadFrequencies()
    {
    }
}
