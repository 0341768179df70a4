using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>
/// What the edges of the lattice cost. Two of three are of pairs of words that are not known, so a filter, small enough for
/// the processor's nearer cache, is asked first; the pairs themselves stand in buckets of half a cache line that is compared at once.
/// </summary>
/// <remarks>
/// <para>A left word has buckets of its own, a power of two of them by the number of its pairs, in the order of the words' numbers: text uses few words
/// much, so what is asked about them lies together. The filter has 16 bits for each bucket; a pair's place is the number of its bit.</para>
/// <para>An entry of a bucket: the right word in bits 0–17, how many buckets after its own it stands in bits 18–22, whether pairs that had no room here
/// follow in bit 23 (of the last entry), in bits 24–63 how much less the edge costs than if the pair were not known. The left word need not be written: the
/// bucket is its own.</para>
/// <para>What is known of a left word: in bits 0–4 how far a hash is shifted to be the place among its own, in bits 5–22 the first of its buckets,
/// in bits 24–63 the cost of an edge whose pair is not known. Bucket 0 belongs to the words without pairs and is empty.</para>
/// </remarks>
internal sealed unsafe class PairTable
{
    /// <summary>Costs are whole numbers of 2^-35. That is exact enough unless two ways are nearly as good; <see cref="ExactPath"/> decides then.</summary>
    internal const double Unit = 1.0 / (1L << 35);

    /// <summary>The low bits of a cost as it is given are free, for the node it comes from.</summary>
    internal const int FreeBits = 12;

    /// <summary>More than any way through a sentence costs, and twice that is still a number.</summary>
    internal const long Infinite = 1L << 61;

    private const int PlaceBits = 4; // which of its bucket's bits of the filter
    private const int InBucket = 4;
    private const int FullBucket = 3; // as many pairs a bucket at most, unless hashes are uneven
    private const int MostBits = 18; // of a word's number and of a bucket's
    private const int Furthest = 31; // buckets, that an entry may stand after its own
    private const ulong RightMask = (1UL << MostBits) - 1, EntryMask = (1UL << (MostBits + 5)) - 1;
    private const ulong Overflown = 1UL << 23;
    private const int CostAt = 24; // of an entry and of a left word
    private const long CostMask = -1L << FreeBits;
    private const int BucketAt = 5;
    private const uint PlaceMask = ((1u << MostBits) - 1) << PlaceBits;

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
        memory = new TableMemory(bucketBytes + leftBytes + (((bucketCount << PlaceBits) / 8) + sizeof(uint)));
        Buckets = (Bucket*)memory.Start;
        Lefts = (ulong*)(memory.Start + bucketBytes);
        Filter = (uint*)(memory.Start + bucketBytes + leftBytes);
        ulong next = 1;
        for (int word = 0; word < pairCounts.Length; word++)
        {
            uint own = pairCounts[word] == 0 ? 0 : BucketsFor(pairCounts[word]);
            int shift = 32 - PlaceBits - BitOperations.Log2(Math.Max(own, 1));
            Lefts[word] = ((own == 0 ? 0 : next) << BucketAt) | (uint)shift;
            next += own;
        }
    }

    /// <summary>By word: what is known of it as the left one of pairs.</summary>
    internal ulong* Lefts { get; }

    internal Bucket* Buckets { get; }

    /// <summary>A bit a place.</summary>
    internal uint* Filter { get; }

    /// <summary>A cost as it is given.</summary>
    internal static long Round(double cost) => (long)Math.Round(cost / Unit) << FreeBits;

    /// <summary>Of a right word; its high bits are the better ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Hash(int right) => (uint)right * 0x9E3779B1;

    /// <summary>The place of a pair.</summary>
    /// <param name="left">What is known of the left word.</param>
    /// <param name="hash">Of the right one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint PlaceOf(ulong left, uint hash) =>
        ((uint)left >> (BucketAt - PlaceBits) & PlaceMask) + (hash >> (int)left); // a shift takes the low five bits

    /// <summary>What an edge costs if the pair is not known.</summary>
    /// <param name="left">What is known of the left word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long AloneOf(ulong left) => (long)(left >> (CostAt - FreeBits)) & CostMask;

    private static uint BucketsFor(int pairs) => BitOperations.RoundUpToPowerOf2((uint)(pairs + FullBucket - 1) / FullBucket);

    /// <summary>Calls what <see cref="Find"/> will look at into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch(Bucket* buckets, uint place)
    {
        if (Sse.IsSupported) Sse.Prefetch0(buckets + (place >> PlaceBits));
    }

    /// <summary>Calls what <see cref="MayHave"/> will look at into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PrefetchFilter(uint* filter, uint place)
    {
        if (Sse.IsSupported) Sse.Prefetch0(filter + (place >> 5));
    }

    /// <summary>1 if the pair of this place may be known, 0 if it is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint MayHave(uint* filter, uint place) => filter[place >> 5] >> (int)place & 1; // a shift takes the low five bits

    /// <summary>How much less an edge costs than if the pair were not known; 0 if it is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Find(Bucket* buckets, uint place, int right)
    {
        Bucket* bucket = buckets + (place >> PlaceBits);
        ulong wanted = (uint)right;
        while (true)
        {
            uint found = Vector256.Equals(Vector256.Load(bucket->Entries) & Vector256.Create(EntryMask), Vector256.Create(wanted)).ExtractMostSignificantBits();
            // No branch for found or not, which is as good as random.
            ulong entry = bucket->Entries[BitOperations.TrailingZeroCount(found | (1 << (InBucket - 1)))];
            long mask = -(long)found >> 63;
            if (((ulong)~mask & entry & Overflown) == 0)
                return (long)(entry >> (CostAt - FreeBits)) & mask & CostMask;
            bucket++;
            wanted += RightMask + 1;
        }
    }

    /// <summary>What the edge between two words costs, and whether their pair is known.</summary>
    internal (long Cost, bool IsKnown) CostOf(int left, int right)
    {
        uint place = PlaceOf(Lefts[left], Hash(right));
        long less = MayHave(Filter, place) != 0 ? Find(Buckets, place, right) : 0;
        return (AloneOf(Lefts[left]) - less, less != 0);
    }

    /// <summary>Says what an edge from a word costs if the pair is not known.</summary>
    internal void SetAlone(int left, double cost) => Lefts[left] |= (ulong)Round(cost) << (CostAt - FreeBits);

    /// <summary>Makes all pairs with one left word those of another too, in place of its own.</summary>
    internal void CopyLeft(int from, int to) => Lefts[to] = Lefts[from];

    /// <summary>Adds a pair, after <see cref="SetAlone"/> of its left word.</summary>
    internal void Add(int left, int right, double cost)
    {
        long less = AloneOf(Lefts[left]) - Round(cost);
        if (less <= 0) throw new InvalidOperationException("a pair does not cost less than one that was never seen");
        uint place = PlaceOf(Lefts[left], Hash(right));
        Filter[place >> 5] |= 1u << (int)place;
        Bucket* bucket = Buckets + (place >> PlaceBits);
        for (ulong distance = 0; distance <= Furthest; distance++, bucket++)
        {
            for (int i = 0; i < InBucket; i++)
            {
                if ((bucket->Entries[i] & ~Overflown) != 0) continue;
                bucket->Entries[i] |= ((ulong)less << (CostAt - FreeBits)) | (distance << MostBits) | (uint)right;
                return;
            }
            bucket->Entries[InBucket - 1] |= Overflown;
        }
        throw new InvalidOperationException("more pairs of one hash than the table can hold");
    }
}
