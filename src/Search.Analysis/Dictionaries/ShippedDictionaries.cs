using System.Security.Cryptography;
using System.Text;
using Search.Analysis.SmartCn;

namespace Search.Analysis.Dictionaries;

/// <summary>The content of <c>index/dictionaries</c>.</summary>
internal sealed record ShippedDictionaries
{
    internal required string Directory { get; init; }

    /// <summary>Decoded on other threads, since that takes as long as all else.</summary>
    internal required Task<SmartCnDictionary> SmartCn { get; init; }

    /// <summary>One unit for one.</summary>
    internal required IReadOnlyList<CharacterMapping> Variants { get; init; }
    internal required IReadOnlyList<CharacterMapping> Compatibility { get; init; }

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
        var checksums = new ShippedChecksums(directory);
        DictionaryFile dictionary = checksums.Read("smartcn/" + SmartCnDictionaryFile.FileName);
        SmartCnDictionaryFile.Check(dictionary);
        Task<SmartCnDictionary> smartCn = Task.Run(() => SmartCnDictionary.Decode(dictionary));
        DictionaryFile variants = checksums.Read("variants.txt"), compatibility = checksums.Read("compatibility.txt"), kept = checksums.Read("kept.txt");
        checksums.VerifyOthers();
        return new ShippedDictionaries
        {
            Directory = directory,
            UserWords = [],
            SynonymGroups = [],
            FunctionWords = new HashSet<string>(),
            SmartCn = smartCn,
            Variants = DictionaryLines.ReadMappings(variants).FindAll(mapping => mapping.To.Length == 1),
            Compatibility = DictionaryLines.ReadMappings(compatibility),
            KeptWords = ReadKeptWords(kept),
            Hash = HashOf(dictionary, variants, compatibility, kept),
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

    private static List<string> ReadKeptWords(DictionaryFile file)
    {
        var words = new List<string>();
        DictionaryLines.Read(file, entry =>
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

    private static string HashOf(params DictionaryFile[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DictionaryFile file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file.Path)));
            hash.AppendData(file.Checksum);
        }
        return DictionaryFile.Hexadecimal(hash.GetHashAndReset());
    }
}
