using Search.Analysis.Dictionaries;

namespace Search.Analysis.Words;

/// <summary>
/// Prepares text for segmenting: half width, lower case, simplified, compatibility characters spelt out. Unlike
/// <see cref="CharacterFolding"/> it may turn one unit into several or none; <see cref="NormalizedText"/> remembers where each came from.
/// </summary>
internal sealed class TextNormalizer
{
    private const char Spelled = '\uFFFE'; // stands in the table for a unit that becomes several
    private const char Dropped = '\uFFFF';
    internal const int MostSpellings = 256;

    private readonly char[] table = new char[char.MaxValue + 1];
    private readonly Dictionary<char, string> spellings = [];
    private readonly Dictionary<char, List<Kept>> kept = [];

    // A class, as CharacterMapping is.
    private sealed record Kept(string Word, int At);

    /// <param name="variants">Traditional and variant characters.</param>
    /// <param name="compatibility">Compatibility characters and their spelling.</param>
    /// <param name="keptWords">Words whose characters stay although they are variants of others.</param>
    internal TextNormalizer(IReadOnlyList<CharacterMapping> variants, IReadOnlyList<CharacterMapping> compatibility, IReadOnlyList<string> keptWords)
    {
        for (int i = 0; i < table.Length; i++)
        {
            char c = (char)i;
            table[i] = c switch
            {
                '\n' => '\n',
                '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u00AD' or '\uFFFE' or '\uFFFF' => Dropped,
                >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(c - 0xFEE0)),
                '\u25CB' or '\u25EF' => '〇', // how many papers print the zero
                _ when char.IsWhiteSpace(c) => ' ',
                _ => char.ToLowerInvariant(c),
            };
        }
        var mapped = new HashSet<char>();
        foreach (CharacterMapping variant in variants)
        {
            table[variant.From] = variant.To[0];
            mapped.Add(variant.From);
        }
        foreach ((char from, string to) in compatibility)
        {
            table[from] = to.Length == 1 ? to[0] : Spelled;
            if (to.Length > 1) spellings[from] = to;
        }
        foreach (string word in keptWords)
        {
            for (int at = 0; at < word.Length; at++)
            {
                char c = word[at];
                if (!mapped.Contains(c)) continue;
                if (!kept.TryGetValue(c, out List<Kept>? places))
                {
                    kept[c] = places = [];
                    spellings[c] = table[c].ToString();
                    table[c] = Spelled;
                }
                places.Add(new Kept(word, at));
            }
        }
    }

    /// <summary>Appends a whole text: what a character becomes may depend on the ones beside it.</summary>
    internal void Append(ReadOnlySpan<char> text, NormalizedText target)
    {
        char[] table = this.table;
        for (int i = 0; i < text.Length;)
        {
            // Nearly all units stay one unit.
            Span<char> units = target.Room(text.Length - i, out Span<int> sources);
            int written = 0;
            char c = '\0';
            for (; i < text.Length; i++)
            {
                c = table[text[i]];
                if (c >= Spelled) break;
                units[written] = c;
                sources[written++] = i;
            }
            target.Took(written);
            if (i == text.Length) return;
            if (c == Spelled)
                Spell(text, i, target);
            i++;
        }
    }

    private void Spell(ReadOnlySpan<char> text, int at, NormalizedText target)
    {
        if (IsKept(text, at))
        {
            target.Add(text[at], at);
            return;
        }
        foreach (char unit in spellings[text[at]])
            target.Add(unit, at);
    }

    private bool IsKept(ReadOnlySpan<char> text, int at)
    {
        if (!kept.TryGetValue(text[at], out List<Kept>? words)) return false;
        foreach ((string word, int inWord) in words)
        {
            int start = at - inWord;
            if (start < 0 || start + word.Length > text.Length) continue;
            int i = 0;
            while (i < word.Length && (text[start + i] == word[i] || table[text[start + i]] == word[i]))
                i++;
            if (i == word.Length) return true;
        }
        return false;
    }

    /// <summary>The texts that normalise as <paramref name="text"/> does: with each compatibility character (Ⅲ) or what it is spelt as (iii).</summary>
    /// <remarks>At most <see cref="MostSpellings"/>; what is more than these has a dozen such places in one word.</remarks>
    internal HashSet<string> SpellingsOf(string text)
    {
        string normalized = Normalize(text);
        (char From, string To)[] used = [.. spellings.Where(s => s.Value.Length > 1 && normalized.Contains(s.Value, StringComparison.Ordinal)).Select(s => (s.Key, s.Value))];
        var found = new HashSet<string>(StringComparer.Ordinal) { text };
        Spell("", 0);
        return found;

        void Spell(string before, int at)
        {
            if (found.Count == MostSpellings) return;
            if (at == normalized.Length)
            {
                found.Add(before);
                return;
            }
            Spell(before + normalized[at], at + 1);
            foreach ((char from, string to) in used)
            {
                if (string.CompareOrdinal(normalized, at, to, 0, to.Length) == 0)
                    Spell(before + from, at + to.Length);
            }
        }
    }

    internal string Normalize(string text)
    {
        var target = new NormalizedText();
        Append(text, target);
        return target.Units.ToString();
    }
}

/// <summary>Normalised text and, for each of its units, the offset of the unit of the stored text it came from.</summary>
internal sealed class NormalizedText
{
    private const int Comfortable = 1 << 20; // units kept from text to text; one huge text should not hold memory for ever

    private char[] units = new char[1024];
    private int[] sources = new int[1024];

    internal int Length { get; private set; }
    internal ReadOnlySpan<char> Units => units.AsSpan(0, Length);

    internal int SourceStart(int unit) => sources[unit];
    internal int SourceEnd(int unitAfter) => sources[unitAfter - 1] + 1;

    internal void Clear()
    {
        Length = 0;
        if (units.Length > Comfortable)
        {
            units = new char[1024];
            sources = new int[1024];
        }
    }

    internal void Add(char unit, int source)
    {
        Room(1, out Span<int> at)[0] = unit;
        at[0] = source;
        Length++;
    }

    /// <summary>Where as many units and their sources can be written; <see cref="Took"/> says how many were.</summary>
    internal Span<char> Room(int length, out Span<int> at)
    {
        if (Length + length > units.Length)
        {
            Array.Resize(ref units, Math.Max(units.Length * 2, Length + length));
            Array.Resize(ref sources, units.Length);
        }
        at = sources.AsSpan(Length, length);
        return units.AsSpan(Length, length);
    }

    internal void Took(int length) => Length += length;
}
