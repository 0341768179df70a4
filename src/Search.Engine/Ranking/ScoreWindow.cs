namespace Search.Engine;

/// <summary>Scores of a row of articles while they are added up, one number a place; a search has one for all of its segments, and leaves it to the next one clear.</summary>
internal sealed class ScoreWindow
{
    public float[] Sums { get; } = new float[SegmentScorer.WindowSize];

    public float[] Meanings { get; } = new float[SegmentScorer.WindowSize];

    /// <summary>A bit for each article that a term found.</summary>
    public ulong[] Found { get; } = new ulong[SegmentScorer.WindowSize / 64];

    /// <summary>A bit for each article that has a term which does not find by itself.</summary>
    public ulong[] Touched { get; } = new ulong[SegmentScorer.WindowSize / 64];

    /// <summary>A bit for each article that may still be among the best; of the last window that was narrowed.</summary>
    public ulong[] Reaching { get; } = new ulong[SegmentScorer.WindowSize / 64];

    /// <summary>One term's weighted occurrences; all 0 between terms.</summary>
    public float[] Frequency { get; } = new float[SegmentScorer.WindowSize];

    /// <summary>The places one term occurs at, and room for one that is not kept.</summary>
    public ushort[] Order { get; } = new ushort[SegmentScorer.WindowSize + 1];

    public void Clear()
    {
        // Most windows of rare terms are nearly empty.
        for (int word = 0; word < Found.Length; word++)
        {
            if ((Found[word] | Touched[word]) == 0) continue;
            Sums.AsSpan(word << 6, 64).Clear();
            Meanings.AsSpan(word << 6, 64).Clear();
        }

        Array.Clear(Found);
        Array.Clear(Touched);
    }
}
