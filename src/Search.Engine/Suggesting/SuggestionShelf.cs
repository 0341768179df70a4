namespace Search.Engine;

/// <summary>
/// Entries in a large run and a small one of what came since the large one was built: a new headline costs the sorting of few. The large one is
/// built again when the small one has grown, or when many of its entries are gone; searches keep what they have meanwhile.
/// </summary>
internal sealed class SuggestionShelf(SuggestionKeys keys, int mostEntries)
{
    private const int LeastMerged = 2_000;

    private readonly List<(SuggestionEntry Entry, byte[] Starts)> added = [];
    private SuggestionRun large = SuggestionRun.Empty;
    private int inSmall;
    private int gone;

    public IReadOnlyList<SuggestionRun> Runs { get; private set; } = [];

    public void Add(SuggestionEntry entry, byte[] starts)
    {
        added.Add((entry, starts));
        gone++; // until it is counted
    }

    public void Count(SuggestionEntry entry, int count)
    {
        if (entry.Count == 0 && count > 0) gone--;
        if (entry.Count > 0 && count == 0) gone++;
        entry.Count = count;
    }

    /// <returns>Entries that are on the shelf no more.</returns>
    public IReadOnlyList<SuggestionEntry> Publish()
    {
        bool grown = added.Count > Math.Max(LeastMerged, large.Entries.Count / 2);
        if (!grown && gone <= Math.Max(LeastMerged, large.Entries.Count / 4))
        {
            if (inSmall != added.Count) Runs = [large, SuggestionRun.Build(keys, SuggestionRun.Empty, added, _ => true)];
            inSmall = added.Count;
            return [];
        }

        List<SuggestionEntry> all = [.. large.Entries, .. added.Select(a => a.Entry)];
        HashSet<SuggestionEntry> dropped = [.. all.Where(entry => entry.Count == 0)];
        if (all.Count - dropped.Count > mostEntries) dropped.UnionWith(all.Except(dropped).OrderByDescending(entry => entry.Weight).Skip(mostEntries).ToList());
        large = SuggestionRun.Build(keys, large, added, entry => !dropped.Contains(entry));
        added.Clear();
        Runs = [large];
        (inSmall, gone) = (0, 0);
        return [.. dropped];
    }
}
