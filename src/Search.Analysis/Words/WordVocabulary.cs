using Search.Analysis.SmartCn;

namespace Search.Analysis.Words;

/// <summary>What the analysis of words is made of. Immutable.</summary>
internal sealed record WordVocabulary(SmartCnDictionary Dictionary, TextNormalizer Normalizer, WordTrie? UserWords)
{
    /// <summary>Builds the trie of user words, as they read after normalising.</summary>
    internal static WordTrie? TrieOf(IReadOnlyCollection<UserWord> words, TextNormalizer normalizer)
    {
        if (words.Count == 0) return null;
        string[] texts = [.. words.Select(word => normalizer.Normalize(word.Text)).Where(text => text.Length > 1)];
        var trie = new WordTrie(texts.Sum(text => text.Length) + 1);
        for (int i = 0; i < texts.Length; i++)
        {
            int node = WordTrie.Root;
            foreach (char c in texts[i])
                node = trie.FollowOrAdd(node, c);
            trie.SetWord(node, i);
        }
        return trie;
    }
}
