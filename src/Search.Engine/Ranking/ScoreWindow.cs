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

    /// <summary>One term's weighted occurrences; all 0 between terms.</summary>
    public float[] Frequency { get; } = new float[SegmentScorer.WindowSize];

    /// <summary>The places one term occurs at.</summary>
    public ushort[] Order { get; } = new ushort[SegmentScorer.WindowSize];

    public void Clear()
    {
        Array.Clear(Sums);
        Array.Clear(Meanings);
        Array.Clear(Found);
        Array.Clear(Touched);
    }
}
