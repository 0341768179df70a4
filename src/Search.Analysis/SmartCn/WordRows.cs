using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The words of the dictionary as a trie. A node's children are a row of slots of their own, found by hashing the unit, so the words of one
/// character stand close together; a slot says the word that ends there and the row after it, so a step costs one access.
/// </summary>
/// <remarks>
/// A slot: unit in bits 0–15, word + 1 in 16–33 (0 = no word), next row in 34–61, bit 63 set (0 = free). A row: log2 of its length in the low
/// four bits (0 = no children), its first slot above them.
/// </remarks>
internal sealed unsafe class WordRows
{
    internal const int None = -1;
    private const ulong Taken = 1UL << 63;
    private const uint Multiplier = 0x9E3779B1;

    private readonly TableMemory memory;
    private readonly uint* roots; // by unit: the row after it
    private readonly ulong* first; // slot
    private ulong[] slots; // while they are made
    private int used;

    /// <param name="units">All words one after the other.</param>
    /// <param name="ends">By word, in ordinal order: where it ends in <paramref name="units"/>.</param>
    internal WordRows(char[] units, int[] ends)
    {
        var rows = new uint[char.MaxValue + 1];
        slots = new ulong[ends.Length * 4];
        int count = ends.Length;
        for (int low = 0; low < count;)
        {
            char unit = units[StartOf(ends, low)];
            int high = EndOfChild(units, ends, low, count, 0);
            int rest = ends[low] - StartOf(ends, low) == 1 ? low + 1 : low;
            rows[unit] = BuildRow(units, ends, rest, high, 1);
            low = high;
        }
        memory = new TableMemory((rows.Length * sizeof(uint)) + (used * (long)sizeof(ulong)));
        roots = (uint*)memory.Start;
        first = (ulong*)(roots + rows.Length);
        rows.CopyTo(new Span<uint>(roots, rows.Length));
        slots.AsSpan(0, used).CopyTo(new Span<ulong>(first, used));
        slots = [];
    }

    /// <summary>The row of words that begin with <paramref name="unit"/>, without the word that is this unit alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint RowAfter(char unit) => roots[unit];

    /// <summary>Calls the slot that the first step from <paramref name="unit"/> to <paramref name="next"/> will look at into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(char unit, char next)
    {
        uint row = roots[unit];
        // Rows without children have zero bits and nothing to read: any address will do.
        if (Sse.IsSupported) Sse.Prefetch0(first + (row >> 4) + ((next * Multiplier) >> (int)(32 - (row & 15))));
    }

    /// <summary>Goes one unit further; false where no word goes on so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryFollow(ref uint row, char unit, out int word)
    {
        int bits = (int)(row & 15);
        if (bits != 0)
        {
            ulong* slot = first + (row >> 4);
            uint at = (unit * Multiplier) >> (32 - bits);
            while (true)
            {
                ulong found = slot[at];
                if (found == 0) break;
                if ((char)found == unit)
                {
                    word = (int)((uint)(found >> 16) & 0x3FFFF) - 1;
                    row = (uint)(found >> 34) & 0xFFFFFFF;
                    return true;
                }
                at = (at + 1) & ((1u << bits) - 1);
            }
        }
        word = None;
        return false;
    }

    private static int StartOf(int[] ends, int word) => word == 0 ? 0 : ends[word - 1];

    private static int EndOfChild(char[] units, int[] ends, int low, int high, int depth)
    {
        char unit = units[StartOf(ends, low) + depth];
        int end = low + 1;
        while (end < high && units[ends[end - 1] + depth] == unit)
            end++;
        return end;
    }

    // Words low to high share depth units and go on after them.
    private uint BuildRow(char[] units, int[] ends, int low, int high, int depth)
    {
        if (low == high) return 0;
        int children = 0;
        for (int at = low; at < high; at = EndOfChild(units, ends, at, high, depth))
            children++;
        // A free slot must be left, which ends a search in vain.
        int bits = Math.Max(1, BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)((children * 4 / 3) + 1))));
        int start = used;
        used += 1 << bits;
        if (used > slots.Length) Array.Resize(ref slots, Math.Max(used, slots.Length * 2));
        for (int at = low; at < high;)
        {
            char unit = units[StartOf(ends, at) + depth];
            int end = EndOfChild(units, ends, at, high, depth);
            bool isWord = ends[at] - StartOf(ends, at) == depth + 1;
            uint row = BuildRow(units, ends, isWord ? at + 1 : at, end, depth + 1);
            uint slot = (unit * Multiplier) >> (32 - bits);
            while (slots[start + slot] != 0)
                slot = (slot + 1) & ((1u << bits) - 1);
            slots[start + slot] = Taken | ((ulong)row << 34) | ((ulong)(isWord ? at + 1 : 0) << 16) | unit;
            at = end;
        }
        return ((uint)start << 4) | (uint)bits;
    }
}
