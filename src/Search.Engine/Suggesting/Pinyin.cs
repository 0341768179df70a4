using Search.Analysis;

namespace Search.Engine;

/// <summary>How characters are spelled on a keyboard, and which are spelled alike or nearly so.</summary>
internal sealed class Pinyin
{
    /// <summary>Initials and ends of finals that many do not tell apart, in either direction.</summary>
    private static readonly (string, string)[] NearInitials = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h")], NearFinals = [("ang", "an"), ("eng", "en"), ("ing", "in")];

    private readonly Readings readings;
    private readonly Dictionary<string, char[]> characters;
    private readonly Dictionary<string, string[]> near;
    private readonly Dictionary<string, char[]> nearCharacters;

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
        near = characters.Keys.ToDictionary(syllable => syllable, syllable => (string[])[.. NearlyWritten(syllable).Where(characters.ContainsKey)], StringComparer.Ordinal);
        nearCharacters = near.ToDictionary(s => s.Key, s => s.Value.SelectMany(other => characters[other]).Distinct().ToArray(), StringComparer.Ordinal);
    }

    /// <summary>All spellings, the commonest first: letters a to z, ü as v. Empty for what is not spelled: letters, digits, punctuation, characters without a known reading.</summary>
    public ReadOnlySpan<string> Of(char character) => readings.SyllablesOf(character);

    /// <summary>Characters that share a reading with the given one, itself among them.</summary>
    public IReadOnlyCollection<char> Homophones(char character)
    {
        ReadOnlySpan<string> syllables = readings.SyllablesOf(character);
        if (syllables.Length == 0) return [];
        if (syllables.Length == 1 && characters.TryGetValue(syllables[0], out char[]? only)) return only; // most have one
        HashSet<char> alike = [];
        foreach (string syllable in syllables) alike.UnionWith(characters[syllable]);
        return alike;
    }

    /// <summary>Syllables that are taken for the given one where people mishear or mistype it: one of zh z, ch c, sh s, n l, f h or of ang an, eng en, ing in is the other. Never itself.</summary>
    public IReadOnlyList<string> Near(string syllable) => near.GetValueOrDefault(syllable, []);

    /// <summary>Characters with a reading that is near to the given syllable.</summary>
    public IReadOnlyList<char> NearHomophones(string syllable) => nearCharacters.GetValueOrDefault(syllable, []);

    private static IEnumerable<string> NearlyWritten(string syllable)
    {
        foreach ((string longer, string shorter) in NearInitials)
        {
            if (syllable.StartsWith(longer, StringComparison.Ordinal)) yield return shorter + syllable[longer.Length..];
            else if (syllable.StartsWith(shorter, StringComparison.Ordinal)) yield return longer + syllable[shorter.Length..];
        }

        foreach ((string longer, string shorter) in NearFinals)
        {
            if (syllable.EndsWith(longer, StringComparison.Ordinal)) yield return syllable[..^longer.Length] + shorter;
            else if (syllable.EndsWith(shorter, StringComparison.Ordinal)) yield return syllable[..^shorter.Length] + longer;
        }
    }
}
