using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Makes what <see cref="LookUp"/> wants to know about a pair, and calls its part of the filter into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe ulong Prepare(int left, int right)
    {
        ulong key = Key(left, right);
        ref ulong word = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(filter), (nint)((key * Multiplier) >> filterShift >> 6));
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref word)); // an address that a collection makes stale costs nothing but its effect
        return key;
    }

    /// <summary>Replaces the costs of the known ones among <paramref name="pairs"/>.</summary>
    /// <param name="pairs">From <see cref="Prepare"/>.</param>
    /// <param name="costs">By pair: the cost where the pair is not known.</param>
    /// <param name="known">Room for as many numbers as there are pairs.</param>
    internal unsafe void LookUp(ReadOnlySpan<ulong> pairs, Span<double> costs, Span<int> known)
    {
        int count = 0;
        ref Slot table = ref MemoryMarshal.GetArrayDataReference(slots);
        for (int i = 0; i < pairs.Length; i++)
        {
            ulong hash = pairs[i] * Multiplier;
            ulong bit = hash >> filterShift;
            known[count] = i;
            // No branch: whether a pair is known cannot be predicted.
            count += (int)(filter[bit >> 6] >> (int)bit) & 1;
        }
        ulong mask = (ulong)(slots.Length - 1);
        for (int k = 0; k < count; k++)
        {
            if (Sse.IsSupported && k + 8 < count)
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref table, (nint)((pairs[known[k + 8]] * Multiplier) >> shift))));
            int i = known[k];
            ulong key = pairs[i];
            ulong slot = (key * Multiplier) >> shift;
            while (true)
            {
                Slot found = slots[slot];
                if (found.Key == key)
                    costs[i] = found.Cost;
                if (found.Key == key || found.Key == 0)
                    break;
                slot = (slot + 1) & mask;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;
}
