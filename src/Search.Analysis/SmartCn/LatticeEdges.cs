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

    /// <summary>After as many only the first two of a place are added, and the rest is looked up when it is needed.</summary>
    internal const int MostCandidates = 2 * MostNodes;

    private const int Length = MostNodes + 24; // eight nodes are written at a time; and distances that are no powers of two

    /// <summary>By node: what the edge to <see cref="Known"/> costs; infinite if the pair is not known.</summary>
    internal fixed long KnownCosts[Length];

    /// <summary>By node: what an edge from it costs if the pair is not known.</summary>
    internal fixed long Alone[Length];

    /// <summary>By node: the cheapest way to it along a pair that is known, with the node before in the low bits.</summary>
    internal fixed long Best[Length];

    /// <summary>By the first node of a place: the cheapest way to the place along a pair that is not known.</summary>
    internal fixed long Places[Length];

    /// <summary>By node: the first node at the place after it; with the sign bit set if edges may be known that <see cref="Known"/> does not tell.</summary>
    internal fixed int Next[Length];

    /// <summary>By node: a node at the place after it.</summary>
    internal fixed int Known[Length];

    /// <summary>Edges that the filter lets through: node * 16, and which node of the place after it.</summary>
    internal fixed int Candidates[(2 * MostCandidates) + 48];

    /// <summary>Of these pairs.</summary>
    internal fixed uint Buckets[(2 * MostCandidates) + 48];
}
