using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>
/// What the edges of the lattice cost. Four of five are of pairs of words that are not known, so a filter of one bit an edge, small enough for
/// the processor's nearer cache, is asked first; the pairs themselves stand in buckets of half a cache line that is compared at once.
/// </summary>
/// <remarks>
/// <para>A left word has buckets of its own, a power of two of them by the number of its pairs, in the order of the words' numbers: text uses few words
/// much, so what is asked about them lies together. The filter has 32 bits for each bucket.</para>
/// <para>An entry of a bucket: the right word in bits 0–17, how many buckets after its own it stands in bits 18–22, whether pairs that had no room here
/// follow in bit 23 (of the last entry), the cost in bits 24–63. The left word need not be written: the bucket is its own.</para>
/// <para>What is known of a left word: the cost of an edge whose pair is not known in bits 0–39, in bits 40–45 how far a hash is shifted to be the number of one
/// of its buckets, in bits 46–63 the first of them. Bucket 0 belongs to the words without pairs and is empty.</para>
/// </remarks>
internal sealed unsafe class PairTable
{
    /// <summary>Costs are whole numbers of 2^-35. That is exact enough unless two ways are nearly as good; <see cref="ExactPath"/> decides then.</summary>
    internal const double Unit = 1.0 / (1L << 35);

    /// <summary>The low bits of a cost as it is given are free, for the node it comes from.</summary>
    internal const int FreeBits = 12;

    /// <summary>The cost of what cannot be: more than any way through a sentence, and twice that is still a number.</summary>
    internal const long Infinite = 1L << 61;

    // Of what is known of a left word: the bits of the cost, where the shift begins, where the first bucket does.
    private const int CostBits = 40, ShiftAt = 40, BucketAt = 46;

    private const int InBucket = 4;
    private const int FullBucket = 3; // as many pairs a bucket at most, unless hashes are uneven
    private const int MostBits = 18; // of a word's number and of a bucket's
    private const int Furthest = 31; // buckets, that an entry may stand after its own
    private const ulong RightMask = (1UL << MostBits) - 1, EntryMask = (1UL << (MostBits + 5)) - 1;
    private const ulong Overflown = 1UL << 23;
    private const int CostShift = 24;

    private readonly TableMemory memory;

    [StructLayout(LayoutKind.Sequential)]
    internal struct Bucket
    {
        internal fixed ulong Entries[InBucket]; // 0 = free
    }

    /// <param name="pairCounts">By word: the number of pairs whose left word it is.</param>
    internal PairTable(int[] pairCounts)
    {
        if (pairCounts.Length > 1 << MostBits) throw new InvalidOperationException("more words than the table can hold");
        long bucketCount = 1;
        foreach (int pairs in pairCounts)
            bucketCount += pairs == 0 ? 0 : BucketsFor(pairs);
        if (bucketCount > 1 << MostBits) throw new InvalidOperationException("more pairs than the table can hold");
        long bucketBytes = (bucketCount + Furthest + 1) * sizeof(Bucket), leftBytes = pairCounts.Length * (long)sizeof(ulong);
        memory = new TableMemory(bucketBytes + leftBytes + (bucketCount * sizeof(uint)));
        Buckets = (Bucket*)memory.Start;
        Lefts = (ulong*)(memory.Start + bucketBytes);
        Filter = (uint*)(memory.Start + bucketBytes + leftBytes);
        ulong next = 1;
        for (int word = 0; word < pairCounts.Length; word++)
        {
            uint own = pairCounts[word] == 0 ? 0 : BucketsFor(pairCounts[word]);
            ulong shift = own == 0 ? 32 : 32 - (ulong)BitOperations.Log2(own);
            Lefts[word] = ((own == 0 ? 0 : next) << BucketAt) | (shift << ShiftAt);
            next += own;
        }
    }

    /// <summary>By word: what is known of it as the left one of pairs.</summary>
    internal ulong* Lefts { get; }

    internal Bucket* Buckets { get; }

    /// <summary>By bucket.</summary>
    internal uint* Filter { get; }

    /// <summary>A cost as it is given.</summary>
    internal static long Round(double cost) => (long)Math.Round(cost / Unit) << FreeBits;

    /// <summary>Of a right word. The low bits are those of the filter, the high ones those of the bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Hash(int right) => (uint)right * 0x9E3779B1;

    /// <summary>The number of the bucket for a right word, of those of a left one.</summary>
    /// <param name="left">What is known of the left word.</param>
    /// <param name="hash">Of the right one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint BucketOf(ulong left, uint hash) =>
        (uint)(left >> BucketAt) + (uint)((ulong)hash >> (int)(left >> ShiftAt)); // a shift takes the low six bits

    /// <summary>What an edge costs if the pair is not known.</summary>
    /// <param name="left">What is known of the left word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long AloneOf(ulong left) => (long)(left & ((1UL << CostBits) - 1)) << FreeBits;

    private static uint BucketsFor(int pairs) => BitOperations.RoundUpToPowerOf2((uint)(pairs + FullBucket - 1) / FullBucket);

    /// <summary>Calls what <see cref="Find"/> will look at into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch(Bucket* buckets, uint number)
    {
        if (Sse.IsSupported) Sse.Prefetch0(buckets + number);
    }

    internal bool MayHave(uint bucket, uint hash) => (Filter[bucket] >> (int)hash & 1) != 0; // a shift takes the low five bits

    /// <summary>The cost of a pair; <see cref="Infinite"/> if it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Find(Bucket* bucket, int right)
    {
        ulong wanted = (uint)right;
        while (true)
        {
            uint found = Vector256.Equals(Vector256.Load(bucket->Entries) & Vector256.Create(EntryMask), Vector256.Create(wanted)).ExtractMostSignificantBits();
            // No branch for found or not, which is as good as random.
            ulong entry = bucket->Entries[BitOperations.TrailingZeroCount(found | (1 << (InBucket - 1)))];
            long mask = -(long)found >> 63;
            if (((ulong)~mask & entry & Overflown) == 0)
                return (((long)entry >> (CostShift - FreeBits)) & mask & (-1L << FreeBits)) | (Infinite & ~mask);
            bucket++;
            wanted += RightMask + 1;
        }
    }

    /// <summary>The cost of a pair; <see cref="Infinite"/> if it is not known.</summary>
    internal long CostOf(int left, int right)
    {
        uint hash = Hash(right), bucket = BucketOf(Lefts[left], hash);
        return MayHave(bucket, hash) ? Find(Buckets + bucket, right) : Infinite;
    }

    /// <summary>Says what an edge from a word costs if the pair is not known.</summary>
    internal void SetAlone(int left, double cost) => Lefts[left] |= (ulong)Round(cost) >> FreeBits;

    internal void Add(int left, int right, double cost)
    {
        uint hash = Hash(right), number = BucketOf(Lefts[left], hash);
        Filter[number] |= 1u << (int)hash;
        Bucket* bucket = Buckets + number;
        for (ulong distance = 0; distance <= Furthest; distance++, bucket++)
        {
            for (int i = 0; i < InBucket; i++)
            {
                if ((bucket->Entries[i] & ~Overflown) != 0) continue;
                bucket->Entries[i] |= (ulong)(Round(cost) << (CostShift - FreeBits)) | (distance << MostBits) | (uint)right;
                return;
            }
            bucket->Entries[InBucket - 1] |= Overflown;
        }
        throw new InvalidOperationException("more pairs of one hash than the table can hold");
    }
}
