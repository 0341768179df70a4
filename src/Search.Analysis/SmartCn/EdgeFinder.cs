using System.Runtime.InteropServices;

namespace Search.Analysis.SmartCn;

/// <summary>Finds where the edges from each node of a <see cref="WordLattice"/> lead, and which of their pairs are known.</summary>
/// <remarks>
/// What edges to a place have in common is worked out once a place. What the filter lets through is first called for, then looked up. Nearly every node
/// has at most one edge whose pair is known; it stands with the node, the others in a list.
/// </remarks>
internal sealed unsafe class EdgeFinder(PairTable pairs)
{
    private const int Marked = int.MinValue;
    private const int RightBits = 5, MostRights = 1 << RightBits; // of a candidate: which node of the place after

    private readonly SentenceArray<Place> placeArray = new(256);

    /// <summary>The nodes at a unit of the sentence, as what comes after others. Nearly every place has one or two.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Place
    {
        internal int First; // of its nodes
        internal uint Hash, SecondHash; // of the first two
        internal uint Others; // 0 if there is one node, 1 if there are two, 3 if more
    }

    /// <param name="words">By node; two more are readable after the last.</param>
    /// <param name="spans">By node.</param>
    /// <param name="nodeCount">With the sentence's start and end; at most <see cref="LatticeEdges.MostNodes"/>.</param>
    /// <param name="first">By unit, up to the <paramref name="length"/>: the first node that starts there or later.</param>
    /// <param name="length">Of the sentence.</param>
    /// <param name="edges">Where to write.</param>
    /// <returns>False if there are more edges than there is room for.</returns>
    internal bool Find(int* words, ulong* spans, int nodeCount, int* first, int length, LatticeEdges* edges)
    {
        new Span<long>(edges->KnownCosts, nodeCount).Fill(PairTable.Infinite);
        new Span<long>(edges->Best, nodeCount).Fill(LatticeEdges.Nowhere);
        new Span<long>(edges->Places, nodeCount).Fill(LatticeEdges.Nowhere);
        Place* places = placeArray.WithRoom(length + 1);
        ReadPlaces(words, first, length, places);
        int count = Sieve(words, spans, nodeCount - 1, places, edges);
        if (count < 0) return false;
        for (int i = 0; i < count; i++)
            PairTable.Prefetch(pairs.Buckets, edges->Buckets[i]);
        LookUp(words, edges, count);
        return true;
    }

    private static void ReadPlaces(int* words, int* first, int length, Place* places)
    {
        for (nint i = 0; i <= length; i++)
        {
            int at = first[i];
            int* there = words + at;
            places[i].First = at;
            places[i].Hash = PairTable.Hash(there[0] & WordLattice.WordMask);
            places[i].SecondHash = PairTable.Hash(there[1] & WordLattice.WordMask);
            uint second = (uint)~there[1] >> 31, third = second & ((uint)~there[2] >> 31); // the first of the next place is negative
            places[i].Others = second | (third << 1);
        }
    }

    /// <summary>Returns the number of candidates, or -1 if there is no room for all. Every edge is written; those that the filter lets through count.</summary>
    private int Sieve(int* words, ulong* spans, int end, Place* places, LatticeEdges* edges)
    {
        uint* filter = pairs.Filter;
        ulong* lefts = pairs.Lefts;
        nint count = 0;
        for (nint i = 0; i < end; i++)
        {
            Place* after = places + (spans[i] >> 32);
            ulong left = lefts[words[i] & WordLattice.WordMask];
            edges->Alone[i] = PairTable.AloneOf(left);
            edges->Next[i] = edges->Known[i] = after->First;
            uint hash = after->Hash, bucket = PairTable.BucketOf(left, hash);
            edges->Candidates[count] = (int)i << RightBits;
            edges->Buckets[count] = bucket;
            count += (nint)(filter[bucket] >> (int)hash & 1);
            hash = after->SecondHash;
            bucket = PairTable.BucketOf(left, hash);
            edges->Candidates[count] = ((int)i << RightBits) | 1;
            edges->Buckets[count] = bucket;
            count += (nint)(filter[bucket] >> (int)hash & after->Others & 1);
            if (after->Others > 1) count = AddRights(words, (int)i, left, after->First, edges, (int)count);
            if ((nuint)count >= LatticeEdges.MostCandidates) return -1;
        }
        return (int)count;
    }

    private int AddRights(int* words, int node, ulong left, int right, LatticeEdges* edges, int count)
    {
        int at = 2;
        for (right += at; words[right] >= 0; right++, at++)
        {
            if (at == MostRights || count >= LatticeEdges.MostCandidates) return -1;
            uint hash = PairTable.Hash(words[right]), bucket = PairTable.BucketOf(left, hash);
            if (!pairs.MayHave(bucket, hash)) continue;
            edges->Candidates[count] = (node << RightBits) | at;
            edges->Buckets[count++] = bucket;
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
}
