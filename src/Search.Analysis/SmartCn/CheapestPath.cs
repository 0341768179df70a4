using System.Runtime.Intrinsics;

namespace Search.Analysis.SmartCn;

/// <summary>The cheapest way through the nodes of a <see cref="WordLattice"/>, on a tie the one found first, as the reference decides.</summary>
/// <remarks>
/// Costs are whole numbers with the node they come from in the low bits, which a processor adds and compares in a third of the time that
/// the reference's floating-point sums take. Wherever two such sums differ by more than all rounding, the reference's sums differ the same way.
/// Where two are nearer anywhere in the sentence, <see cref="ExactPath"/> does it again with the reference's sums.
/// </remarks>
internal sealed unsafe class CheapestPath(SmartCnDictionary dictionary)
{
    internal const int LongestSentence = LatticeEdges.LongestSentence; // sums of as many costs stay below PairTable.Infinite

    /// <summary>
    /// 2^-23: twice what rounding comes to at most. Each cost is off by 2^-36, a sum of 1,100 by less than 2^-25, two by 2^-24; the reference's
    /// own sums (below 2^14, rounded to 2^-39 each time) are off by less than 2^-28.
    /// </summary>
    private const long Near = 1L << (35 - 23 + PairTable.FreeBits);

    private readonly EdgeFinder finder = new(dictionary.Pairs);
    private readonly ExactPath exact = new(dictionary);
    private readonly SentenceArray<byte> edgeArray = new(sizeof(LatticeEdges));

    /// <summary>Gives by node the node before it on the cheapest way to it, in the bits of <paramref name="nodeMask"/>; the sentence's start, node 0, has none.</summary>
    /// <param name="words">By node: the sentence's start first, its end and the nodes that <see cref="LatticeNodes"/> adds for safety last.</param>
    /// <param name="spans">By node.</param>
    /// <param name="nodeCount">With the sentence's start and end.</param>
    /// <param name="first">By unit, up to the <paramref name="length"/>: the first node that starts there or later.</param>
    /// <param name="length">Of the sentence.</param>
    /// <param name="hasUserWords">Whether there are words of the user's; at their place they come first.</param>
    internal long* Find(int* words, ulong* spans, int nodeCount, int* first, int length, bool hasUserWords, out long nodeMask)
    {
        nodeMask = LatticeEdges.NodeMask;
        var edges = (LatticeEdges*)edgeArray.Start;
        if (nodeCount <= LatticeEdges.MostNodes && length <= LongestSentence && Search(words, spans, nodeCount, first, length, edges, hasUserWords))
            return edges->Best;
        nodeMask = -1;
        return exact.Find(words, spans, nodeCount, first);
    }

    /// <summary>False if two ways anywhere are too near to each other, or there are too many.</summary>
    private bool Search(int* words, ulong* spans, int nodeCount, int* first, int length, LatticeEdges* edges, bool hasUserWords)
    {
        int count = finder.Find(words, spans, nodeCount, first, length, edges);
        if (count < 0) return false;
        if (hasUserWords) EnterUserWords(words, edges, count);
        edges->Best[0] = 0;
        new Span<long>(edges->Best + 1, nodeCount - 1).Fill(LatticeEdges.Nowhere);
        Vector128<long> costBits = Vector128.CreateScalar(~(long)LatticeEdges.NodeMask), nearest = Vector128.CreateScalar(long.MaxValue);
        // All edges to a node come before those from it, so one pass in order settles all costs. Without a branch: which way is cheaper is as good as
        // random. In vectors of one element, since those have a minimum.
        for (nint i = 0; i < count; i++)
        {
            Vector128<long> way = (Vector128.CreateScalar(edges->Best[edges->From[i]]) & costBits) + Vector128.CreateScalar(edges->Costs[i]);
            long* best = &edges->Best[edges->To[i]];
            Vector128<long> before = Vector128.CreateScalar(*best);
            nearest = Vector128.Min(nearest, Vector128.Abs(way - before));
            *best = Vector128.Min(before, way).ToScalar();
        }
        return nearest.ToScalar() >= Near;
    }

    // To enter a user's word costs nothing.
    private void EnterUserWords(int* words, LatticeEdges* edges, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if ((words[edges->To[i]] & WordLattice.WordMask) == dictionary.UserWord) edges->Costs[i] &= LatticeEdges.NodeMask;
        }
    }
}
