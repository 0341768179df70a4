using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// The last good version of the dictionary files that people edit (user words, synonyms, function words), kept in the data directory: a line
/// that is malformed when the service starts must not keep it from starting, nor take words out of force that were in force before.
/// </summary>
internal static class EditedDictionaries
{
    private const string UserWords = "user";
    private const string Replaced = ".old";
    private static readonly string[] Files = ["synonyms.txt", "stopwords.txt"];
    private static readonly Lock Changing = new(); // the version that is kept

    /// <summary>Loads the dictionaries, the edited ones from the last good version if a line of theirs is malformed.</summary>
    /// <returns>Flaw says which file and line is malformed, or why the files cannot be kept; null if all is well.</returns>
    /// <exception cref="AnalysisDictionaryException">A file is missing or damaged, or one is malformed and there is no good version of it.</exception>
    public static (ChineseAnalysis Dictionaries, string? Flaw) Load(EngineOptions options)
    {
        string kept = PathIn(options.DataDirectory);
        if (!Directory.Exists(kept) && Directory.Exists(kept + Replaced)) Directory.Move(kept + Replaced, kept); // stopped while it was replaced
        try
        {
            ChineseAnalysis dictionaries = ChineseAnalysis.Load(options.DictionariesDirectory);
            try
            {
                Keep(options.DictionariesDirectory, options.DataDirectory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return (dictionaries, $"they cannot be kept: {e.Message}"); // a full disk, say: searching goes on
            }

            return (dictionaries, null);
        }
        catch (AnalysisDictionaryException e) when (e.IsMalformed && Directory.Exists(kept))
        {
            return (ChineseAnalysis.Load(options.DictionariesDirectory, kept), e.Message);
        }
    }

    /// <summary>Makes the files as they are the last good version. Half a copy is never taken for one: it is made beside and renamed.</summary>
    public static void Keep(string dictionariesDirectory, string dataDirectory)
    {
        string kept = PathIn(dataDirectory), copy = kept + ".new";
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        string words = Path.Combine(dictionariesDirectory, UserWords);
        DurableFile.CreateDirectory(Path.Combine(copy, UserWords));
        foreach (string file in Files)
            File.Copy(Path.Combine(dictionariesDirectory, file), Path.Combine(copy, file));
        foreach (string file in Directory.Exists(words) ? Directory.GetFiles(words, "*.txt") : [])
            File.Copy(file, Path.Combine(copy, UserWords, Path.GetFileName(file)));
        lock (Changing)
        {
            string replaced = kept + Replaced;
            if (Directory.Exists(kept))
            {
                if (Directory.Exists(replaced)) Directory.Delete(replaced, recursive: true);
                Directory.Move(kept, replaced);
            }

            Directory.Move(copy, kept);
            if (Directory.Exists(replaced)) Directory.Delete(replaced, recursive: true);
        }
    }

    /// <summary>Copies all dictionaries as they are in force: of the edited files the last good version, whatever stands in them now.</summary>
    public static void Copy(EngineOptions options, string target)
    {
        string kept = PathIn(options.DataDirectory);
        lock (Changing)
        {
            bool hasKept = Directory.Exists(kept);
            Copy(options.DictionariesDirectory, target, name => !hasKept || !IsEdited(name));
            if (hasKept) Copy(kept, target, IsEdited);
        }
    }

    private static void Copy(string source, string target, Func<string, bool> isWanted)
    {
        foreach (string name in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(source, file)).Where(isWanted))
        {
            string copy = Path.Combine(target, name);
            DurableFile.CreateDirectory(Path.GetDirectoryName(copy)!);
            DurableFile.Write(copy, File.ReadAllBytes(Path.Combine(source, name)));
        }
    }

    private static bool IsEdited(string name) => Files.Contains(name, StringComparer.Ordinal) || Path.GetDirectoryName(name) == UserWords;

    private static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "dictionaries");
}
