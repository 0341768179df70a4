using System.Numerics;
using System.Runtime.CompilerServices;

namespace Search.Engine;

/// <summary>
/// Numbers packed with the same count of bits each, from the lowest bit of the first byte on. Any of them is read by one eight-byte load,
/// so a reader needs eight bytes behind the last.
/// </summary>
internal static class BitPacking
{
    public const int Slack = 8;

    /// <summary>Bits that hold every value.</summary>
    public static int WidthOf(ReadOnlySpan<int> values)
    {
        int all = 0;
        foreach (int value in values) all |= value;
        return 32 - BitOperations.LeadingZeroCount((uint)all);
    }

    public static int BytesOf(int count, int width) => (int)((((long)count * width) + 7) >> 3);

    /// <param name="target">At least <see cref="BytesOf"/> long.</param>
    public static void Pack(ReadOnlySpan<int> values, int width, Span<byte> target)
    {
        ulong pending = 0;
        int bits = 0, next = 0;
        foreach (int value in values)
        {
            pending |= (ulong)(uint)value << bits;
            bits += width;
            for (; bits >= 8; bits -= 8)
            {
                target[next++] = (byte)pending;
                pending >>= 8;
            }
        }

        if (bits > 0) target[next] = (byte)pending;
    }

    /// <param name="packed">With <see cref="Slack"/> bytes behind what is read.</param>
    public static int Read(ReadOnlySpan<byte> packed, int index, int width)
    {
        long bit = (long)index * width;
        ulong word = Unsafe.ReadUnaligned<ulong>(in packed.Slice((int)(bit >> 3), 8)[0]);
        return (int)((word >> (int)(bit & 7)) & ((1UL << width) - 1));
    }

    /// <param name="packed">With <see cref="Slack"/> bytes behind what is read.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int width, Span<int> values)
    {
        if (width == 0)
        {
            values.Clear();
            return;
        }

        if (packed.Length < BytesOf(values.Length, width) + Slack) throw new ArgumentException("too few bytes behind packed numbers", nameof(packed));
        ref byte start = ref Unsafe.AsRef(in packed[0]);
        ulong mask = (1UL << width) - 1;
        long bit = 0;
        for (int i = 0; i < values.Length; i++, bit += width)
            values[i] = (int)((Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (nint)(bit >> 3))) >> (int)(bit & 7)) & mask);
    }
}
