using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// A word's articles from Lucene's file of articles: blocks of 128 differences and 128 frequencies, each with the width of its numbers (0: all are the one that
/// follows), and what is left over number by number, where an even code has its frequency behind it. <see cref="WordSkips"/> tells which blocks end before an article.
/// </summary>
internal sealed class WordBlocks(WordPostingsReader reader) : IArticleBlocks
{
    private const int Block = NumberBlock.Size;

    private readonly IndexInput input = reader.OpenInput();
    private readonly WordSkips skips = new(reader);
    private readonly NumberBlock numbers = new(reader);
    private int all;
    private int left;
    private int before;
    private int only;
    private int onlyFrequency;

    /// <summary>Whether the input stands before the block's frequencies.</summary>
    private bool frequenciesFollow;

    /// <summary>Stand at the block that <see cref="NextBlock"/> went to for a certain article.</summary>
    public WordSkips Skips => skips;

    public int[] Articles { get; } = new int[Block];

    public int[] Frequencies { get; } = new int[Block];

    public bool IsOf(WordPostingsReader other) => ReferenceEquals(reader, other);

    /// <summary>Goes before a word's first article.</summary>
    public void Reset(WordTermState word)
    {
        (all, left, before, only, frequenciesFollow) = (word.DocFreq, word.DocFreq, 0, word.OnlyArticle, false);
        skips.Reset(word);
        if (all == 1) onlyFrequency = (int)word.TotalTermFreq;
        else input.Seek(word.Start);
    }

    public int NextBlock(int from)
    {
        if (from > 0 && skips.To(from) && skips.Blocks > (all - left) / Block)
        {
            (left, before, frequenciesFollow) = (all - (skips.Blocks * Block), skips.LastArticle, false);
            input.Seek(skips.End);
        }

        while (left > 0)
        {
            if (frequenciesFollow) NumberBlock.PassOver(input);
            frequenciesFollow = false;
            int count = Math.Min(left, Block);
            if (only >= 0) (Articles[0], Frequencies[0]) = (only, onlyFrequency);
            else if (count == Block) ReadArticles();
            else ReadRest(count);
            left -= count;
            if (Articles[count - 1] >= from) return count;
        }

        return 0;
    }

    public void ReadFrequencies()
    {
        if (!frequenciesFollow) return;
        numbers.Load(input);
        numbers.Unpack(Frequencies);
        frequenciesFollow = false;
    }

    private void ReadArticles()
    {
        numbers.Load(input);
        numbers.Unpack(Articles);
        int article = before;
        foreach (ref int next in Articles.AsSpan()) next = article += next;
        before = article;
        frequenciesFollow = true;
    }

    private void ReadRest(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int code = input.ReadVInt32();
            Articles[i] = before += code >>> 1;
            Frequencies[i] = (code & 1) != 0 ? 1 : input.ReadVInt32();
        }
    }
}
