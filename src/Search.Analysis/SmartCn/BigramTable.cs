using System.Numerics;
using System.Runtime.CompilerServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The cost of every known word pair, by the words' numbers: open addressing behind a bit filter, because most pairs asked for
/// are not known and the filter (512 KB for the shipped dictionary) stays in the processor's cache when the table does not.
/// </summary>
internal sealed class BigramTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15UL;
    private readonly Slot[] slots;
    private readonly ulong[] filter;
    private readonly int shift;
    private readonly int filterShift;

    private struct Slot
    {
        internal ulong Key; // the pair + 1; 0 = free
        internal double Cost;
    }

    internal BigramTable(int pairCount)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, pairCount + (pairCount / 2)));
        slots = new Slot[capacity];
        shift = 64 - BitOperations.Log2((uint)capacity);
        filter = new ulong[capacity * 8 / 64];
        filterShift = shift - 3;
    }

    internal void Add(int left, int right, double cost)
    {
        ulong key = Key(left, right);
        ulong hash = key * Multiplier;
        ulong bit = hash >> filterShift;
        filter[bit >> 6] |= 1UL << (int)bit;
        ulong slot = hash >> shift;
        while (slots[slot].Key != 0)
            slot = (slot + 1) & (ulong)(slots.Length - 1);
        slots[slot] = new Slot { Key = key, Cost = cost };
    }

    /// <summary>Returns the pair's cost, or <paramref name="unknown"/> for a pair that is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal double CostOr(int left, int right, double unknown)
    {
        ulong key = Key(left, right);
        ulong hash = key * Multiplier;
        ulong bit = hash >> filterShift;
        return (filter[bit >> 6] & (1UL << (int)bit)) == 0 ? unknown : Find(key, hash, unknown);
    }

    private double Find(ulong key, ulong hash, double unknown)
    {
        Slot[] table = slots;
        ulong slot = hash >> shift;
        while (true)
        {
            ref Slot found = ref table[slot];
            if (found.Key == key) return found.Cost;
            if (found.Key == 0) return unknown;
            slot = (slot + 1) & (ulong)(table.Length - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;
}
