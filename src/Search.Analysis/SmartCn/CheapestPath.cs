using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Node = Search.Analysis.SmartCn.WordLattice.Node;

namespace Search.Analysis.SmartCn;

/// <summary>The cheapest way through the nodes of a <see cref="WordLattice"/>, on a tie the one found first, as the reference decides.</summary>
/// <remarks>
/// An edge whose pair is not known costs the same whatever its right word, so what all such edges into a place come to is kept with the place;
/// only known pairs, one edge in five, are looked at one by one. A pair that is known costs less than one that is not, by far more than rounding
/// can hide, so a left word that has both in the reckoning decides nothing by the dearer one.
/// </remarks>
internal sealed unsafe class CheapestPath
{
    private readonly PairTable pairs;
    private readonly SentenceArray<Edges> edgeArray = new(1024);
    private readonly SentenceArray<int> candidateArray = new(2048); // edges that the filter lets through: node * 2, + 1 for the second
    private readonly SentenceArray<Best> bestArray = new(1024);
    private readonly SentenceArray<Best> placeArray = new(256);
    private readonly SentenceArray<int> pathArray = new(1024);
    private int* path;

    /// <summary>The edges from a node.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Edges
    {
        internal double Cost0; // of the pair with the first node at the place after it; infinite if it is not known
        internal double Cost1; // with the second
        internal int First; // the first node at the place after it
        internal int Place; // this place
        internal int Count; // of the nodes there; almost always one or two
        internal uint Hash0; // of the pair with the first node there
        internal uint Hash1; // with the second
    }

    /// <summary>The cheapest way known to a node or place.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Best
    {
        internal double Cost;
        internal int Previous; // node
        internal int Unused;
    }

    internal CheapestPath(SmartCnDictionary dictionary) => pairs = dictionary.Pairs;

    /// <summary>The number of nodes on the path.</summary>
    internal int Count { get; private set; }

    /// <summary>The nodes on the path, without the sentence's start and end.</summary>
    internal int this[int token] => path[token];

    internal void Clear() => Count = 0;

    /// <param name="nodes">The sentence's start first, its end and one more node last.</param>
    /// <param name="nodeCount">Of these.</param>
    /// <param name="first">By unit, up to one after <paramref name="length"/>: the first node that starts there or later.</param>
    /// <param name="length">Of the sentence.</param>
    /// <param name="hasUserWords">Whether there are nodes of the kind <see cref="TokenKind.User"/>; at their place they come first.</param>
    internal void Find(Node* nodes, int nodeCount, int* first, int length, bool hasUserWords)
    {
        int end = nodeCount - 2;
        Edges* edges = edgeArray.WithRoom(nodeCount);
        int* candidates = candidateArray.WithRoom((2 * nodeCount) + 2);
        Best* best = bestArray.WithRoom(nodeCount);
        Best* places = placeArray.WithRoom(length + 3) + 1; // the start node stands at -1
        new Span<Best>(best, nodeCount).Fill(new Best { Cost = double.PositiveInfinity });
        new Span<Best>(places, length + 1).Fill(new Best { Cost = double.PositiveInfinity });
        Link(nodes, end, first, edges);
        int candidateCount = Sieve(end, edges, candidates);
        FindCosts(nodes, edges, candidates, candidateCount);
        places[-1] = default;
        Search(nodes, end, edges, best, places, hasUserWords);
        TakePath(best, nodeCount);
    }

    // The tables are larger than the nearer caches. What a pass will read, the pass before calls for, so that it need not wait.
    private void Link(Node* nodes, int end, int* first, Edges* edges)
    {
        uint* filter = pairs.Filter;
        int shift = pairs.Shift;
        double* alone = pairs.Alone;
        for (int i = 0; i < end; i++, edges++)
        {
            int left = nodes[i].Word;
            int next = first[nodes[i].End];
            Node* right = nodes + next;
            int place = right->Start;
            uint leftHash = PairTable.HashLeft(left);
            uint hash0 = PairTable.Hash(leftHash, right->Word, shift);
            uint hash1 = PairTable.Hash(leftHash, right[1].Word, shift); // perhaps of another place, then it is not counted
            PairTable.Prefetch(filter, hash0);
            PairTable.Prefetch(filter, hash1);
            if (Sse.IsSupported) Sse.Prefetch0(alone + left);
            edges->First = next;
            edges->Place = place;
            edges->Count = first[place + 1] - next;
            edges->Hash0 = hash0;
            edges->Hash1 = hash1;
        }
    }

