using System.Collections.Frozen;

namespace Search.Analysis;

/// <summary>Reads typed letters as pinyin syllables.</summary>
internal sealed class PinyinSplitter
{
    private const int LongestTyped = 128; // letters; nobody types more, and the work grows with it
    private const int LongestSyllable = 6;

    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> syllables; // as typed, as we write it
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> beginnings;

    internal PinyinSplitter(IReadOnlyList<string> all)
    {
        var typed = all.ToDictionary(syllable => syllable, StringComparer.Ordinal);
        // There is no lue or nue beside lüe and nüe, so u is usual for it.
        foreach (string syllable in all.Where(s => s is "lve" or "nve"))
            typed.TryAdd(syllable.Replace('v', 'u'), syllable);
        syllables = typed.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        beginnings = typed.Keys.SelectMany(syllable => Enumerable.Range(1, syllable.Length).Select(length => syllable[..length]))
            .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    internal IReadOnlyList<string[]> Split(ReadOnlySpan<char> typed, bool lastMayBeIncomplete, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        Span<char> letters = stackalloc char[LongestTyped];
        Span<bool> separatorBefore = stackalloc bool[LongestTyped + 1];
        int length = ReadLetters(typed, letters, separatorBefore);
        if (length <= 0) return [];
        letters = letters[..length];

        // fewest[i]: the least number of syllables that the letters from i on are; cuts off ways that lead nowhere.
        Span<int> fewest = stackalloc int[length + 1];
        fewest[length] = 0;
        for (int at = length - 1; at >= 0; at--)
        {
            fewest[at] = int.MaxValue;
            for (int size = 1; size <= Math.Min(LongestSyllable, length - at); size++)
            {
                if (size > 1 && separatorBefore[at + size - 1]) break;
                if (fewest[at + size] < int.MaxValue && Syllable(letters.Slice(at, size), at + size == length && lastMayBeIncomplete) is not null)
                    fewest[at] = Math.Min(fewest[at], fewest[at + size] + 1);
            }
        }
        var ways = new List<string[]>();
        if (fewest[0] == int.MaxValue) return ways;
        var way = new List<string>();
        for (int count = fewest[0]; count <= length && ways.Count < most; count++)
            Walk(letters, separatorBefore, fewest, 0, count, lastMayBeIncomplete, most, way, ways);
        return ways;
    }

    // Takes the ways of exactly `left` further syllables; a longer syllable is tried first.
    private void Walk(ReadOnlySpan<char> letters, ReadOnlySpan<bool> separatorBefore, ReadOnlySpan<int> fewest, int at, int left, bool incomplete, int most, List<string> way, List<string[]> ways)
    {
        if (at == letters.Length)
        {
            if (left == 0) ways.Add([.. way]);
            return;
        }
        int longest = 1;
        while (longest < Math.Min(LongestSyllable, letters.Length - at) && !separatorBefore[at + longest])
            longest++;
        for (int size = longest; size >= 1 && ways.Count < most; size--)
        {
            int end = at + size;
            // Every further syllable takes a letter at least.
            if (fewest[end] > left - 1 || letters.Length - end < left - 1) continue;
            if (Syllable(letters[at..end], end == letters.Length && incomplete) is not { } syllable) continue;
            way.Add(syllable);
            Walk(letters, separatorBefore, fewest, end, left - 1, incomplete, most, way, ways);
            way.RemoveAt(way.Count - 1);
        }
    }

    private string? Syllable(ReadOnlySpan<char> letters, bool mayBeIncomplete)
    {
        if (syllables.TryGetValue(letters, out string? syllable)) return syllable;
        return mayBeIncomplete && beginnings.TryGetValue(letters, out string? beginning) ? beginning : null;
    }

    /// <summary>Returns the number of letters, or -1 if the text holds anything but letters and separators, or is too long.</summary>
    private static int ReadLetters(ReadOnlySpan<char> typed, Span<char> letters, Span<bool> separatorBefore)
    {
        int count = 0;
        foreach (char c in typed)
        {
            char letter = char.ToLowerInvariant(c) switch { 'ü' => 'v', var lower => lower };
            if (letter is '\'' or '’' or ' ' or '-')
                separatorBefore[count] = true;
            else if (letter == ':' && count > 0 && letters[count - 1] == 'u')
                letters[count - 1] = 'v';
            else if (!char.IsAsciiLetterLower(letter) || count == letters.Length)
                return -1;
            else
                letters[count++] = letter;
        }
        return count;
    }
}
