namespace Search.Engine;

/// <summary>The articles of a term in ascending order, some at a time; deleted ones too.</summary>
internal interface IArticleBlocks
{
    /// <summary>Of the present block; what stands behind its end means nothing. The array stays the same.</summary>
    int[] Articles { get; }

    /// <summary>How often the term stands in each of them, after <see cref="ReadFrequencies"/>. The array stays the same.</summary>
    int[] Frequencies { get; }

    /// <summary>Goes to the next block that has an article from <paramref name="from"/> on.</summary>
    /// <returns>How many articles it has; 0 if there is none.</returns>
    /// <exception cref="Lucene.Net.Index.CorruptIndexException"/>
    int NextBlock(int from = 0);

    /// <summary>Those of the present block: who asks for some articles needs few of them.</summary>
    void ReadFrequencies();

    /// <summary>The first place from <paramref name="at"/> on whose article is not before <paramref name="target"/>; there is one. Most are near.</summary>
    static int PlaceOf(int target, int[] articles, int at, int count)
    {
        const int Stride = 16;
        while (at + Stride < count && articles[at + Stride] < target) at += Stride;
        while (articles[at] < target) at++;
        return at;
    }
}
