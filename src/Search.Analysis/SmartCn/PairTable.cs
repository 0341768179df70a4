using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>
/// What an edge of the lattice costs whose pair of words is known. Four of five edges are not, so a filter of one bit an edge, small enough for
/// the processor's nearer cache, is asked first; the pairs themselves stand in buckets of one cache line that is compared at once.
/// </summary>
internal sealed unsafe class PairTable
{
    private const int InBucket = 4;
    private const int Spare = 64; // buckets, for what overflows from the last
    private const long Infinite = 0x7FF0_0000_0000_0000; // bits of a double
    private const ulong Overflown = 1UL << 63;
    private const int FilterBits = 32; // a bucket
    private const uint LeftMultiplier = 0x9E3779B1, RightMultiplier = 0x85EBCA77;

    private readonly TableMemory memory;
    private readonly int bucketCount;

    /// <summary>The last two keys and costs of a bucket may be of pairs that had no room in the one before; then the last key of that one says so.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Bucket
    {
        internal fixed ulong Keys[InBucket]; // 0 = free
        internal fixed double Costs[InBucket];
    }

    internal PairTable(int wordCount, int pairCount)
    {
        bucketCount = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, pairCount / 3));
        Shift = 32 - BitOperations.Log2((uint)(bucketCount * FilterBits));
        if (Shift <= 0) throw new InvalidOperationException("more pairs than the table can hold");
        long bucketBytes = (bucketCount + (long)Spare) * sizeof(Bucket), aloneBytes = wordCount * (long)sizeof(double);
        memory = new TableMemory(bucketBytes + aloneBytes + (bucketCount * (long)sizeof(uint)));
        Buckets = (Bucket*)memory.Start;
        Alone = (double*)(memory.Start + bucketBytes);
        Filter = (uint*)(memory.Start + bucketBytes + aloneBytes);
    }

    /// <summary>By word: what an edge from it costs if the pair is not known.</summary>
    internal double* Alone { get; }

    internal Bucket* Buckets { get; }

    internal uint* Filter { get; }

    /// <summary>For <see cref="Hash"/>.</summary>
    internal int Shift { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint HashLeft(int left) => (uint)left * LeftMultiplier;

    /// <summary>The bit of the filter; without its low five bits, the bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Hash(uint leftHash, int right, int shift) => (leftHash + ((uint)right * RightMultiplier)) >> shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Key(int left, int right) => ((ulong)(uint)left << WordTable.WordBits) | (uint)right;

    /// <summary>Calls what <see cref="MayHave"/> will look at into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch(uint* filter, uint hash)
    {
        if (Sse.IsSupported) Sse.Prefetch0(filter + (hash / FilterBits));
    }

    /// <summary>Calls what <see cref="Find"/> will look at into the cache if <paramref name="has"/> is 1, not if it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch(Bucket* buckets, uint hash, uint has)
    {
        if (Sse.IsSupported) Sse.Prefetch0(buckets + (hash / FilterBits * has));
    }

    /// <summary>1 if the pair may be known, 0 if it is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint MayHave(uint* filter, uint hash) => (filter[hash / FilterBits] >> (int)(hash % FilterBits)) & 1;

    /// <summary>The cost of a pair; infinite if it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Find(Bucket* buckets, uint hash, ulong key)
    {
        Bucket* bucket = buckets + (hash / FilterBits);
        while (true)
        {
            Vector256<ulong> keys = Vector256.Load(bucket->Keys) & Vector256.Create(~Overflown);
            uint found = Vector256.Equals(keys, Vector256.Create(key)).ExtractMostSignificantBits();
            // No branch for found or not, which is as good as random.
            long cost = ((long*)bucket->Costs)[BitOperations.TrailingZeroCount(found | (1 << (InBucket - 1)))];
            long mask = -(long)found >> 63;
            if (((ulong)~mask & bucket->Keys[InBucket - 1] & Overflown) == 0)
                return BitConverter.Int64BitsToDouble((cost & mask) | (Infinite & ~mask));
            bucket++;
        }
    }

    /// <summary>The cost of a pair; infinite if it is not known.</summary>
    internal double CostOf(int left, int right)
    {
        uint hash = Hash(HashLeft(left), right, Shift);
        return MayHave(Filter, hash) == 0 ? double.PositiveInfinity : Find(Buckets, hash, Key(left, right));
    }

    internal void Add(int left, int right, double cost)
    {
        uint hash = Hash(HashLeft(left), right, Shift);
        Filter[hash / FilterBits] |= 1u << (int)(hash % FilterBits);
        for (Bucket* bucket = Buckets + (hash / FilterBits); bucket < Buckets + bucketCount + Spare - 1; bucket++)
        {
            for (int i = 0; i < InBucket; i++)
            {
                if ((bucket->Keys[i] & ~Overflown) != 0) continue;
                bucket->Keys[i] |= Key(left, right);
                bucket->Costs[i] = cost;
                return;
            }
            bucket->Keys[InBucket - 1] |= Overflown;
        }
        throw new InvalidOperationException("more pairs of one hash than the table can hold");
    }
}
