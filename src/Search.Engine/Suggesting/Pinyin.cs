using Search.Analysis;

namespace Search.Engine;

/// <summary>How characters are spelled on a keyboard, and which are spelled alike.</summary>
internal sealed class Pinyin
{
    private readonly Readings readings;
    private readonly Dictionary<string, char[]> characters;

    public Pinyin(Readings readings)
    {
        this.readings = readings;
        Dictionary<string, List<char>> spelled = new(StringComparer.Ordinal);
        for (char c = '\u4e00'; c <= '\u9fff'; c++)
        {
            foreach (string syllable in readings.SyllablesOf(c))
            {
                if (!spelled.TryGetValue(syllable, out List<char>? alike)) spelled.Add(syllable, alike = []);
                alike.Add(c);
            }
        }

        characters = spelled.ToDictionary(s => s.Key, s => s.Value.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>All spellings, the commonest first: letters a to z, ü as v. Empty for what is not spelled: letters, digits, punctuation, characters without a known reading.</summary>
    public ReadOnlySpan<string> Of(char character) => readings.SyllablesOf(character);

    /// <summary>Characters that share a reading with the given one, itself among them.</summary>
    public IEnumerable<char> Homophones(char character)
    {
        HashSet<char> alike = [];
        foreach (string syllable in readings.SyllablesOf(character)) alike.UnionWith(characters[syllable]);
        return alike;
    }
}
