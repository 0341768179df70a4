using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// A word's articles from Lucene's file of articles: blocks of 128 differences and 128 frequencies, each with the width of its numbers (0: all are the one that
/// follows), and what is left over number by number, where an even code has its frequency behind it. <see cref="WordSkips"/> tells which blocks end before an article.
/// </summary>
internal sealed class WordBlocks(WordPostingsReader reader) : IArticleBlocks
{
    private const int Block = 128;

    private readonly IndexInput input = reader.OpenInput();
    private readonly WordSkips skips = new(reader);

    /// <summary>The widest block, and eight bytes for the load of its last number.</summary>
    private readonly byte[] packed = new byte[(Block * 4) + 8];
    private int all;
    private int left;
    private int before;
    private int only;
    private int onlyFrequency;

    /// <summary>Whether the input stands before the block's frequencies.</summary>
    private bool frequenciesFollow;

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
            if (frequenciesFollow) PassOverBlock();
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
        if (frequenciesFollow) ReadBlock(Frequencies);
        frequenciesFollow = false;
    }

    private void ReadArticles()
    {
        ReadBlock(Articles);
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

    private void PassOverBlock()
    {
        int width = input.ReadByte();
        if (width == 0) input.ReadVInt32();
        else input.Seek(input.Position + (Block / 8 * width));
        frequenciesFollow = false;
    }

    private void ReadBlock(int[] numbers)
    {
        int width = input.ReadByte();
        if (width == 0)
        {
            numbers.AsSpan().Fill(input.ReadVInt32());
            return;
        }

        if (width > 32) throw new CorruptIndexException($"{input}: a block of numbers of {width} bits");
        input.ReadBytes(packed, 0, Block / 8 * width);
        ulong mask = (1UL << width) - 1;
        ref byte start = ref packed[0];
        if (reader.PacksWithinWords(width))
        {
            int each = 64 / width;
            for (int i = 0; i < Block; i += each)
            {
                ulong word = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (i * width) >> 3)));
                foreach (ref int number in numbers.AsSpan(i, each))
                {
                    number = (int)(word & mask);
                    word >>= width;
                }
            }

            return;
        }

        int shift = 64 - width;
        for (int i = 0, bit = 0; i < numbers.Length; i++, bit += width)
        {
            ulong word = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, bit >> 3)));
            numbers[i] = (int)((word >> (shift - (bit & 7))) & mask);
        }
    }
}
