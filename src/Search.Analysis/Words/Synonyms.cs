using Search.Analysis.SmartCn;
using Search.Analysis.Words;

namespace Search.Analysis;

/// <summary>A name found in a text and its other names; or a number with what it counts, in the other numerals.</summary>
/// <param name="Start">Offset of the name in the text, in UTF-16 units.</param>
/// <param name="End">Offset after it.</param>
/// <param name="Alternatives">The other names of its group, as the dictionary writes them.</param>
/// <param name="IsNumber">A number with what it counts, which must not be taken for the end of a larger one.</param>
public sealed record SynonymMatch(int Start, int End, IReadOnlyList<string> Alternatives, bool IsNumber = false)
{
    /// <summary>
    /// Characters that make a number in Chinese numerals behind them, which begins with <paramref name="first"/>, the end of a larger one: 二 of 二十九, 百 of 百二十. A digit
    /// before a digit makes none (统一三十五项), nor does 数 or 几 (人数三十五名).
    /// </summary>
    public static string BeginningsOfLarger(char first) => first == '十' ? DateReader.Digits + LargerUnits : LargerUnits;

    private const string LargerUnits = "零〇十百千万亿";
}

/// <summary>Groups of names for the same thing, applied to queries; the longest name at a place is taken.</summary>
internal sealed class Synonyms
{
    private readonly TextNormalizer normalizer;
    private readonly WordTrie? trie;
    private readonly List<(string Name, string[] Group)> names = [];

    internal Synonyms(IReadOnlyCollection<string[]> groups, TextNormalizer normalizer)
    {
        this.normalizer = normalizer;
        if (groups.Count == 0) return;
        var texts = new List<string>();
        int length = 0;
        foreach (string[] group in groups)
        {
            foreach (string name in group)
            {
                string text = normalizer.Normalize(name);
                length += text.Length;
                texts.Add(text);
                names.Add((name, group));
            }
        }
        trie = new WordTrie(length + 1);
        for (int i = 0; i < texts.Count; i++)
        {
            int node = WordTrie.Root;
            foreach (char c in texts[i])
                node = trie.FollowOrAdd(node, c);
            trie.SetWord(node, i);
        }
    }

    internal IReadOnlyList<SynonymMatch> Find(string text)
    {
        if (trie is null) return [];
        var normalized = new NormalizedText();
        normalizer.Append(text, normalized);
        ReadOnlySpan<char> units = normalized.Units;
        var matches = new List<SynonymMatch>();
        for (int start = 0; start < units.Length;)
        {
            int node = WordTrie.Root, found = -1, foundEnd = start + 1;
            for (int i = start; i < units.Length && (node = trie.Follow(node, units[i])) != WordTrie.None; i++)
            {
                if (trie.WordAt(node) != WordTrie.None && !CutsWord(units, start, i + 1))
                    (found, foundEnd) = (trie.WordAt(node), i + 1);
            }
            if (found >= 0)
            {
                (string name, string[] group) = names[found];
                matches.Add(new SynonymMatch(normalized.SourceStart(start), normalized.SourceEnd(foundEnd), [.. group.Where(other => other != name)]));
            }
            start = foundEnd;
        }
        return matches;
    }

    // ai is not found within maintain.
    private static bool CutsWord(ReadOnlySpan<char> units, int start, int end) =>
        (start > 0 && char.IsAsciiLetterOrDigit(units[start - 1]) && char.IsAsciiLetterOrDigit(units[start]))
        || (end < units.Length && char.IsAsciiLetterOrDigit(units[end - 1]) && char.IsAsciiLetterOrDigit(units[end]));
}
