using System.Collections.Frozen;
using System.Text;
using Search.Analysis.Dictionaries;

namespace Search.Analysis;

/// <summary>
/// How characters and words are read in pinyin: syllables without tones, lower case, ü written as v. Immutable, shared by all threads.
/// </summary>
public sealed class Readings
{
    private readonly FrozenDictionary<char, string[]> characters;
    private readonly FrozenDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> words;
    private readonly int longestWord;
    private readonly PinyinSplitter splitter;

    private Readings(Dictionary<char, string[]> characters, Dictionary<string, string[]> words)
    {
        this.characters = characters.ToFrozenDictionary();
        this.words = words.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        longestWord = words.Keys.Max(word => word.Length);
        Syllables = [.. characters.Values.SelectMany(syllables => syllables).Distinct().Order(StringComparer.Ordinal)];
        splitter = new PinyinSplitter(Syllables);
    }

    /// <summary>All syllables that any character is read as, in ordinal order.</summary>
    public IReadOnlyList<string> Syllables { get; }

    /// <summary>The syllables of a character, the most usual first; empty for a character that has none. Nothing is allocated.</summary>
    public ReadOnlySpan<string> SyllablesOf(char character) => characters.GetValueOrDefault(character);

    /// <summary>
    /// The best reading, one syllable for each UTF-16 unit of <paramref name="word"/>, which may be longer than a word; a unit that has no reading
    /// (a letter, a digit) gives an empty string. Words that are read in their own way (银行, 重庆) are found within it, the longest first.
    /// </summary>
    /// <param name="word">Simplified or traditional text.</param>
    /// <param name="syllables">At least as long as <paramref name="word"/>. Nothing is allocated.</param>
    public void Read(ReadOnlySpan<char> word, Span<string> syllables)
    {
        for (int i = 0; i < word.Length;)
        {
            int length = Math.Min(longestWord, word.Length - i);
            string[]? known = null;
            while (length > 1 && !words.TryGetValue(word.Slice(i, length), out known))
                length--;
            if (length > 1)
                known.CopyTo(syllables[i..]);
            else
                syllables[i] = characters.GetValueOrDefault(word[i]) is { } own ? own[0] : "";
            i += length;
        }
    }

    /// <summary>The best reading written together, such as <c>jingkaiqu</c>; units without a reading stay, in lower case.</summary>
    public string Write(ReadOnlySpan<char> word) => Write(word, initialsOnly: false);

    /// <summary>The first letter of each syllable, such as <c>jkq</c>; units without a reading stay, in lower case.</summary>
    public string Initials(ReadOnlySpan<char> word) => Write(word, initialsOnly: true);

    /// <summary>
    /// All ways to read typed letters as syllables, the fewest syllables first, at most <paramref name="most"/>: <c>jingkaiqu</c> is jing kai qu; <c>xian</c> is
    /// xian or xi an; <c>nü</c>, <c>nv</c> and <c>nu:</c> are nv; an apostrophe or a space stands between syllables. Empty where there is no way.
    /// </summary>
    /// <param name="typed">Letters in any case; anything else but separators gives nothing.</param>
    /// <param name="lastMayBeIncomplete">Whether the last syllable may be the beginning of one, as while somebody types: <c>jingk</c> is jing k.</param>
    /// <param name="most">At least 1.</param>
    public IReadOnlyList<string[]> Split(ReadOnlySpan<char> typed, bool lastMayBeIncomplete = false, int most = 16) =>
        splitter.Split(typed, lastMayBeIncomplete, most);

    private string Write(ReadOnlySpan<char> word, bool initialsOnly)
    {
        var syllables = new string[word.Length];
        Read(word, syllables);
        var written = new StringBuilder(word.Length * 4);
        for (int i = 0; i < word.Length; i++)
        {
            if (syllables[i].Length == 0) written.Append(char.ToLowerInvariant(word[i]));
            else if (initialsOnly) written.Append(syllables[i][0]);
            else written.Append(syllables[i]);
        }
        return written.ToString();
    }

    /// <exception cref="AnalysisDictionaryException">A file is missing or malformed.</exception>
    internal static Readings Load(string directory)
    {
        var pool = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var characters = new Dictionary<char, string[]>(30_000);
        var words = new Dictionary<string, string[]>(StringComparer.Ordinal);
        ReadFile("characters.txt", (character, syllables) =>
        {
            if (character.Length != 1) throw new FormatException("one character, a tab and its syllables are expected");
            characters[character[0]] = syllables;
        });
        ReadFile("words.txt", Add);
        ReadFile("corrections.txt", Add);
        return new Readings(characters, words);

        void ReadFile(string name, Action<string, string[]> take) => DictionaryLines.Read(Path.Combine(directory, name), entry =>
        {
            int tab = entry.IndexOf('\t');
            string[] syllables = tab < 1 ? [] : Syllables(entry.AsSpan(tab + 1));
            if (syllables.Length == 0) throw new FormatException("a word, a tab and its syllables are expected");
            take(entry[..tab], syllables);
        });

        void Add(string word, string[] syllables)
        {
            if (syllables.Length != word.Length) throw new FormatException($"{word.Length} syllables are expected for {word}, not {syllables.Length}");
            if (word.Length > 1)
                words[word] = syllables;
            else
                characters[word[0]] = [.. syllables, .. characters.GetValueOrDefault(word[0], []).Where(other => other != syllables[0])];
        }

        string[] Syllables(ReadOnlySpan<char> written)
        {
            Span<Range> parts = stackalloc Range[16];
            int count = written.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries);
            var syllables = new string[count];
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<char> part = written[parts[i]];
                if (part.ContainsAnyExceptInRange('a', 'z')) throw new FormatException($"\"{part}\" is no syllable in the letters a to z");
                if (!pool.TryGetValue(part, out string? syllable)) pool[part] = syllable = part.ToString();
                syllables[i] = syllable;
            }
            return syllables;
        }
    }
}
