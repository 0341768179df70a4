using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Search.Analysis.SmartCn;

/// <summary>
/// What an edge of the lattice costs whose pair of words is known. Four of five edges are not, so a filter of one bit an edge, small enough for
/// the processor's nearer cache, is asked first; the pairs themselves stand in buckets of one cache line that is compared at once.
/// </summary>
/// <remarks>
/// An entry: right word in bits 0–19, left word in 20–39, number of its cost in 40–62; all zero = free. Bit 63 of a bucket's last entry says that
/// pairs of this bucket stand in the next one too. Few costs differ, so an entry holds a number instead of a cost and is half as long.
/// </remarks>
internal sealed unsafe class PairTable
{
    private const int InBucket = 8;
    private const int Spare = 64; // buckets, for what overflows from the last
    private const int CostShift = 2 * WordTable.WordBits;
    private const ulong KeyMask = (1UL << CostShift) - 1;
    private const ulong Overflown = 1UL << 63;
    private const int MostCosts = 1 << 23;
    private const uint LeftMultiplier = 0x9E3779B1, RightMultiplier = 0x85EBCA77;

    private readonly TableMemory memory;
    private readonly TableMemory filterMemory;
    private readonly int bucketCount;
    private readonly int shift; // 32 - log2 of the filter's bits, which are 64 a bucket
    private double[] costs = new double[1 << 16];
    private int costCount = 1;

    internal PairTable(int pairCount)
    {
        bucketCount = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, pairCount / 6));
        shift = 32 - 6 - BitOperations.Log2((uint)bucketCount);
        if (shift < 0) throw new InvalidOperationException("more pairs than the table can hold");
        memory = new TableMemory((bucketCount + (long)Spare) * InBucket * sizeof(ulong));
        filterMemory = new TableMemory(bucketCount * (long)sizeof(ulong));
        Entries = (ulong*)memory.Start;
        Filter = (ulong*)filterMemory.Start;
        costs[0] = double.PositiveInfinity;
    }

    internal ulong* Entries { get; }

    internal ulong* Filter { get; }

    internal int Shift => shift;

    /// <summary>By the number in an entry; number 0, of no entry, is infinite. Pinned.</summary>
    internal double[] Costs => costs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint HashLeft(int left) => (uint)left * LeftMultiplier;

    /// <summary>The bit of the filter, and above its low six bits the bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Hash(uint leftHash, int right, int shift) => (leftHash + ((uint)right * RightMultiplier)) >> shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Key(int left, int right) => ((ulong)(uint)left << WordTable.WordBits) | (uint)right;

    /// <summary>1 if the pair may be known, 0 if it is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint MayHave(ulong* filter, uint hash) => (uint)(filter[hash >> 6] >> (int)(hash & 63)) & 1;

    /// <summary>The number of the cost of a pair; 0 if it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Find(ulong* entries, uint hash, ulong key)
    {
        ulong* bucket = entries + ((hash >> 6) * InBucket);
        while (true)
        {
            Vector256<ulong> mask = Vector256.Create(KeyMask), wanted = Vector256.Create(key);
            uint found = Vector256.Equals(Vector256.Load(bucket) & mask, wanted).ExtractMostSignificantBits()
                | (Vector256.Equals(Vector256.Load(bucket + 4) & mask, wanted).ExtractMostSignificantBits() << 4);
            // Without a branch for found or not, which nobody can foresee.
            uint number = (uint)(bucket[BitOperations.TrailingZeroCount(found | 0x80)] >> CostShift) & (MostCosts - 1);
            number &= (uint)(-(int)found >> 31);
            if ((bucket[InBucket - 1] & Overflown) == 0 || found != 0)
                return number;
            bucket += InBucket;
        }
    }

    /// <summary>The cost of a pair; infinite if it is not known.</summary>
    internal double CostOf(int left, int right)
    {
        uint hash = Hash(HashLeft(left), right, shift);
        return MayHave(Filter, hash) == 0 ? double.PositiveInfinity : costs[Find(Entries, hash, Key(left, right))];
    }

    internal int AddCost(double cost)
    {
        if (costCount == MostCosts) throw new InvalidOperationException("more costs than the table can hold");
        if (costCount == costs.Length) Array.Resize(ref costs, costs.Length * 2);
        costs[costCount] = cost;
        return costCount++;
    }

    internal void Add(int left, int right, int cost)
    {
        uint hash = Hash(HashLeft(left), right, shift);
        Filter[hash >> 6] |= 1UL << (int)(hash & 63);
        ulong* bucket = Entries + ((hash >> 6) * InBucket);
        while (true)
        {
            for (int i = 0; i < InBucket; i++)
            {
                if ((bucket[i] & KeyMask) != 0) continue;
                bucket[i] |= ((ulong)(uint)cost << CostShift) | Key(left, right);
                return;
            }
            bucket[InBucket - 1] |= Overflown;
            bucket += InBucket;
            if (bucket == Entries + ((bucketCount + Spare) * (long)InBucket)) throw new InvalidOperationException("more pairs of one hash than the table can hold");
        }
    }

    internal void End()
    {
        double[] pinned = GC.AllocateUninitializedArray<double>(costCount, pinned: true);
        Array.Copy(costs, pinned, costCount);
        costs = pinned;
    }
}
