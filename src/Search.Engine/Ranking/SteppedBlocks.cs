using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>What can only be found one article after the other, given by the block.</summary>
/// <param name="postings">Before its first article; null for none.</param>
internal sealed class SteppedBlocks(DocsEnum? postings) : IArticleBlocks
{
    /// <summary>Pieces are in few articles, and these rows are not taken over by other searches.</summary>
    private const int Block = 32;

    private bool ended = postings is null;

    public DocsEnum? Postings => postings;

    public int[] Articles { get; } = new int[Block];

    public int[] Frequencies { get; } = new int[Block];

    public int NextBlock()
    {
        int count = 0;
        while (!ended && count < Block)
        {
            int article = postings!.NextDoc();
            ended = article == DocIdSetIterator.NO_MORE_DOCS;
            if (!ended) (Articles[count], Frequencies[count++]) = (article, postings.Freq);
        }

        return count;
    }
}
