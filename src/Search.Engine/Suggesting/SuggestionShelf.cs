namespace Search.Engine;

/// <summary>
/// Places of texts in a large run and a small one of what came since the large one was built: a new headline costs the sorting of few. When the small one
/// has grown they are made one; searches keep what they have meanwhile.
/// </summary>
internal sealed class SuggestionShelf(SuggestionKeys keys)
{
    private const int LeastMerged = 10_000;

    private List<SuggestionPlace> added = [];
    private SuggestionRun? large;
    private int inSmall;

    /// <summary>Everything that was added until the last <see cref="Sort"/>.</summary>
    public IReadOnlyList<SuggestionRun> Runs { get; private set; } = [];

    /// <summary>Whether so many places were added that sorting them anew each time costs more than making the runs one.</summary>
    public bool HasGrown => added.Count > Math.Max(LeastMerged, (large?.Places ?? 0) / 2);

    public void Add(SuggestionPlace place) => added.Add(place);

    public void Sort(SuggestionEntries entries)
    {
        if (inSmall == added.Count) return;
        SuggestionRun small = SuggestionRun.Build(keys, entries, added);
        Runs = large is null ? [small] : [large, small];
        inSmall = added.Count;
    }

    /// <summary>Makes one run of what was added until now.</summary>
    /// <param name="from">Where the entries are.</param>
    /// <param name="to">Where they are taken to.</param>
    /// <param name="moved">For each number its new one, -1 for what was left out.</param>
    public void Merge(SuggestionEntries from, SuggestionEntries to, int[] moved)
    {
        Sort(from);
        large = SuggestionRun.Merge(Runs, to, moved);
        Runs = [large];
        (added, inSmall) = ([], 0);
    }
}
