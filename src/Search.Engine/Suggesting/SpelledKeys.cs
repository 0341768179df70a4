namespace Search.Engine;

/// <summary>Keys of how texts are spelled from some places on (<see cref="SuggestionKeys.Spellings"/>), 4 bytes each: the syllable is kept once for all that begin with it.</summary>
internal sealed class SpelledKeys : ISuggestionOrderKeys
{
    private const int InitialBits = 5 * SuggestionKeys.Initials;

    /// <summary>Those that there are, ascending, and where each begins; behind the last one the end.</summary>
    private readonly uint[] syllables;
    private readonly int[] starts;
    private readonly uint[] initials;

    /// <param name="keys">Ascending.</param>
    public SpelledKeys(ReadOnlySpan<ulong> keys)
    {
        List<uint> found = [];
        List<int> begins = [];
        initials = new uint[keys.Length];
        for (int place = 0; place < keys.Length; place++)
        {
            uint syllable = (uint)(keys[place] >> InitialBits);
            if (found.Count == 0 || found[^1] != syllable)
            {
                found.Add(syllable);
                begins.Add(place);
            }

            initials[place] = (uint)keys[place] & ((1u << InitialBits) - 1);
        }

        syllables = [.. found];
        starts = [.. begins, keys.Length];
    }

    public ulong At(int place) => ((ulong)syllables[ISuggestionOrderKeys.LowerBound(starts, place + 1) - 1] << InitialBits) | initials[place];

    public int LowerBound(ulong key)
    {
        uint syllable = (uint)(key >> InitialBits);
        int at = ISuggestionOrderKeys.LowerBound(syllables, syllable);
        if (at == syllables.Length || syllables[at] != syllable) return starts[at];
        return starts[at] + ISuggestionOrderKeys.LowerBound(initials.AsSpan(starts[at]..starts[at + 1]), (uint)key & ((1u << InitialBits) - 1));
    }
}
