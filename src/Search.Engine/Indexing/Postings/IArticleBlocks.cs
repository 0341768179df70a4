namespace Search.Engine;

/// <summary>The articles of a term in ascending order, some at a time; deleted ones too.</summary>
internal interface IArticleBlocks
{
    /// <summary>Of the present block; what stands behind its end means nothing. The array stays the same.</summary>
    int[] Articles { get; }

    /// <summary>How often the term stands in each of them.</summary>
    int[] Frequencies { get; }

    /// <summary>Goes to the next block.</summary>
    /// <returns>How many articles it has; 0 behind the last one.</returns>
    /// <exception cref="Lucene.Net.Index.CorruptIndexException"/>
    int NextBlock();
}
