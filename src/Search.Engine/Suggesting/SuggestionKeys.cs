using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Sort keys of a text from some character on, in 64 bits, so that a sorted array of places is searched without looking at the texts. What a key has
/// no room for is compared in the text.
/// </summary>
internal sealed class SuggestionKeys(CharacterFolding folding, Pinyin pinyin)
{
    /// <summary>Characters in a key of Hanzi.</summary>
    public const int LiteralUnits = 4;

    /// <summary>Letters of the first syllable and initials of the following characters in a key of pinyin; each takes 5 bits.</summary>
    public const int SyllableLetters = 6;

    public const int Initials = 6;

    /// <summary>Of these hardly any text has more spellings than keys; of later characters with several readings only the commonest may be in a key.</summary>
    public const int SureInitials = 3;

    private const int MostSpellings = 4;

    public CharacterFolding Folding => folding;

    public Pinyin Pinyin => pinyin;

    /// <summary>Folded characters, white space left out.</summary>
    public ulong Literal(ReadOnlySpan<char> text, out int units)
    {
        ulong key = 0;
        units = 0;
        for (int i = 0; i < text.Length && units < LiteralUnits; i++)
        {
            if (folding.IsSkipped(text[i])) continue;
            key = (key << 16) | folding.Fold(text[i]);
            units++;
        }

        return key << (16 * (LiteralUnits - units));
    }

    /// <summary>
    /// One key for each way to spell the beginning: the first character's syllable, then the initials of the next ones. Signs are passed over, as
    /// nobody types them. Characters of several readings give several keys, at most 4.
    /// </summary>
    public int Spellings(ReadOnlySpan<char> text, int start, Span<ulong> keys)
    {
        int count = 0;
        char first = folding.Fold(text[start]);
        ReadOnlySpan<string> syllables = pinyin.Of(first);
        if (syllables.IsEmpty)
        {
            if (Code(first) == 0) return 0;
            keys[count++] = Code(first) << (5 * (SyllableLetters - 1 + Initials));
        }
        else
        {
            foreach (string syllable in syllables)
            {
                if (count == MostSpellings) break;
                ulong key = Syllable(syllable);
                if (!keys[..count].Contains(key)) keys[count++] = key;
            }
        }

        int place = Initials;
        for (int i = start + 1; i < text.Length && place > 0; i++)
        {
            char c = folding.Fold(text[i]);
            ReadOnlySpan<string> readings = pinyin.Of(c);
            ulong initial = readings.IsEmpty ? Code(c) : Code(readings[0][0]);
            if (initial == 0) continue;
            place--;
            int known = count;
            for (int k = 0; k < known; k++)
            {
                ulong before = keys[k];
                keys[k] = before | (initial << (5 * place));
                for (int r = 1; r < readings.Length && count < MostSpellings; r++)
                {
                    ulong other = before | (Code(readings[r][0]) << (5 * place));
                    if (!keys[..count].Contains(other)) keys[count++] = other;
                }
            }
        }

        return count;
    }

    /// <summary>A syllable in a key's upper bits.</summary>
    public static ulong Syllable(ReadOnlySpan<char> letters)
    {
        ulong key = 0;
        for (int i = 0; i < SyllableLetters; i++) key = (key << 5) | (i < letters.Length ? Code(letters[i]) : 0);
        return key << (5 * Initials);
    }

    /// <summary>1 to 26 for letters, 27 for digits, 0 for everything else.</summary>
    public static ulong Code(char c) => c is >= 'a' and <= 'z' ? (ulong)(c - 'a' + 1) : c is >= '0' and <= '9' ? 27u : 0;
}
