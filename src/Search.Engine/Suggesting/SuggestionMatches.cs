namespace Search.Engine;

/// <summary>The best matches of one way to read what was typed; a text is kept once, at its best place.</summary>
internal sealed class SuggestionMatches(SuggestionEntries entries, int capacity)
{
    /// <summary>Texts compared for one request, whatever is typed: more than that would make it slow, and only spellings that fit almost nothing get there.</summary>
    private const int MostTests = 50_000;

    private readonly List<(int Entry, int Offset, float Weight)> kept = [];
    private int tests;

    /// <summary>What is not better need not be offered.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    /// <summary>Best first.</summary>
    public IReadOnlyList<(int Entry, int Offset, float Weight)> Best => kept;

    public bool MayTest() => tests++ < MostTests;

    public void Add(int entry, int offset, float weight)
    {
        int known = kept.FindIndex(k => k.Entry == entry);
        if (known >= 0)
        {
            if (kept[known].Weight >= weight) return;
            kept.RemoveAt(known);
        }

        int at = kept.FindIndex(k => k.Weight < weight || (k.Weight == weight && entries.TextOf(k.Entry).SequenceCompareTo(entries.TextOf(entry)) > 0));
        kept.Insert(at < 0 ? kept.Count : at, (entry, offset, weight));
        if (kept.Count > capacity) kept.RemoveAt(capacity);
        if (kept.Count == capacity) Threshold = kept[^1].Weight;
    }
}
