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
/// An entry of a bucket: the right word in bits 0–17, how many buckets after its own it stands in bits 18–22, whether pairs that had no room here
/// follow in bit 23 (of the last entry), the cost in bits 24–63. The left word need not be written: a bucket's number and the right word give it.
/// </remarks>
internal sealed unsafe class PairTable
{
    /// <summary>Costs are whole numbers of 2^-35. That is exact enough unless two ways are nearly as good; <see cref="ExactPath"/> decides then.</summary>
    internal const double Unit = 1.0 / (1L << 35);

    /// <summary>The low bits of a cost as it is given are free, for the node it comes from.</summary>
    internal const int FreeBits = 12;

    /// <summary>The cost of what cannot be: more than any way through a sentence, and twice that is still a number.</summary>
    internal const long Infinite = 1L << 61;

    internal const uint LeftMultiplier = 0x9E3779B1, RightMultiplier = 0x85EBCA77;

    private const int InBucket = 4;
    private const int MostBits = 18; // of a word's number
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

    internal PairTable(int wordCount, int pairCount)
    {
        int wordBits = 32 - BitOperations.LeadingZeroCount((uint)wordCount);
        if (wordBits > MostBits) throw new InvalidOperationException("more words than the table can hold");
        // As many buckets as words at least: then no two left words share a bucket for the same right word.
        BucketBits = Math.Max(wordBits, 32 - BitOperations.LeadingZeroCount((uint)(pairCount / 3)));
        if (BucketBits + 5 > 32) throw new InvalidOperationException("more pairs than the table can hold");
        int bucketCount = 1 << BucketBits;
        long bucketBytes = (bucketCount + (long)Furthest + 1) * sizeof(Bucket), aloneBytes = wordCount * (long)sizeof(long);
        memory = new TableMemory(bucketBytes + aloneBytes + (bucketCount * (long)sizeof(uint)));
        Buckets = (Bucket*)memory.Start;
        Alone = (long*)(memory.Start + bucketBytes);
        Filter = (uint*)(memory.Start + bucketBytes + aloneBytes);
    }

    /// <summary>By word: what an edge from it costs if the pair is not known.</summary>
    internal long* Alone { get; }

    internal Bucket* Buckets { get; }

    internal uint* Filter { get; }

    /// <summary>The low bits of a hash that are the number of the bucket.</summary>
    internal int BucketBits { get; }

    internal uint BucketMask => (1u << BucketBits) - 1;

    /// <summary>A cost as it is given.</summary>
    internal static long Round(double cost) => (long)Math.Round(cost / Unit) << FreeBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Hash(int left, int right) => ((uint)left * LeftMultiplier) + ((uint)right * RightMultiplier);

    /// <summary>Calls what <see cref="Find"/> will look at into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch(Bucket* buckets, uint number)
    {
        if (Sse.IsSupported) Sse.Prefetch0(buckets + number);
    }

    internal bool MayHave(uint hash) => (Filter[hash & BucketMask] >> (int)(hash >> BucketBits) & 1) != 0; // a shift takes the low five bits

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
        uint hash = Hash(left, right);
        return MayHave(hash) ? Find(Buckets + (hash & BucketMask), right) : Infinite;
    }

    internal void Add(int left, int right, double cost)
    {
        uint hash = Hash(left, right), number = hash & BucketMask;
        Filter[number] |= 1u << (int)(hash >> BucketBits);
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
