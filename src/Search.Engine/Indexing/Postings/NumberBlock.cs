using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// 128 numbers as Lucene's writer packs them: their width in bits, then the numbers; with a width of 0 all are the one that follows. Either all are unpacked or those that are asked for.
/// </summary>
internal sealed class NumberBlock(WordPostingsReader reader)
{
    public const int Size = 128;

    private const int Widest = 32;

    /// <summary>The widest block, and eight bytes for the load of its last number.</summary>
    private readonly byte[] packed = new byte[(Size * Widest / 8) + 8];
    private int width;
    private int only;

    /// <summary>Of numbers within words of eight bytes: how many bits of a number's place name its place within the word.</summary>
    private int placeBits;
    private bool withinWords;

    /// <summary>Goes behind the block where the input stands.</summary>
    public static void PassOver(IndexInput input)
    {
        int width = input.ReadByte();
        if (width == 0) input.ReadVInt32();
        else input.Seek(input.Position + (Size / 8 * width));
    }

    /// <summary>Reads the block where the input stands.</summary>
    /// <exception cref="CorruptIndexException"/>
    public void Load(IndexInput input)
    {
        width = input.ReadByte();
        if (width == 0)
        {
            only = input.ReadVInt32();
            return;
        }

        if (width > Widest) throw new CorruptIndexException($"{input}: a block of numbers of {width} bits");
        input.ReadBytes(packed, 0, Size / 8 * width);
        withinWords = reader.PacksWithinWords(width);
        if (withinWords) placeBits = BitOperations.TrailingZeroCount(64 / width);
    }

    /// <param name="index">Below <see cref="Size"/>.</param>
    public int this[int index]
    {
        get
        {
            if (width == 0) return only;
            if (withinWords)
            {
                ulong words = BinaryPrimitives.ReadUInt64BigEndian(packed.AsSpan((index >> placeBits) * 8));
                return (int)((words >> ((index & ((1 << placeBits) - 1)) * width)) & ((1UL << width) - 1));
            }

            int bit = index * width;
            ulong word = BinaryPrimitives.ReadUInt64BigEndian(packed.AsSpan(bit >> 3));
            return (int)((word >> (64 - width - (bit & 7))) & ((1UL << width) - 1));
        }
    }

    /// <param name="numbers">As many as a block has.</param>
    public void Unpack(int[] numbers)
    {
        if (width == 0)
        {
            numbers.AsSpan().Fill(only);
            return;
        }

        ulong mask = (1UL << width) - 1;
        ref byte start = ref packed[0];
        if (withinWords)
        {
            int each = 64 / width;
            for (int i = 0; i < Size; i += each)
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
