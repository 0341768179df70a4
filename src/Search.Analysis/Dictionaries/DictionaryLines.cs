using System.Text;

namespace Search.Analysis.Dictionaries;

/// <summary>Reads the dictionaries that people edit: UTF-8, one entry a line, <c>#</c> starts a comment line.</summary>
internal static class DictionaryLines
{
    /// <summary>Gives each entry to <paramref name="take"/>, which throws <see cref="FormatException"/> for a malformed one.</summary>
    /// <exception cref="AnalysisDictionaryException">The file cannot be read, or a line is malformed: names file and line.</exception>
    internal static void Read(string path, Action<string> take)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new AnalysisDictionaryException($"The dictionary {path} cannot be read: {e.Message}", e) { IsMalformed = e is DecoderFallbackException };
        }
        int number = 0;
        foreach (string line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            string entry = line.TrimEnd('\r', ' ', '\t');
            if (entry.Length == 0 || entry[0] == '#')
                continue;
            try
            {
                take(entry);
            }
            catch (FormatException e)
            {
                throw new AnalysisDictionaryException($"{path}, line {number}: {e.Message}", e) { IsMalformed = true };
            }
        }
    }

    /// <summary>Reads lines <c>character TAB text</c>.</summary>
    internal static List<(char From, string To)> ReadMappings(string path)
    {
        var mappings = new List<(char, string)>();
        Read(path, entry =>
        {
            if (entry.Length < 3 || entry[1] != '\t')
                throw new FormatException("one character, a tab and its replacement are expected");
            mappings.Add((entry[0], entry[2..]));
        });
        return mappings;
    }
}
