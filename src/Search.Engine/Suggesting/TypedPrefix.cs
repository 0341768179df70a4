namespace Search.Engine;

/// <summary>How letters are read.</summary>
internal enum Spelling
{
    /// <summary>Not at all: what was typed stands in the text.</summary>
    None,

    /// <summary>Whole syllables, the last one perhaps unfinished.</summary>
    Syllables,

    /// <summary>One initial (zh, ch, sh too) for each character.</summary>
    Initials,

    /// <summary>Some syllables, some initials.</summary>
    Mixed,
}

/// <summary>What was typed, ready to be compared with texts: folded; white space and apostrophes only end a syllable.</summary>
internal sealed class TypedPrefix
{
    /// <summary>Steps of one comparison; a text whose characters have many readings must not branch without end.</summary>
    private const int MostSteps = 500;

    private readonly SuggestionKeys keys;
    private readonly char[] typed;
    private readonly bool[] bound;
    private readonly bool complete, divided;

    /// <param name="complete">Whether the last syllable is as long as it will be.</param>
    /// <param name="divided">Whether white space stands between all syllables, one a character.</param>
    public TypedPrefix(string text, SuggestionKeys keys, bool complete = false, bool divided = false)
    {
        this.keys = keys;
        this.complete = complete;
        this.divided = divided;
        List<char> characters = [];
        List<bool> bounds = [];
        bool boundary = false;
        foreach (char c in text)
        {
            char folded = keys.Folding.Fold(c);
            if (keys.Folding.IsSkipped(c) || folded is '\'')
            {
                boundary = true;
                continue;
            }

            characters.Add(folded is 'ü' ? 'v' : folded);
            bounds.Add(boundary);
            boundary = false;
        }

        typed = [.. characters];
        bound = [.. bounds];
        HasLetters = typed.Any(char.IsAsciiLetterLower);
    }

    public int Length => typed.Length;

    public bool HasLetters { get; }

    public ReadOnlySpan<char> Characters => typed;

    /// <summary>Whether the letters up to <paramref name="end"/> were typed without a gap.</summary>
    public bool IsUnbroken(int start, int end) => !bound.AsSpan(start + 1, end - start - 1).Contains(true);

    /// <summary>The letters of the first syllable where syllables are divided, else 0.</summary>
    public int FirstSyllable => !divided ? 0 : Array.IndexOf(bound, true) is > 0 and var second ? second : typed.Length;

    /// <summary>What is known of the first letters of the characters behind the first one, which is typed up to <paramref name="end"/>: the next one's, those of some where syllables are divided.</summary>
    public ReadOnlySpan<char> Initials(int end)
    {
        if (SuggestionKeys.Code(typed[end]) == 0) return [];
        if (!divided || !bound[end]) return typed.AsSpan(end, 1);
        return typed.Where((_, at) => at >= end && bound[at]).Take(SuggestionKeys.SureInitials).ToArray();
    }

    /// <summary>Characters before the first letter.</summary>
    public int LiteralLength => Array.FindIndex(typed, char.IsAsciiLetterLower) is >= 0 and var first ? first : typed.Length;

    /// <returns>Where in the text what was typed ends, or -1 if it does not stand at <paramref name="start"/>.</returns>
    public int Match(ReadOnlySpan<char> text, int start, Spelling spelling)
    {
        int steps = 0;
        return spelling == Spelling.None ? MatchLiteral(text, start) : Match(text, start, 0, spelling, ref steps);
    }

    private int MatchLiteral(ReadOnlySpan<char> text, int at)
    {
        foreach (char c in typed)
        {
            while (at < text.Length && keys.Folding.IsSkipped(text[at])) at++;
            if (at == text.Length || keys.Folding.Fold(text[at]) != c) return -1;
            at++;
        }

        return at;
    }

    private int Match(ReadOnlySpan<char> text, int at, int next, Spelling spelling, ref int steps)
    {
        if (next == typed.Length) return at;
        if (++steps > MostSteps) return -1;
        while (at < text.Length && !char.IsLetterOrDigit(text[at]) && keys.Folding.Fold(text[at]) != typed[next]) at++;
        if (at == text.Length) return -1;
        char c = keys.Folding.Fold(text[at]);
        if (c == typed[next]) return Match(text, at + 1, next + 1, spelling, ref steps);
        if (!char.IsAsciiLetterLower(typed[next])) return -1;
        foreach (string syllable in keys.Pinyin.Of(c))
        {
            int common = CommonLetters(syllable, next);
            if (common == 0) continue;
            if (spelling != Spelling.Initials)
            {
                if (next + common == typed.Length && (!complete || common == syllable.Length)) return at + 1;
                if (common == syllable.Length && Match(text, at + 1, next + common, spelling, ref steps) is >= 0 and var whole) return whole;
            }

            if (spelling == Spelling.Syllables) continue;
            if (Match(text, at + 1, next + 1, spelling, ref steps) is >= 0 and var initial) return initial;
            if (common >= 2 && syllable[1] == 'h' && Match(text, at + 1, next + 2, spelling, ref steps) is >= 0 and var twoLetters) return twoLetters;
        }

        return -1;
    }

    private int CommonLetters(string syllable, int next)
    {
        int common = 0;
        while (common < syllable.Length && next + common < typed.Length && (common == 0 || !bound[next + common])
            && (syllable[common] == typed[next + common] || (syllable[common] == 'v' && typed[next + common] == 'u'))) common++;
        return common;
    }
}
