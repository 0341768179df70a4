using System.Runtime.CompilerServices;

namespace Search.Analysis.SmartCn;

/// <summary>The cheapest way through the nodes of a <see cref="WordLattice"/>, on a tie the one found first, as the reference decides.</summary>
/// <remarks>
/// <para>An edge whose pair is not known costs the same whatever its right word, so what all such edges into a place come to is kept with the place;
/// only known pairs, one edge in five, are looked at one by one. A pair that is known costs less than one that is not, by far more than rounding
/// can hide, so a left word that has both in the reckoning decides nothing by the dearer one.</para>
/// <para>Costs are whole numbers with the node they come from in the low bits, which a processor adds and compares in a third of the time that
/// the reference's floating-point sums take. Wherever two such sums differ by more than all rounding, the reference's sums differ the same way.
/// Where two are nearer anywhere in the sentence, <see cref="ExactPath"/> does it again with the reference's sums.</para>
/// </remarks>
internal sealed unsafe class CheapestPath(SmartCnDictionary dictionary)
{
    private const int NodeMask = (1 << PairTable.FreeBits) - 1;
    private const int LongestSentence = 1100; // units; sums of as many costs stay below PairTable.Infinite

    /// <summary>
    /// 2^-23: twice what rounding comes to at most. Each cost is off by 2^-36, a sum of 1,100 by less than 2^-25, two by 2^-24; the reference's
    /// own sums (below 2^14, rounded to 2^-39 each time) are off by less than 2^-28.
    /// </summary>
    private const long Near = 1L << (35 - 23 + PairTable.FreeBits);

    private readonly EdgeFinder finder = new(dictionary.Pairs);
    private readonly ExactPath exact = new(dictionary);
    private readonly SentenceArray<byte> edgeArray = new(sizeof(LatticeEdges));
    private readonly SentenceArray<int> previousArray = new(1024);

    /// <summary>Gives by node the node before it on the cheapest way to it; the sentence's start, node 0, has none.</summary>
    /// <param name="words">By node: the sentence's start first, its end and the nodes that <see cref="WordLattice"/> adds for safety last.</param>
    /// <param name="spans">By node.</param>
    /// <param name="nodeCount">With the sentence's start and end.</param>
    /// <param name="first">By unit, up to the <paramref name="length"/>: the first node that starts there or later.</param>
    /// <param name="length">Of the sentence.</param>
    /// <param name="hasUserWords">Whether there are words of the user's; at their place they come first.</param>
    internal int* Find(int* words, ulong* spans, int nodeCount, int* first, int length, bool hasUserWords)
    {
        int* previous = previousArray.WithRoom(nodeCount);
        if (nodeCount > LatticeEdges.MostNodes || length > LongestSentence || !Search(words, spans, nodeCount, first, length, previous, hasUserWords))
            exact.Find(words, spans, nodeCount, first, previous);
        return previous;
    }

    /// <summary>False if two ways anywhere are too near to each other, or there are too many.</summary>
    private bool Search(int* words, ulong* spans, int nodeCount, int* first, int length, int* previous, bool hasUserWords)
    {
        var edges = (LatticeEdges*)edgeArray.Start;
        if (!finder.Find(words, spans, nodeCount, first, length, edges)) return false;
        edges->Places[0] = 0;
        long near = 0; // negative as soon as two ways were near
        nint place = 0;
        int others = hasUserWords ? -1 : 0;
        // Every node is reached from nodes before it, so one pass in order settles all costs.
        for (nint i = 0; i < nodeCount - 1; i++)
        {
            nint word = words[i];
            place ^= (place ^ i) & (word >> 63);
            long way = Lesser(edges->Best[i], edges->Places[place], ref near);
            previous[i] = (int)way & NodeMask;
            way = (way & ~NodeMask) + i;
            int to = edges->Next[i];
            Improve(&edges->Places[to & int.MaxValue], way + edges->Alone[i], ref near);
            Improve(&edges->Best[edges->Known[i]], way + edges->KnownCosts[i], ref near);
            if ((to | others) < 0)
                near |= ImproveOthers(words, edges, way, (int)i, hasUserWords);
        }
        int end = nodeCount - 1;
        previous[end] = (int)Lesser(edges->Best[end], edges->Places[end], ref near) & NodeMask;
        return near >= 0;
    }

    private long ImproveOthers(int* words, LatticeEdges* edges, long way, int left, bool hasUserWords)
    {
        long near = 0;
        int right = edges->Next[left] & int.MaxValue;
        // To enter a user's word costs nothing.
        if (hasUserWords && (words[right] & WordLattice.WordMask) == dictionary.UserWord)
        {
            for (int user = right; (words[user] & WordLattice.WordMask) == dictionary.UserWord && (user == right || words[user] >= 0); user++)
                Improve(&edges->Best[user], way, ref near);
        }
        if (edges->Next[left] >= 0) return near;
        for (int more = edges->More[left]; more >= 0; more = edges->MoreNext[more])
            Improve(&edges->Best[edges->MoreKnown[more]], way + edges->MoreCosts[more], ref near);
        return near;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Improve(long* best, long way, ref long near) => *best = Lesser(*best, way, ref near);

    // Without a branch: which is less is as good as random.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Lesser(long one, long other, ref long near)
    {
        long difference = other - one;
        near |= ~(difference + Near) & (difference - Near);
        return one + (difference & (difference >> 63));
    }
}
