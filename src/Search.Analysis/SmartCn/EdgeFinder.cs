using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>Finds where the edges from each node of a <see cref="WordLattice"/> lead, and which of their pairs are known.</summary>
/// <remarks>
/// Eight nodes at a time where the processor can gather: words, hashes and the filter's bits. What the filter lets through is first called for, then
/// looked up. Nearly every node has at most one edge whose pair is known; it stands with the node, the others in a list.
/// </remarks>
internal sealed unsafe class EdgeFinder(PairTable pairs)
{
    private const int AtOnce = 8;
    private const int Marked = int.MinValue;
    private const int RightBits = 5, MostRights = 1 << RightBits; // of a candidate: which node of the place after

    // By a mask of eight bits: the lanes that are in it, in order, a byte each.
    private static readonly ulong[] Packing = [.. Enumerable.Range(0, 256).Select(Pack)];

    /// <param name="words">By node; ten more are readable after the last.</param>
    /// <param name="spans">By node; as many more.</param>
    /// <param name="nodeCount">With the sentence's start and end; at most <see cref="LatticeEdges.MostNodes"/>.</param>
    /// <param name="first">By unit, up to one after the sentence's length: the first node that starts there or later.</param>
    /// <param name="edges">Where to write.</param>
    /// <returns>False if there are more edges than there is room for.</returns>
    internal bool Find(int* words, ulong* spans, int nodeCount, int* first, LatticeEdges* edges)
    {
        int count = Avx2.IsSupported ? SieveByEight(words, spans, nodeCount, first, edges) : Sieve(words, spans, nodeCount, first, edges);
        if (count < 0) return false;
        for (int i = 0; i < count; i++)
            PairTable.Prefetch(pairs.Buckets, edges->Buckets[i]);
        LookUp(words, edges, count);
        return true;
    }

    // Both sieves return the number of candidates, or -1 if there is no room for all.
    private int Sieve(int* words, ulong* spans, int nodeCount, int* first, LatticeEdges* edges)
    {
        new Span<long>(edges->KnownCosts, nodeCount).Fill(PairTable.Infinite);
        new Span<long>(edges->Best, nodeCount).Fill(LatticeEdges.Nowhere);
        new Span<long>(edges->Places, nodeCount).Fill(LatticeEdges.Nowhere);
        int count = 0;
        for (int left = 0; left < nodeCount - 1; left++)
        {
            int right = first[spans[left] >> 32], rightWord = words[right] & WordLattice.WordMask;
            ulong known = pairs.Lefts[words[left] & WordLattice.WordMask];
            edges->Alone[left] = (long)(known & ((1UL << PairTable.CostBits) - 1)) << PairTable.FreeBits;
            edges->Next[left] = edges->Known[left] = right;
            uint bucket = PairTable.BucketOf(known, rightWord);
            edges->Candidates[count] = left << RightBits;
            edges->Buckets[count] = bucket;
            count += pairs.MayHave(bucket, rightWord) ? 1 : 0;
            if (words[right + 1] >= 0) count = AddRights(words, left, right, 1, edges, count);
            if ((uint)count >= LatticeEdges.MostCandidates) return -1;
        }
        return count;
    }

    // Nearly every place has one or two nodes; these are the others.
    private int AddRights(int* words, int left, int right, int at, LatticeEdges* edges, int count)
    {
        ulong known = pairs.Lefts[words[left] & WordLattice.WordMask];
        for (right += at; words[right] >= 0; right++, at++)
        {
            if (at == MostRights || count >= LatticeEdges.MostCandidates) return -1;
            uint bucket = PairTable.BucketOf(known, words[right]);
            if (!pairs.MayHave(bucket, words[right])) continue;
            edges->Candidates[count] = (left << RightBits) | at;
            edges->Buckets[count++] = bucket;
        }
        return count;
    }