    /// <summary>Leaves the edges whose pairs may be known; returns how many.</summary>
    private int Sieve(int end, Edges* edges, int* candidates)
    {
        uint* filter = pairs.Filter;
        PairTable.Bucket* buckets = pairs.Buckets;
        int* candidate = candidates;
        for (int i = 0; i < end; i++, edges++)
        {
            edges->Cost0 = edges->Cost1 = double.PositiveInfinity;
            *candidate = 2 * i;
            uint has = PairTable.MayHave(filter, edges->Hash0);
            PairTable.Prefetch(buckets, edges->Hash0, has);
            candidate += has;
            *candidate = (2 * i) + 1;
            has = PairTable.MayHave(filter, edges->Hash1) & ((uint)(1 - edges->Count) >> 31);
            PairTable.Prefetch(buckets, edges->Hash1, has);
            candidate += has;
        }
        return (int)(candidate - candidates);
    }

    private void FindCosts(Node* nodes, Edges* edges, int* candidates, int count)
    {
        PairTable.Bucket* buckets = pairs.Buckets;
        for (int i = 0; i < count; i++)
        {
            int left = candidates[i] >> 1, second = candidates[i] & 1;
            Edges* from = edges + left;
            ulong key = PairTable.Key(nodes[left].Word, nodes[from->First + second].Word);
            (&from->Cost0)[second] = PairTable.Find(buckets, (&from->Hash0)[second], key);
        }
    }

    // Every node is reached from nodes before it, so one pass in order settles all costs.
    private void Search(Node* nodes, int end, Edges* edges, Best* best, Best* places, bool hasUserWords)
    {
        double* alone = pairs.Alone;
        for (int i = 0; i < end; i++)
        {
            double cost = Settle(best + i, places + nodes[i].Start);
            Edges* e = edges + i;
            Improve(places + e->Place, cost + alone[nodes[i].Word], i);
            Improve(best + e->First, cost + e->Cost0, i);
            Improve(best + e->First + 1, cost + e->Cost1, i);
            if (e->Count > 2)
                ImproveMore(nodes, best, i, e, cost);
            if (hasUserWords)
                ImproveUserWords(nodes, best, i, e, cost);
        }
        Settle(best + end, places + nodes[end].Start);
    }

    private void ImproveMore(Node* nodes, Best* best, int left, Edges* e, double cost)
    {
        for (int right = e->First + 2; right < e->First + e->Count; right++)
            Improve(best + right, cost + pairs.CostOf(nodes[left].Word, nodes[right].Word), left);
    }

    // To enter a user's word costs nothing.
    private static void ImproveUserWords(Node* nodes, Best* best, int left, Edges* e, double cost)
    {
        for (int right = e->First; nodes[right].Kind == TokenKind.User && right < e->First + e->Count; right++)
            Improve(best + right, cost, left);
    }

    /// <summary>Chooses between known pairs and the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Settle(Best* node, Best* place)
    {
        double byPair = node->Cost, other = place->Cost;
        int mask = -(other < byPair ? 1 : 0);
        int previous = node->Previous ^ ((node->Previous ^ place->Previous) & mask);
        if (other == byPair) // the left word that came first
            previous = Math.Min(node->Previous, place->Previous);
        node->Previous = previous;
        return double.MinNative(byPair, other);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Improve(Best* best, double cost, int previous)
    {
        double old = best->Cost;
        int mask = -(cost < old ? 1 : 0);
        best->Previous ^= (best->Previous ^ previous) & mask;
        best->Cost = double.MinNative(cost, old);
    }

    private void TakePath(Best* best, int nodeCount)
    {
        int* end = pathArray.WithRoom(nodeCount) + nodeCount;
        int* at = end;
        for (int node = best[nodeCount - 2].Previous; node != 0; node = best[node].Previous)
            *--at = node;
        path = at;
        Count = (int)(end - at);
    }
}
