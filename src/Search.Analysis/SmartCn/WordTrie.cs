using System.Numerics;
using System.Runtime.CompilerServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// A trie over UTF-16 units whose edges live in one open-addressed table, so that following an edge costs one cache line.
/// </summary>
/// <remarks>Built by one thread, then read by any number of threads.</remarks>
internal sealed class WordTrie
{
    internal const int None = -1;
    private const ulong Empty = ulong.MaxValue;

    // An edge: (node, unit) in the high 32 bits folded to 40 bits, target node in the low 24.
    private readonly ulong[] edges;
    private readonly int shift;
    private readonly int mask;
    private readonly int[] words;
    private readonly ulong[] begins = new ulong[1024];
    private int nodeCount = 1;

    /// <param name="expectedNodes">An upper bound of the number of nodes; at most 2^23.</param>
    internal WordTrie(int expectedNodes)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, expectedNodes * 2));
        edges = new ulong[capacity];
        for (int i = 0; i < edges.Length; i++)
            edges[i] = Empty; // Array.Fill would have to be compiled first
        mask = capacity - 1;
        shift = 64 - BitOperations.Log2((uint)capacity);
        words = new int[expectedNodes + 1];
        for (int i = 0; i < words.Length; i++)
            words[i] = None;
    }

    internal const int Root = 0;

    /// <summary>The word that ends at a node, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int WordAt(int node) => words[node];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Follow(int node, char unit)
    {
        ulong key = ((ulong)(uint)node << 16) | unit;
        int slot = (int)((key * 0x9E3779B97F4A7C15UL) >> shift);
        while (true)
        {
            ulong edge = edges[slot];
            if (edge >> 24 == key) return (int)(edge & 0xFFFFFF);
            if (edge == Empty) return None;
            slot = (slot + 1) & mask;
        }
    }

    /// <summary>A bit a unit: whether a word begins with it.</summary>
    internal ulong[] Begins => begins;

    internal int FollowOrAdd(int node, char unit)
    {
        int next = Follow(node, unit);
        if (next != None) return next;
        if (node == Root) begins[unit >> 6] |= 1UL << unit;
        next = nodeCount++;
        if (next == words.Length)
            throw new InvalidOperationException("The trie was made for fewer nodes.");
        ulong key = ((ulong)(uint)node << 16) | unit;
        int slot = (int)((key * 0x9E3779B97F4A7C15UL) >> shift);
        while (edges[slot] != Empty)
            slot = (slot + 1) & mask;
        edges[slot] = (key << 24) | (uint)next;
        return next;
    }

    internal void SetWord(int node, int word) => words[node] = word;
}