    private int SieveByEight(int* words, ulong* spans, int nodeCount, int* first, LatticeEdges* edges)
    {
        int* filter = (int*)pairs.Filter;
        int count = 0, end = nodeCount - 1;
        long* known = (long*)pairs.Lefts;
        Vector256<int> wordMask = Vector256.Create(WordLattice.WordMask), multiplier = Vector256.Create(unchecked((int)PairTable.Multiplier));
        Vector256<int> bitMask = Vector256.Create(31), shiftMask = Vector256.Create(63);
        Vector256<int> lefts = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) << RightBits, one = Vector256.Create(1), eight = Vector256.Create(AtOnce << RightBits);
        Vector256<long> infinite = Vector256.Create(PairTable.Infinite), nowhere = Vector256.Create(LatticeEdges.Nowhere);
        Vector256<long> costMask = Vector256.Create((1L << PairTable.CostBits) - 1);
        fixed (ulong* packing = Packing)
        {
            for (int i = 0; i < nodeCount; i += AtOnce)
            {
                Vector256<int> ends = HighHalves(Vector256.Load(spans + i).AsInt64(), Vector256.Load(spans + i + 4).AsInt64());
                Vector256<int> right = Avx2.GatherVector256(first, ends, sizeof(int));
                Vector256<int> left = Vector256.Load(words + i) & wordMask;
                Vector256<long> known0 = Avx2.GatherVector256(known, left.GetLower(), sizeof(long)), known4 = Avx2.GatherVector256(known, left.GetUpper(), sizeof(long));
                Vector256<int> word0 = Avx2.GatherVector256(words, right, sizeof(int));
                Vector256<int> word1 = Avx2.GatherVector256(words + 1, right, sizeof(int));
                Vector256<int> word2 = Avx2.GatherVector256(words + 2, right, sizeof(int));
                Vector256<int> ofLeft = HighHalves(known0, known4);
                Vector256<uint> shift = ((ofLeft >>> (PairTable.ShiftAt - 32)) & shiftMask).AsUInt32();
                Vector256<int> own = ofLeft >>> (PairTable.BucketAt - 32);
                Vector256<int> bucket0 = own + Avx2.ShiftRightLogicalVariable((word0 & wordMask) * multiplier, shift);
                Vector256<int> bucket1 = own + Avx2.ShiftRightLogicalVariable((word1 & wordMask) * multiplier, shift);
                right.Store(edges->Known + i);
                right.Store(edges->Next + i);
                infinite.Store(edges->KnownCosts + i);
                infinite.Store(edges->KnownCosts + i + 4);
                nowhere.Store(edges->Best + i);
                nowhere.Store(edges->Best + i + 4);
                nowhere.Store(edges->Places + i);
                nowhere.Store(edges->Places + i + 4);
                ((known0 & costMask) << PairTable.FreeBits).Store(edges->Alone + i);
                ((known4 & costMask) << PairTable.FreeBits).Store(edges->Alone + i + 4);
                Vector256<int> row0 = Avx2.GatherVector256(filter, bucket0, sizeof(int)), row1 = Avx2.GatherVector256(filter, bucket1, sizeof(int));
                // The bit that is asked for comes to the sign.
                Vector256<uint> bit0 = Vector256.AndNot(bitMask, word0).AsUInt32(), bit1 = Vector256.AndNot(bitMask, word1).AsUInt32();
                uint counted = end - i < AtOnce ? (1u << (end - i)) - 1 : 0xFF;
                uint has0 = Avx2.ShiftLeftLogicalVariable(row0, bit0).ExtractMostSignificantBits() & counted;
                uint has1 = Vector256.AndNot(Avx2.ShiftLeftLogicalVariable(row1, bit1), word1).ExtractMostSignificantBits() & counted;

                Vector256<int> lanes = Avx2.ConvertToVector256Int32((byte*)(packing + has0));
                Avx2.PermuteVar8x32(lefts, lanes).Store(edges->Candidates + count);
                Avx2.PermuteVar8x32(bucket0, lanes).Store((int*)edges->Buckets + count);
                count += BitOperations.PopCount(has0);
                lanes = Avx2.ConvertToVector256Int32((byte*)(packing + has1));
                Avx2.PermuteVar8x32(lefts + one, lanes).Store(edges->Candidates + count);
                Avx2.PermuteVar8x32(bucket1, lanes).Store((int*)edges->Buckets + count);
                count += BitOperations.PopCount(has1);
                lefts += eight;
                for (uint more = ~(word1 | word2).ExtractMostSignificantBits() & counted; more != 0; more &= more - 1)
                {
                    int at = i + BitOperations.TrailingZeroCount(more);
                    count = AddRights(words, at, edges->Next[at], 2, edges, count);
                    if (count < 0) return -1;
                }
                if (count >= LatticeEdges.MostCandidates) return -1;
            }
        }
        return count;
    }

    private void LookUp(int* words, LatticeEdges* edges, int count)
    {
        PairTable.Bucket* table = pairs.Buckets;
        int more = 0;
        for (nint i = 0; i < count; i++)
        {
            int candidate = edges->Candidates[i];
            nint left = candidate >> RightBits, right = (edges->Next[left] & int.MaxValue) + (candidate & (MostRights - 1));
            long cost = PairTable.Find(table + edges->Buckets[i], words[right] & WordLattice.WordMask);
            if (edges->KnownCosts[left] >= PairTable.Infinite)
            {
                edges->Known[left] = (int)right;
                edges->KnownCosts[left] = cost;
            }
            else if (cost < PairTable.Infinite)
            {
                edges->MoreCosts[more] = cost;
                edges->MoreKnown[more] = (int)right;
                edges->MoreNext[more] = edges->Next[left] < 0 ? edges->More[left] : -1;
                edges->More[left] = more++;
                edges->Next[left] |= Marked;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> HighHalves(Vector256<long> low, Vector256<long> high) =>
        Avx2.Permute4x64(Avx.Shuffle(low.AsSingle(), high.AsSingle(), 0b11_01_11_01).AsUInt64(), 0b11_01_10_00).AsInt32();

    private static ulong Pack(int mask)
    {
        ulong lanes = 0;
        for (int lane = 7; lane >= 0; lane--)
        {
            if ((mask >> lane & 1) != 0) lanes = (lanes << 8) | (uint)lane;
        }
        return lanes;
    }
}
