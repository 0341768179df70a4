using System.Text;

namespace Search.Analysis.Dictionaries;

/// <summary>Reads the dictionaries that people edit: UTF-8, one entry a line, <c>#</c> starts a comment line.</summary>
internal static class DictionaryLines
{
    /// <summary>Gives each entry to <paramref name="take"/>, which throws <see cref="FormatException"/> for a malformed one.</summary>
    /// <exception cref="AnalysisDictionaryException">The file cannot be read, or a line is malformed: names file and line.</exception>
    internal static void Read(string path, Action<string> take) => Read(DictionaryFile.Read(path), take);

    /// <inheritdoc cref="Read(string, Action{string})"/>
    internal static void Read(DictionaryFile file, Action<string> take)
    {
        string path = file.Path;
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file.Bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new AnalysisDictionaryException($"The dictionary {path} cannot be read: {e.Message}", e) { IsMalformed = true };
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
    internal static List<CharacterMapping> ReadMappings(DictionaryFile file)
    {
        var mappings = new List<CharacterMapping>();
        Read(file, entry =>
        {
            if (entry.Length < 3 || entry[1] != '\t')
                throw new FormatException("one character, a tab and its replacement are expected");
            mappings.Add(new CharacterMapping(entry[0], entry[2..]));
        });
        return mappings;
    }
}

/// <summary>What a character becomes.</summary>
/// <remarks>A class: lists of structures are compiled when the program starts, and that took longer than reading them.</remarks>
internal sealed record CharacterMapping(char From, string To);
