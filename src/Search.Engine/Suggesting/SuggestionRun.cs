namespace Search.Engine;

/// <summary>A place in a text that it can be completed from.</summary>
/// <param name="Entry">The text's number.</param>
/// <param name="Offset">In UTF-16 units.</param>
internal readonly record struct SuggestionPlace(int Entry, byte Offset);

/// <summary>
/// Places where texts can be completed from, sorted once by what stands there and once by how it is spelled; immutable.
/// </summary>
internal sealed class SuggestionRun
{
    private readonly SuggestionOrder literal, spelled;

    private SuggestionRun(SuggestionOrder literal, SuggestionOrder spelled)
    {
        this.literal = literal;
        this.spelled = spelled;
    }

    /// <summary>How many there are.</summary>
    public int Places => literal.Count;

    public static SuggestionRun Build(SuggestionKeys keys, SuggestionEntries entries, List<SuggestionPlace> places)
    {
        List<ulong> literals = new(places.Count), spellings = new(places.Count);
        List<SuggestionPlace> spelled = new(places.Count);
        Span<ulong> ways = stackalloc ulong[8];
        foreach (SuggestionPlace place in places)
        {
            ReadOnlySpan<char> text = entries.TextOf(place.Entry);
            literals.Add(keys.Literal(text[place.Offset..], out _));
            int count = keys.Spellings(text, place.Offset, ways);
            for (int k = 0; k < count; k++)
            {
                spellings.Add(ways[k]);
                spelled.Add(place);
            }
        }

        return new SuggestionRun(SuggestionOrder.Sort(entries, keys, literals, [.. places]), SuggestionOrder.Sort(entries, null, spellings, spelled));
    }

    /// <summary>One run of several.</summary>
    /// <param name="entries">Where the entries were taken to.</param>
    /// <param name="moved">For each number that the runs have the one there, -1 for what was left out.</param>
    public static SuggestionRun Merge(IReadOnlyList<SuggestionRun> runs, SuggestionEntries entries, int[] moved) =>
        new(SuggestionOrder.Merge(entries, [.. runs.Select(run => run.literal)], moved), SuggestionOrder.Merge(entries, [.. runs.Select(run => run.spelled)], moved));

    /// <summary>Offers what begins with the key's first characters, as long as <paramref name="accepts"/> says that the rest fits too.</summary>
    public void OfferLiteral(ulong key, int units, SuggestionMatches into, Func<int, int, bool> accepts)
    {
        ulong last = units == SuggestionKeys.LiteralUnits ? key : key | (ulong.MaxValue >> (16 * units));
        literal.Offer(literal.LowerBound(key), literal.UpperBound(last), into, accepts);
    }

    /// <summary>Offers what is spelled between the two keys.</summary>
    public void OfferSpelled(ulong first, ulong last, SuggestionMatches into, Func<int, int, bool> accepts) =>
        spelled.Offer(spelled.LowerBound(first), spelled.UpperBound(last), into, accepts);

    /// <summary>For each syllable that begins with the letter: what is spelled with it and the initials.</summary>
    /// <param name="initials">In the lower bits of a key, as many as <paramref name="count"/>.</param>
    public void OfferInitials(char letter, ulong initials, int count, SuggestionMatches into, Func<int, int, bool> accepts)
    {
        const int syllableShift = 5 * SuggestionKeys.Initials;
        ulong after = SuggestionKeys.Syllable([letter]) + (1UL << (5 * (SuggestionKeys.Initials + SuggestionKeys.SyllableLetters - 1)));
        ulong open = count == SuggestionKeys.Initials ? 0 : (1UL << (5 * (SuggestionKeys.Initials - count))) - 1;
        int at = spelled.LowerBound(SuggestionKeys.Syllable([letter]));
        while (at < spelled.Count && spelled.KeyAt(at) < after)
        {
            ulong syllable = spelled.KeyAt(at) >> syllableShift << syllableShift;
            spelled.Offer(spelled.LowerBound(syllable | initials), spelled.UpperBound(syllable | initials | open), into, accepts);
            at = spelled.UpperBound(syllable | ((1UL << syllableShift) - 1));
        }
    }
}
