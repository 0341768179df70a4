using System.Runtime.InteropServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// What <see cref="EdgeFinder"/> and <see cref="CheapestPath"/> note about the nodes of the sentences that are cut together. All arrays stand in one block, at distances the
/// compiler knows: so many pointers would not find room in the processor's registers.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LatticeEdges
{
    /// <summary>Units.</summary>
    internal const int LongestSentence = 1100;

    /// <summary>A sentence of 1,024 units has 1,500 nodes, as a rule.</summary>
    internal const int MostNodes = 2048;

    /// <summary>A sentence of 1,024 units has 2,000 edges.</summary>
    internal const int MostEdges = 2 * MostNodes;

    /// <summary>The bits of a cost that are a node.</summary>
    internal const int NodeMask = (1 << PairTable.FreeBits) - 1;

    /// <summary>Dearer than any way, and not near it.</summary>
    internal const long Nowhere = 2 * PairTable.Infinite;

    private const int Room = 24; // two are written after the last; distances that are no powers of two

    /// <summary>By node: the cheapest way to it, with the node before in the low bits.</summary>
    internal fixed long Best[MostNodes + Room];

    // The nodes at a place, as what comes after others. Nearly every place has one or two.

    /// <summary>By unit: the first node that starts there or later.</summary>
    internal fixed int First[LongestSentence + Room];

    /// <summary>By unit: the hash of this node's word.</summary>
    internal fixed uint Hashes[LongestSentence + Room];

    /// <summary>By unit: the hash of the second node's word; of the first's again if there is no second.</summary>
    internal fixed uint SecondHashes[LongestSentence + Room];

    /// <summary>By unit: 0 if there is one node, 1 if there are two, 3 if more.</summary>
    internal fixed uint Others[LongestSentence + Room];

    /// <summary>By edge, in the order of the nodes they come from: what it costs, with the node it comes from in the low bits.</summary>
    internal fixed long Costs[MostEdges + Room];

    /// <summary>By edge: the node it comes from.</summary>
    internal fixed ushort From[MostEdges + Room];

    /// <summary>By edge: the node it leads to.</summary>
    internal fixed ushort To[MostEdges + Room];

    /// <summary>Edges that the filter lets through.</summary>
    internal fixed int Candidates[MostEdges + Room];

    /// <summary>By edge: where its pair is; see <see cref="PairTable.PlaceOf"/>.</summary>
    internal fixed uint Pairs[MostEdges + Room];
}
