namespace Search.Engine;

/// <summary>Words of the index that may have been meant by another one: read alike, or with one character that looks alike; or with one syllable that is nearly the same.</summary>
internal sealed class AlikeWords(IndexKnowledge index, SuggestionFollower suggestions)
{
    private const int MostSimilar = 24;

    private readonly Dictionary<(string Word, bool IsNear), IReadOnlyList<AlikeWord>> known = [];

    /// <summary>The commonest first.</summary>
    /// <param name="word">Chinese characters, two or more.</param>
    /// <param name="isNear">Whether those are wanted that are nearly read alike, and none else.</param>
    public IReadOnlyList<AlikeWord> Of(string word, bool isNear)
    {
        if (!known.TryGetValue((word, isNear), out IReadOnlyList<AlikeWord>? alike)) known.Add((word, isNear), alike = Find(word, isNear));
        return alike;
    }

    private List<AlikeWord> Find(string word, bool isNear)
    {
        Dictionary<string, AlikeWord> alike = new(StringComparer.Ordinal);
        string[] syllables = new string[word.Length];
        index.Analysis.Readings.Read(word, syllables);
        if (isNear)
        {
            AddNear();
            return Sorted();
        }

        if (!syllables.Contains("")) AddSpelled();
        Span<char> similar = stackalloc char[MostSimilar];
        for (int at = 0; at < word.Length && !index.IsExhausted; at++)
        {
            foreach (char other in suggestions.Pinyin.Homophones(word[at])) Replace(at, other, CorrectionKind.Sound);
            foreach (char other in similar[..index.Analysis.Shapes.SimilarTo(word[at], similar)]) Replace(at, other, CorrectionKind.Shape);
        }

        return Sorted();

        List<AlikeWord> Sorted() => [.. alike.Values.OrderByDescending(other => other.Articles).ThenBy(other => other.Text, StringComparer.Ordinal)];

        void AddSpelled()
        {
            foreach ((string text, _) in suggestions.FindSpelled(syllables)) Add(text, CorrectionKind.Sound);
        }

        void AddNear()
        {
            for (int at = 0; at < word.Length && !index.IsExhausted; at++)
            {
                foreach (char other in suggestions.Pinyin.NearHomophones(syllables[at])) Replace(at, other, CorrectionKind.Sound);
                if (syllables.Contains("")) continue;
                string own = syllables[at];
                foreach (string near in suggestions.Pinyin.Near(own))
                {
                    syllables[at] = near;
                    AddSpelled();
                }

                syllables[at] = own;
            }
        }

        void Replace(int at, char other, CorrectionKind kind)
        {
            if (other == word[at] || index.Analysis.Folding.Fold(other) != other) return;
            // Nearly all that is tried is no word at all; asking each segment's dictionaries would take most of a search.
            Span<char> text = stackalloc char[word.Length];
            word.CopyTo(text);
            text[at] = other;
            if (index.Analysis.IsWord(text)) Add(text.ToString(), kind);
        }

        void Add(string text, CorrectionKind kind)
        {
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
