namespace Search.Engine;

/// <summary>Words of the index that may have been meant by another one: read alike, or with one character that looks alike.</summary>
internal sealed class AlikeWords(IndexKnowledge index, SuggestionFollower suggestions)
{
    private const int MostSimilar = 24;

    private readonly Dictionary<string, IReadOnlyList<AlikeWord>> known = new(StringComparer.Ordinal);

    /// <summary>The commonest first.</summary>
    /// <param name="word">Chinese characters, two or more.</param>
    public IReadOnlyList<AlikeWord> Of(string word)
    {
        if (!known.TryGetValue(word, out IReadOnlyList<AlikeWord>? alike)) known.Add(word, alike = Find(word));
        return alike;
    }

    private List<AlikeWord> Find(string word)
    {
        Dictionary<string, AlikeWord> alike = new(StringComparer.Ordinal);
        string[] syllables = new string[word.Length];
        index.Analysis.Readings.Read(word, syllables);
        if (!syllables.Contains(""))
        {
            foreach ((string text, _) in suggestions.FindSpelled(syllables)) Add(text, CorrectionKind.Sound);
        }

        Span<char> similar = stackalloc char[MostSimilar];
        for (int at = 0; at < word.Length && !index.IsExhausted; at++)
        {
            foreach (char other in suggestions.Pinyin.Homophones(word[at])) Replace(at, other, CorrectionKind.Sound);
            foreach (char other in similar[..index.Analysis.Shapes.SimilarTo(word[at], similar)]) Replace(at, other, CorrectionKind.Shape);
        }

        return [.. alike.Values.OrderByDescending(other => other.Articles).ThenBy(other => other.Text, StringComparer.Ordinal)];

        void Replace(int at, char other, CorrectionKind kind)
        {
            if (other != word[at] && index.Analysis.Folding.Fold(other) == other) Add(string.Concat(word.AsSpan(0, at), [other], word.AsSpan(at + 1)), kind);
        }

        void Add(string text, CorrectionKind kind)
        {
            // Nearly all that is tried is no word at all; asking each segment's dictionaries would take most of a search.
            if (text.Length != word.Length || text == word || alike.ContainsKey(text) || !index.Analysis.IsWord(text)) return;
            int articles = index.Word(text);
            if (articles > 0) alike.Add(text, new AlikeWord(text, kind, articles));
        }
    }
}

/// <param name="Text">As long as the word it is like.</param>
/// <param name="Kind">How they are alike.</param>
/// <param name="Articles">That have it as a word.</param>
internal sealed record AlikeWord(string Text, CorrectionKind Kind, int Articles);
