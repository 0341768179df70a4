using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Articles in which words stand within a passage, in headline or body, counted with a bounded number of steps. What was not reached counts as unknown, never as absent:
/// <see cref="IsExhausted"/> tells.
/// </summary>
internal sealed class WordsTogether(IndexSearcher searcher, int window, int mostSteps)
{
    private static readonly TextField[] Looked = [TextField.Headline, TextField.Body];

    private int steps;

    public bool IsExhausted => steps >= mostSteps;

    /// <summary>The passages that have all words, one a field of an article; at most so many.</summary>
    /// <param name="words">As the index has them, different ones, at least one.</param>
    public List<WordPassages> Find(IReadOnlyList<string> words, int most)
    {
        List<WordPassages> found = [];
        for (int leaf = 0; leaf < searcher.IndexReader.Leaves.Count && found.Count < most && !IsExhausted; leaf++)
        {
            foreach (TextField field in Looked) Find(leaf, field, words, most, found);
        }

        return found;
    }

    /// <summary>Articles in which the word stands in one of the passages, or so near to it that both are one passage.</summary>
    public int CountWith(List<WordPassages> passages, string word)
    {
        HashSet<int> articles = [];
        TermPositions? places = null;
        (int Leaf, TextField Field) open = (-1, default);
        foreach (WordPassages passage in passages)
        {
            if (IsExhausted) break;
            steps++;
            AtomicReaderContext segment = searcher.IndexReader.Leaves[passage.Leaf];
            if (open != (passage.Leaf, passage.Field))
            {
                places?.Return();
                places = TermPositions.Open(segment.AtomicReader, passage.Field, word);
                open = (passage.Leaf, passage.Field);
            }

            if (places?.MoveTo(passage.Document) == true && passage.IsNear(places, window)) articles.Add(segment.DocBase + passage.Document);
        }

        places?.Return();
        return articles.Count;
    }

    private void Find(int leaf, TextField field, IReadOnlyList<string> words, int most, List<WordPassages> found)
    {
        AtomicReader reader = searcher.IndexReader.Leaves[leaf].AtomicReader;
        SegmentTerms dictionaries = SegmentTerms.Of(reader);
        List<(string Word, SegmentTerm Term)> terms = [];
        foreach (string word in words)
        {
            if (dictionaries.Find(reader, isGram: false, word)[(int)field] is not { } term) return;
            terms.Add((word, term));
        }

        terms.Sort((a, b) => a.Term.Articles.CompareTo(b.Term.Articles));
        IArticleBlocks rarest = dictionaries.OpenBlocks(field, terms[0].Term);
        TermPositions[] places = [.. terms.Select(term => TermPositions.Open(reader, field, term.Word)!)];
        IBits? live = reader.LiveDocs;
        for (int count = rarest.NextBlock(); count > 0 && found.Count < most && !IsExhausted; count = rarest.NextBlock())
        {
            for (int at = 0; at < count && found.Count < most && !IsExhausted; at++) Look(rarest.Articles[at]);
        }

        foreach (TermPositions place in places) place.Return();
        dictionaries.ReturnBlocks(field, rarest);

        void Look(int document)
        {
            steps++;
            if (live?.Get(document) == false) return;
            bool all = true;
            for (int i = 1; i < places.Length && all; i++) // the next rarest one excludes most; positions are wanted of few articles
            {
                steps++;
                all = places[i].IsIn(document);
            }

            for (int i = 0; i < places.Length && all; i++) all = places[i].MoveTo(document);
            if (all && WordPassages.Of(leaf, document, field, places, window) is { } passages) found.Add(passages);
        }
    }
}

/// <summary>The shortest stretches of a field of one article that have all of some words.</summary>
internal sealed class WordPassages
{
    private readonly List<(int First, int Last)> stretches;

    private WordPassages(int leaf, int document, TextField field, List<(int, int)> stretches) => (Leaf, Document, Field, this.stretches) = (leaf, document, field, stretches);

    public int Leaf { get; }

    /// <summary>In its segment.</summary>
    public int Document { get; }

    public TextField Field { get; }

    /// <summary>Null if they stand nowhere within the window.</summary>
    public static WordPassages? Of(int leaf, int document, TextField field, TermPositions[] words, int window)
    {
        List<(int First, int Last)> stretches = [];
        int[] next = new int[words.Length];
        while (true)
        {
            int first = 0, last = 0;
            for (int i = 1; i < words.Length; i++)
            {
                if (words[i][next[i]] < words[first][next[first]]) first = i;
                if (words[i][next[i]] > words[last][next[last]]) last = i;
            }

            if (words[last][next[last]] - words[first][next[first]] < window) stretches.Add((words[first][next[first]], words[last][next[last]]));
            if (++next[first] == words[first].Count) return stretches.Count == 0 ? null : new WordPassages(leaf, document, field, stretches);
        }
    }

    /// <summary>Whether the word stands so near to one of the stretches that both fit into the window.</summary>
    public bool IsNear(TermPositions word, int window)
    {
        // Both in ascending order: a place that is too far before one stretch is so for all further ones.
        int from = 0;
        foreach ((int first, int last) in stretches)
        {
            while (from < word.Count && last - word[from] >= window) from++;
            if (from == word.Count) return false;
            if (Math.Max(last, word[from]) - Math.Min(first, word[from]) < window) return true;
        }

        return false;
    }
}
