namespace Search.Engine;

/// <summary>Keys of what stands at places in texts (<see cref="SuggestionKeys.Literal"/>): one in 64 is kept, the others are made from the texts when they are asked for.</summary>
internal sealed class LiteralKeys : ISuggestionOrderKeys
{
    private const int Step = 64;

    private readonly SuggestionKeys keys;
    private readonly SuggestionEntries entries;
    private readonly int[] of;
    private readonly byte[] offsets;
    private readonly ulong[] kept;

    /// <param name="of">The text's number, for each place.</param>
    /// <param name="offsets">For each place, in UTF-16 units.</param>
    public LiteralKeys(SuggestionKeys keys, SuggestionEntries entries, int[] of, byte[] offsets)
    {
        (this.keys, this.entries, this.of, this.offsets) = (keys, entries, of, offsets);
        kept = [.. Enumerable.Range(0, (of.Length + Step - 1) / Step).Select(i => At(i * Step))];
    }

    public ulong At(int place) => keys.Literal(entries.TextOf(of[place])[offsets[place]..], out _);

    public int LowerBound(ulong key)
    {
        int after = ISuggestionOrderKeys.LowerBound(kept, key);
        if (after == 0) return 0;
        int low = ((after - 1) * Step) + 1, high = Math.Min(after * Step, of.Length);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (At(middle) < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
