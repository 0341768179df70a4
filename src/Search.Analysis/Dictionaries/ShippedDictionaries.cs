using System.Security.Cryptography;
using System.Text;
using Search.Analysis.SmartCn;

namespace Search.Analysis.Dictionaries;

/// <summary>The content of <c>index/dictionaries</c>.</summary>
internal sealed record ShippedDictionaries
{
    internal required string Directory { get; init; }
    internal required SmartCnDictionary SmartCn { get; init; }
    internal required IReadOnlyList<(char From, char To)> Variants { get; init; }
    internal required IReadOnlyList<(char From, string To)> Compatibility { get; init; }

    /// <summary>Words whose characters stay although they are variants of others.</summary>
    internal required IReadOnlyList<string> KeptWords { get; init; }
    internal required IReadOnlyList<UserWord> UserWords { get; init; }
    internal required IReadOnlyList<string[]> SynonymGroups { get; init; }
    internal required IReadOnlySet<string> FunctionWords { get; init; }

    /// <summary>Hexadecimal SHA-256 over the files that change what is indexed.</summary>
    internal required string Hash { get; init; }

    /// <exception cref="AnalysisDictionaryException">A file is missing, damaged or malformed.</exception>
    /// <param name="directory">Of the dictionaries.</param>
    /// <param name="editedDirectory">Of the files that may change while the program runs.</param>
    internal static ShippedDictionaries Load(string directory, string editedDirectory)
    {
        string dictionaryPath = Path.Combine(directory, "smartcn", SmartCnDictionaryFile.FileName);
        string variantsPath = Path.Combine(directory, "variants.txt");
        string compatibilityPath = Path.Combine(directory, "compatibility.txt");
        string keptPath = Path.Combine(directory, "kept.txt");
        ShippedChecksums.Verify(directory);
        byte[] smartCn = SmartCnDictionaryFile.ReadChecked(dictionaryPath);
        List<(char, string)> variants = DictionaryLines.ReadMappings(variantsPath);
        List<(char, string)> compatibility = DictionaryLines.ReadMappings(compatibilityPath);
        return new ShippedDictionaries
        {
            Directory = directory,
            UserWords = [],
            SynonymGroups = [],
            FunctionWords = new HashSet<string>(),
            SmartCn = SmartCnDictionary.Decode(smartCn, dictionaryPath),
            Variants = [.. variants.Where(v => v.Item2.Length == 1).Select(v => (v.Item1, v.Item2[0]))],
            Compatibility = compatibility,
            KeptWords = ReadKeptWords(keptPath),
            Hash = HashOf([dictionaryPath, variantsPath, compatibilityPath, keptPath]),
        }.Reload(editedDirectory);
    }

    /// <summary>With the files read again that may change while the program runs.</summary>
    /// <exception cref="AnalysisDictionaryException">A file is missing or malformed.</exception>
    internal ShippedDictionaries Reload(string directory)
    {
        string userDirectory = Path.Combine(directory, "user");
        string[] userPaths = System.IO.Directory.Exists(userDirectory) ? System.IO.Directory.GetFiles(userDirectory, "*.txt") : [];
        Array.Sort(userPaths, StringComparer.Ordinal);
        return this with
        {
            UserWords = ReadUserWords(userPaths),
            SynonymGroups = ReadSynonyms(Path.Combine(directory, "synonyms.txt")),
            FunctionWords = ReadFunctionWords(Path.Combine(directory, "stopwords.txt")),
        };
    }

    private static List<string> ReadKeptWords(string path)
    {
        var words = new List<string>();
        DictionaryLines.Read(path, entry =>
        {
            if (UserWord.Flaw(entry) is { } flaw) throw new FormatException(flaw);
            words.Add(entry);
        });
        return words;
    }

    private static List<UserWord> ReadUserWords(string[] paths)
    {
        var words = new List<UserWord>();
        foreach (string path in paths)
        {
            DictionaryLines.Read(path, entry =>
            {
                if (UserWord.Flaw(entry) is { } flaw) throw new FormatException(flaw);
                words.Add(new UserWord(entry));
            });
        }
        return words;
    }

    private static List<string[]> ReadSynonyms(string path)
    {
        var groups = new List<string[]>();
        DictionaryLines.Read(path, entry =>
        {
            string[] names = entry.Split([',', '，'], StringSplitOptions.TrimEntries);
            if (names.Length < 2 || names.Any(name => name.Length is 0 or > UserWord.MaximumLength))
                throw new FormatException("two names or more are expected, separated by commas");
            groups.Add(names);
        });
        return groups;
    }

    private static HashSet<string> ReadFunctionWords(string path)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        DictionaryLines.Read(path, entry =>
        {
            if (entry.Any(char.IsWhiteSpace)) throw new FormatException("one word a line is expected");
            words.Add(entry);
        });
        return words;
    }

    private static string HashOf(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in paths)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            using FileStream file = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
