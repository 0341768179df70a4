using Search.Analysis.SmartCn;

namespace Search.Analysis.Words;

/// <summary>What the analysis of words is made of. Immutable.</summary>
internal sealed record WordVocabulary(SmartCnDictionary Dictionary, TextNormalizer Normalizer, WordTrie? UserWords)
{
    /// <summary>Builds the trie of user words, as they read after normalising.</summary>
    internal static WordTrie? TrieOf(IReadOnlyCollection<UserWord> words, TextNormalizer normalizer)
    {
        if (words.Count == 0) return null;
        var texts = new List<string>(words.Count);
        int length = 0;
        foreach (UserWord word in words)
        {
            string text = normalizer.Normalize(word.Text);
            if (text.Length < 2) continue;
            texts.Add(text);
            length += text.Length;
        }
        var trie = new WordTrie(length + 1);
        for (int i = 0; i < texts.Count; i++)
        {
            int node = WordTrie.Root;
            foreach (char c in texts[i])
                node = trie.FollowOrAdd(node, c);
            trie.SetWord(node, i);
        }
        return trie;
    }
}
