namespace Search.Engine;

/// <summary>Finds what completes a typed text in some runs. A reading of the letters is tried only when better ones left room.</summary>
internal sealed class SuggestionSearch(SuggestionEntries entries, SuggestionKeys keys, TypedPrefix typed, IReadOnlyList<SuggestionRun> runs, int limit)
{
    /// <summary>Best first, the number of each with the range of the text that was typed.</summary>
    public List<(int Entry, int Start, int End)> Find()
    {
        List<(int Entry, int Start, int End)> found = [];
        Take(found, Spelling.None, Literal(Spelling.None));
        if (!typed.HasLetters) return found;
        // Readings do not mix: whole syllables come before initials, and both before a mixture, which is only asked for when there is nothing else.
        foreach (Spelling spelling in (ReadOnlySpan<Spelling>)[Spelling.Syllables, Spelling.Initials, Spelling.Mixed])
        {
            if (found.Count >= limit || (spelling == Spelling.Mixed && found.Count > 0)) break;
            Take(found, spelling, typed.LiteralLength > 0 ? Literal(spelling) : Spelled(spelling));
        }

        return found;
    }

    /// <summary>By one reading only.</summary>
    public List<(int Entry, int Start, int End)> Find(Spelling spelling)
    {
        List<(int Entry, int Start, int End)> found = [];
        Take(found, spelling, Spelled(spelling));
        return found;
    }

    private void Take(List<(int Entry, int Start, int End)> found, Spelling spelling, SuggestionMatches matches)
    {
        foreach ((int entry, int offset, _) in matches.Best)
        {
            if (found.Count < limit && !found.Exists(f => f.Entry == entry)) found.Add((entry, offset, typed.Match(entries.TextOf(entry), offset, spelling)));
        }
    }

    private SuggestionMatches Literal(Spelling spelling)
    {
        SuggestionMatches matches = new(entries, limit);
        ReadOnlySpan<char> beginning = spelling == Spelling.None ? typed.Characters : typed.Characters[..typed.LiteralLength];
        ulong key = keys.Literal(beginning, out int units);
        bool isWhole = spelling == Spelling.None && typed.Length <= SuggestionKeys.LiteralUnits;
        foreach (SuggestionRun run in runs) run.OfferLiteral(key, units, matches, (entry, offset) => isWhole || typed.Match(entries.TextOf(entry), offset, spelling) >= 0);
        return matches;
    }

    private SuggestionMatches Spelled(Spelling spelling)
    {
        SuggestionMatches matches = new(entries, limit);
        bool Accepts(int entry, int offset) => typed.Match(entries.TextOf(entry), offset, spelling) >= 0;
        if (spelling != Spelling.Initials) OfferSyllables(matches, Accepts);
        if (spelling != Spelling.Syllables) OfferInitials(spelling, 1, 0, 0, matches, Accepts);
        return matches;
    }

    /// <summary>By each beginning that may be the first syllable, with the initials that must follow it.</summary>
    private void OfferSyllables(SuggestionMatches matches, Func<int, int, bool> accepts)
    {
        ReadOnlySpan<char> letters = typed.Characters;
        for (int length = 1; length <= Math.Min(letters.Length, SuggestionKeys.SyllableLetters); length++)
        {
            if (SuggestionKeys.Code(letters[length - 1]) == 0 || !typed.IsUnbroken(0, length)) break;
            if (length < typed.FirstSyllable) continue;
            ulong syllable = SuggestionKeys.Syllable(letters[..length]);
            ulong last;
            if (length == letters.Length)
            {
                last = syllable | ((1UL << (5 * (SuggestionKeys.Initials + SuggestionKeys.SyllableLetters - length))) - 1);
            }
            else if (typed.Initials(length) is { Length: > 0 } initials)
            {
                int open = SuggestionKeys.Initials;
                foreach (char initial in initials) syllable |= SuggestionKeys.Code(initial) << (5 * --open);
                last = syllable | ((1UL << (5 * open)) - 1);
            }
            else
            {
                last = syllable | ((1UL << (5 * SuggestionKeys.Initials)) - 1);
            }

            foreach (SuggestionRun run in runs) run.OfferSpelled(syllable, last, matches, accepts);
            // nü is typed nv by most and nu by some; the keys have v.
            if (letters[length - 1] == 'u' || (length > 1 && letters[length - 2] == 'u')) OfferWithV(letters, length, syllable, last, matches, accepts);
        }
    }

    private void OfferWithV(ReadOnlySpan<char> letters, int length, ulong first, ulong last, SuggestionMatches matches, Func<int, int, bool> accepts)
    {
        int at = letters[length - 1] == 'u' ? length - 1 : length - 2;
        ulong change = (SuggestionKeys.Code('v') - SuggestionKeys.Code('u')) << (5 * (SuggestionKeys.Initials + SuggestionKeys.SyllableLetters - 1 - at));
        foreach (SuggestionRun run in runs) run.OfferSpelled(first + change, last + change, matches, accepts);
    }

    /// <summary>By the first letter and the initials behind it; h behind z, c, s may belong to either. Of a mixture only the second initial is known.</summary>
    private void OfferInitials(Spelling spelling, int next, ulong initials, int count, SuggestionMatches matches, Func<int, int, bool> accepts)
    {
        ReadOnlySpan<char> letters = typed.Characters;
        if (next < letters.Length && letters[next] == 'h' && letters[next - 1] is 'z' or 'c' or 's')
            OfferInitials(spelling, next + 1, initials, count, matches, accepts);
        bool ends = next >= letters.Length || count == SuggestionKeys.Initials || (spelling == Spelling.Mixed && count == 1) || SuggestionKeys.Code(letters[next]) == 0;
        if (!ends)
        {
            ulong with = initials | (SuggestionKeys.Code(letters[next]) << (5 * (SuggestionKeys.Initials - 1 - count)));
            OfferInitials(spelling, next + 1, with, count + 1, matches, accepts);
            return;
        }

        if (SuggestionKeys.Code(letters[0]) == 0) return;
        foreach (SuggestionRun run in runs) run.OfferInitials(letters[0], initials, count, matches, accepts);
    }
}
