using System.Globalization;
using System.Text;

namespace Search.Benchmarks.Readings;

/// <summary>The syllables of a character, without tones, the most usual first.</summary>
internal static class UnihanReadings
{
    /// <remarks>
    /// kHanyuPinlu counts readings in running text, so its order leads; kTGHZ2013 and kXHC1983 are dictionaries of modern Chinese;
    /// kHanyuPinyin also has readings of old texts, so it counts only where nothing else is known.
    /// </remarks>
    internal static IReadOnlyList<string> Of(UnihanTable unihan, char character)
    {
        var readings = new List<string>();
        foreach ((string reading, _) in Counted(unihan.Value(character, "kHanyuPinlu")).OrderByDescending(r => r.Count))
            AddTo(readings, reading);
        foreach (string reading in (unihan.Value(character, "kMandarin") ?? "").Split(' '))
            AddTo(readings, reading);
        foreach (string field in (string[])["kTGHZ2013", "kXHC1983"])
            foreach (string reading in Located(unihan.Value(character, field)))
                AddTo(readings, reading);
        if (readings.Count == 0)
            foreach (string reading in Located(unihan.Value(character, "kHanyuPinyin")))
                AddTo(readings, reading);
        return readings;
    }

    // xíng(2943) háng(218)
    private static IEnumerable<(string Reading, int Count)> Counted(string? value) =>
        (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => (Reading: WithoutTone(entry[..entry.IndexOf('(')]), Count: int.Parse(entry.AsSpan(entry.IndexOf('(') + 1).TrimEnd(')'), CultureInfo.InvariantCulture)))
            .GroupBy(entry => entry.Reading).Select(same => (same.Key, same.Sum(entry => entry.Count)));

    // 131.140:háng 136.100,136.110:héng
    private static IEnumerable<string> Located(string? value) =>
        (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(entry => entry[(entry.IndexOf(':') + 1)..].Split(','));

    private static void AddTo(List<string> readings, string reading)
    {
        string syllable = WithoutTone(reading);
        // m, n, ng and hm are sighs that nobody types.
        if (syllable.Length > 0 && syllable.AsSpan().ContainsAny("aeiouv") && !readings.Contains(syllable)) readings.Add(syllable);
    }

    // Spelt out: string normalisation needs ICU, which machines that build this may lack.
    private const string Toned = "āáǎàēéěèêếềīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ";
    private const string Plain = "aaaaeeeeeeeiiiioooouuuuvvvvvnnnm";

    private static string WithoutTone(string reading)
    {
        var syllable = new StringBuilder();
        foreach (char c in reading)
        {
            int toned = Toned.IndexOf(c);
            if (char.IsAsciiLetter(c) || toned >= 0) syllable.Append(toned >= 0 ? Plain[toned] : c);
            else if (c is not ('\u0300' or '\u0301' or '\u0304' or '\u030C')) throw new InvalidDataException($"The reading {reading} has an unknown letter.");
        }
        return syllable.ToString();
    }
}
