using System.Text;

namespace Search.Benchmarks.Readings;

/// <summary><c>convert-readings UNIHAN_DIR WORDS.tsv LIBRARY DICTIONARY OUT_DIR</c>: makes readings and shapes from their sources.</summary>
internal static class ConvertReadingsCommand
{
    private const int LongestWord = 5; // units; longer words are read as the words they are made of
    private const int MostWays = 96; // of reading a word that are tried

    internal static int Run(string[] args)
    {
        if (args.Length != 5) throw new ArgumentException("UNIHAN_DIR WORDS.tsv LIBRARY DICTIONARY OUT_DIR are expected.");
        (string unihanDirectory, string wordsPath, string library, string dictionary, string output) = (args[0], args[1], args[2], args[3], args[4]);
        var unihan = new UnihanTable(new[] { "Readings", "DictionaryLikeData", "IRGSources" }.Select(part => Path.Combine(unihanDirectory, $"Unihan_{part}.txt")));
        var readings = new SortedDictionary<char, IReadOnlyList<string>>();
        foreach (char character in unihan.Characters)
        {
            if (UnihanReadings.Of(unihan, character) is { Count: > 0 } found) readings.Add(character, found);
        }
        Write(Path.Combine(output, "readings", "characters.txt"), UnicodeHead("""
            # Readings of characters without tones, the most usual first; v is u with two dots: from TAB syllables separated by spaces.
            # Changed: kHanyuPinlu by frequency, then kMandarin, kTGHZ2013, kXHC1983, else kHanyuPinyin; without tones and without sighs.
            """, "Unihan_Readings.txt"), readings.Select(r => $"{r.Key}\t{string.Join(' ', r.Value)}"));

        Write(Path.Combine(output, "shapes.txt"), UnicodeHead("""
            # Shapes of characters: character TAB four-corner code or - TAB Kangxi radical TAB strokes in all.
            # Changed: kFourCornerCode (the first), kRSUnicode (the first, radical only), kTotalStrokes (the first); only characters with a reading.
            """, "Unihan_DictionaryLikeData.txt and Unihan_IRGSources.txt"), readings.Keys.Select(c => ShapeLine(unihan, c)).OfType<string>());

        // A reading that we set for a character by itself is the only one looked for within words.
        foreach (string[] correction in File.ReadLines(Path.Combine(output, "readings", "corrections.txt")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')))
            if (correction[0].Length == 1) readings[correction[0][0]] = [correction[1]];
        using var decoder = new PinyinDecoder(library, dictionary);
        string[] words = [.. File.ReadLines(wordsPath).Select(line => line.Split('\t')[0]).Where(w => w.Length > 1 && w.All(readings.ContainsKey)).OrderBy(w => w.Length).ThenBy(w => w, StringComparer.Ordinal)];
        var exceptions = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (string word in words.Where(w => w.Length <= LongestWord))
        {
            if (ReadingOf(decoder, word, Expected(word, readings, exceptions), readings) is { } reading) exceptions.Add(word, reading);
        }
        Write(Path.Combine(output, "readings", "words.txt"), """
            # Words whose reading is not that of their characters (or of shorter words here) one by one: word TAB syllables separated by spaces.
            # Source: for the words of SmartCn's dictionary, the reading under which libgooglepinyin 0.1.2 (Debian package libgooglepinyin0) offers the
            # word. Copyright 2011 Weng Xuetian, 2008-2010 The Android Open Source Project, Apache License 2.0.
            """, exceptions.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}\t{string.Join(' ', e.Value)}"));
        Console.WriteLine($"characters {readings.Count} words {words.Length} exceptions {exceptions.Count}");
        return 0;
    }

    // What the program will read without an entry of this word: the longest words that have one, the rest character by character.
    private static string[] Expected(string word, SortedDictionary<char, IReadOnlyList<string>> readings, Dictionary<string, string[]> exceptions)
    {
        var syllables = new List<string>();
        for (int i = 0; i < word.Length;)
        {
            int length = word.Length - i;
            while (length > 1 && !exceptions.ContainsKey(word.Substring(i, length)))
                length--;
            syllables.AddRange(length > 1 ? exceptions[word.Substring(i, length)] : [readings[word[i]][0]]);
            i += length;
        }
        return [.. syllables];
    }

    /// <summary>A reading that differs from the expected one and is better known, or null.</summary>
    private static string[]? ReadingOf(PinyinDecoder decoder, string word, string[] expected, SortedDictionary<char, IReadOnlyList<string>> readings)
    {
        IEnumerable<string[]> ways = [[]];
        foreach (char c in word)
            ways = ways.SelectMany(way => readings[c].Select(syllable => (string[])[.. way, syllable]));
        string[][] tried = [.. ways.Take(MostWays)];
        if (tried.Length == 1 || decoder.RankOf(word, expected) >= 0) return null;
        return tried.Where(way => !way.AsSpan().SequenceEqual(expected))
            .Select(way => (Way: way, Rank: decoder.RankOf(word, way))).Where(found => found.Rank >= 0)
            .OrderBy(found => found.Rank).Select(found => found.Way).FirstOrDefault();
    }

    private static string? ShapeLine(UnihanTable unihan, char c)
    {
        if (unihan.Value(c, "kRSUnicode") is not { } radical || unihan.Value(c, "kTotalStrokes") is not { } strokes) return null;
        string corners = unihan.Value(c, "kFourCornerCode")?.Split(' ')[0] ?? "-";
        if (!corners.Contains('.') && corners != "-") corners += ".0"; // the fifth digit is left out where no code needs it
        return $"{c}\t{corners}\t{radical.Split(' ')[0].Split('.')[0].TrimEnd('\'')}\t{strokes.Split(' ')[0]}";
    }

    private static string UnicodeHead(string head, string files) => $"""
        {head}
        # Source: {files} of Unicode 15 (Debian package unicode-data), Copyright Unicode, Inc., Unicode License v3.
        """;

    private static void Write(string path, string head, IEnumerable<string> lines) =>
        File.WriteAllText(path, string.Join('\n', lines.Prepend(head.ReplaceLineEndings("\n"))) + "\n", new UTF8Encoding(false));
}
