namespace Search.Engine;

/// <summary>
/// Matches a page's new articles with those of its previous version, so that a correction keeps ids. Equal text first, then
/// the most similar pairs: shared shingles of six characters of headline and body, greedily from the best down.
/// </summary>
internal static class PageMatching
{
    /// <summary>Below this share of common shingles two articles are not the same; a shared headline lowers it.</summary>
    private const double SameArticle = 0.4;
    private const double SameArticleUnderSameHeadline = 0.1;
    private const int ShingleLength = 6;

    /// <returns>For each new article the index of its previous version, or -1. No previous one is given twice.</returns>
    public static int[] Match(IReadOnlyList<Article> current, IReadOnlyList<Article> previous)
    {
        int[] match = new int[current.Count];
        Array.Fill(match, -1);
        bool[] taken = new bool[previous.Count];

        void Pair(int i, int j)
        {
            match[i] = j;
            taken[j] = true;
        }

        for (int i = 0; i < current.Count; i++)
        {
            for (int j = 0; j < previous.Count && current[i].Id.Length > 0; j++)
                if (!taken[j] && previous[j].Id == current[i].Id) Pair(i, j);
        }

        for (int i = 0; i < current.Count; i++)
        {
            for (int j = 0; j < previous.Count && match[i] < 0; j++)
                if (!taken[j] && SameText(current[i], previous[j])) Pair(i, j);
        }

        if (match.All(m => m >= 0) || taken.All(t => t)) return match;

        HashSet<int>[] newShingles = [.. current.Select((a, i) => match[i] >= 0 ? [] : Shingles(a))];
        HashSet<int>[] oldShingles = [.. previous.Select((a, j) => taken[j] ? [] : Shingles(a))];
        List<(double Similarity, int New, int Old)> pairs = [];
        for (int i = 0; i < current.Count; i++)
        {
            if (match[i] >= 0) continue;
            for (int j = 0; j < previous.Count; j++)
            {
                // Articles that the sender named differently are different, however alike.
                if (taken[j] || current[i].Id.Length > 0) continue;
                double similarity = Similarity(newShingles[i], oldShingles[j]);
                bool sameHeadline = current[i].Headline.Length > 0 && current[i].Headline == previous[j].Headline;
                if (similarity >= (sameHeadline ? SameArticleUnderSameHeadline : SameArticle)) pairs.Add((similarity + (sameHeadline ? 0.2 : 0), i, j));
            }
        }

        // Ties go to the earlier place on the page, so that the outcome never depends on the sort's whim.
        foreach ((double _, int i, int j) in pairs.OrderByDescending(p => p.Similarity).ThenBy(p => p.New).ThenBy(p => p.Old))
            if (match[i] < 0 && !taken[j]) Pair(i, j);
        return match;
    }

    private static bool SameText(Article a, Article b) =>
        a.Headline == b.Headline && a.Paragraphs.SequenceEqual(b.Paragraphs) && a.Kicker == b.Kicker && a.Subhead == b.Subhead;

    private static HashSet<int> Shingles(Article article)
    {
        string text = string.Concat((article.Kicker + article.Headline + article.Subhead + article.Body).Where(c => !char.IsWhiteSpace(c)));
        HashSet<int> shingles = [];
        if (text.Length < ShingleLength)
        {
            shingles.Add(string.GetHashCode(text));
            return shingles;
        }

        for (int i = 0; i + ShingleLength <= text.Length; i++) shingles.Add(string.GetHashCode(text.AsSpan(i, ShingleLength)));
        return shingles;
    }

    private static double Similarity(HashSet<int> a, HashSet<int> b)
    {
        (HashSet<int> small, HashSet<int> large) = a.Count <= b.Count ? (a, b) : (b, a);
        int common = small.Count(large.Contains);
        int union = a.Count + b.Count - common;
        return union == 0 ? 0 : (double)common / union;
    }
}
