using System.Runtime.InteropServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// What <see cref="EdgeFinder"/> and <see cref="CheapestPath"/> note about the nodes of one sentence. All arrays stand in one block, at distances the
/// compiler knows: so many pointers would not find room in the processor's registers.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LatticeEdges
{
    /// <summary>A sentence of 1,024 units has 1,500 nodes, as a rule.</summary>
    internal const int MostNodes = 2048;

    /// <summary>Dearer than any way, even one that takes what cannot be, and not near it.</summary>
    internal const long Nowhere = (2 * PairTable.Infinite) + (PairTable.Infinite / 2);

    /// <summary>As many edges that the filter lets through; a sentence of 1,024 units has 500.</summary>
    internal const int MostCandidates = 2 * MostNodes;

    private const int Length = MostNodes + 24; // distances that are no powers of two
    private const int Room = 24; // two are written after the last

    /// <summary>By node: what the edge to <see cref="Known"/> costs; infinite if the pair is not known.</summary>
    internal fixed long KnownCosts[Length];

    /// <summary>By node: what an edge from it costs if the pair is not known.</summary>
    internal fixed long Alone[Length];

    /// <summary>By node: the cheapest way to it along a pair that is known, with the node before in the low bits.</summary>
    internal fixed long Best[Length];

    /// <summary>By the first node of a place: the cheapest way to the place along a pair that is not known.</summary>
    internal fixed long Places[Length];

    /// <summary>By node: the first node at the place after it; with the sign bit set if more edges than one are known; see <see cref="More"/>.</summary>
    internal fixed int Next[Length];

    /// <summary>By node: a node at the place after it.</summary>
    internal fixed int Known[Length];

    /// <summary>By node with more known edges than one: the last of those; a number for <see cref="MoreCosts"/> and those after it.</summary>
    internal fixed int More[Length];

    /// <summary>Edges that the filter lets through: node * 32, and which node of the place after it.</summary>
    internal fixed int Candidates[MostCandidates + Room];

    /// <summary>Of these pairs.</summary>
    internal fixed uint Buckets[MostCandidates + Room];

    /// <summary>What further known edges cost.</summary>
    internal fixed long MoreCosts[MostCandidates + Room];

    /// <summary>To which node they lead.</summary>
    internal fixed int MoreKnown[MostCandidates + Room];

    /// <summary>The next of the same node, or -1.</summary>
    internal fixed int MoreNext[MostCandidates + Room];
}
