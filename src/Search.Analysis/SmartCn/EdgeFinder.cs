namespace Search.Analysis.SmartCn;

/// <summary>Finds the edges between the nodes of a <see cref="WordLattice"/>, and what they cost.</summary>
/// <remarks>
/// What edges to a place have in common is worked out once a place. Every edge is written as if its pair were not known; of those that the filter lets
/// through the buckets are first called for, then looked up.
/// </remarks>
internal sealed unsafe class EdgeFinder(PairTable pairs)
{
    /// <param name="words">By node; two more are readable after the last.</param>
    /// <param name="spans">By node.</param>
    /// <param name="nodeCount">With the sentence's start and end; at most <see cref="LatticeEdges.MostNodes"/>.</param>
    /// <param name="first">By unit, up to the <paramref name="length"/>: the first node that starts there or later.</param>
    /// <param name="length">Of the sentence.</param>
    /// <param name="edges">Where to write.</param>
    /// <returns>The number of edges; -1 if there are more than there is room for.</returns>
    internal int Find(int* words, ulong* spans, int nodeCount, int* first, int length, LatticeEdges* edges)
    {
        ReadPlaces(words, first, length, edges);
        int count = Write(words, spans, nodeCount - 1, edges);
        if (count < 0) return -1;
        int candidates = Sieve(edges, count);
        for (int i = 0; i < candidates; i++)
            PairTable.Prefetch(pairs.Buckets, edges->Pairs[edges->Candidates[i]]);
        LookUp(words, edges, candidates);
        return count;
    }

    private static void ReadPlaces(int* words, int* first, int length, LatticeEdges* edges)
    {
        for (nint i = 0; i <= length; i++)
        {
            int at = first[i];
            int* there = words + at;
            edges->First[i] = at;
            edges->Hashes[i] = PairTable.Hash(there[0] & WordLattice.WordMask);
            int others = ~there[1]; // the first of the next place is negative
            uint second = (uint)others >> 31;
            edges->SecondHashes[i] = PairTable.Hash(there[second] & WordLattice.WordMask);
            edges->Others[i] = second + ((uint)(others & ~there[2]) >> 31 << 1);
        }
    }

    /// <summary>Returns the number of edges, or -1 if there is no room for all. Two are written for every node; those that are there count.</summary>
    private int Write(int* words, ulong* spans, int end, LatticeEdges* edges)
    {
        ulong* lefts = pairs.Lefts;
        uint* filter = pairs.Filter;
        nint edge = 0;
        for (nint i = 0; i < end; i++)
        {
            nuint after = (nuint)(spans[i] >> 32);
            ulong left = lefts[(uint)words[i] & WordLattice.WordMask];
            long cost = PairTable.AloneOf(left) + i;
            int right = edges->First[after];
            uint pair = PairTable.PlaceOf(left, edges->Hashes[after]);
            edges->Costs[edge] = cost;
            edges->From[edge] = (ushort)i;
            edges->To[edge] = (ushort)right;
            edges->Pairs[edge] = pair;
            PairTable.PrefetchFilter(filter, pair);
            edge++;
            pair = PairTable.PlaceOf(left, edges->SecondHashes[after]);
            edges->Costs[edge] = cost;
            edges->From[edge] = (ushort)i;
            edges->To[edge] = (ushort)(right + 1);
            edges->Pairs[edge] = pair;
            PairTable.PrefetchFilter(filter, pair);
            uint others = edges->Others[after];
            edge += (nint)(others & 1);
            if (others > 1) edge = AddRights(words, left, cost, right + 2, edges, edge);
            if (edge >= LatticeEdges.MostEdges) return -1;
        }
        return (int)edge;
    }

    private static nint AddRights(int* words, ulong left, long cost, int right, LatticeEdges* edges, nint edge)
    {
        for (; words[right] >= 0 && edge < LatticeEdges.MostEdges; right++)
        {
            edges->Costs[edge] = cost;
            edges->From[edge] = (ushort)((int)cost & LatticeEdges.NodeMask);
            edges->To[edge] = (ushort)right;
            edges->Pairs[edge++] = PairTable.PlaceOf(left, PairTable.Hash(words[right]));
        }
        return edge;
    }

    private int Sieve(LatticeEdges* edges, int edgeCount)
    {
        uint* filter = pairs.Filter;
        nint count = 0;
        for (nint edge = 0; edge < edgeCount; edge++)
        {
            edges->Candidates[count] = (int)edge;
            count += (nint)PairTable.MayHave(filter, edges->Pairs[edge]);
        }
        return (int)count;
    }

    private void LookUp(int* words, LatticeEdges* edges, int count)
    {
        PairTable.Bucket* buckets = pairs.Buckets;
        for (nint i = 0; i < count; i++)
        {
            nint edge = edges->Candidates[i];
            edges->Costs[edge] -= PairTable.Find(buckets, edges->Pairs[edge], words[edges->To[edge]] & WordLattice.WordMask);
        }
    }
}
