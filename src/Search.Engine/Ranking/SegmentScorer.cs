using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>
/// Scores the articles of one segment, either window by window (each term's occurrences added up in turn: fastest for words joined by OR) or one
/// given article after the other (for results that something else selects). Both give the same score. A term's occurrences in
/// all fields are weighted and added before they saturate (BM25F), so a word in headline and body is not counted as two finds.
/// Terms are added in the order of the most they can add, so that the weak ones at the end can be left out (MaxScore) without changing any sum.
/// </summary>
internal sealed class SegmentScorer
{
    public const int WindowSize = 4096;

    /// <summary>Bounds are added in another order than scores, so they may be rounded below what they bound.</summary>
    private const float RoundingRoom = 1.00001f;

    /// <summary>Entries of a list that are gone through in the time in which a term is asked for one article.</summary>
    private const int CostOfAsking = 24;

    private readonly RankedQuery query;
    private readonly TermCursors[] terms;
    private readonly float saturation;

    /// <summary>The most that the terms from each one on can add together to score and meaning.</summary>
    private readonly float[] restBoost, restMeaning;

    /// <summary>Of the terms from each one on, whether some find articles.</summary>
    private readonly bool[] restFinds;

    /// <summary>The terms that the last window was scored by; those behind them are asked article by article.</summary>
    private int essential;

    /// <param name="onlyFinding">Whether terms that find no article are left out: for counting.</param>
    public SegmentScorer(RankedQuery query, AtomicReaderContext context, bool onlyFinding = false)
    {
        this.query = query;
        saturation = (float)query.Options.Saturation;
        SegmentTerms dictionaries = SegmentTerms.Of(context.AtomicReader);
        List<TermCursors> found = new(query.Terms.Count);
        foreach (RankedTerm term in query.Terms)
        {
            if (term.Occurs && (term.Finds || !onlyFinding) && TermCursors.Open(term, query, context, dictionaries) is { } cursors) found.Add(cursors);
        }

        // Of equal ones the first stays first: sums must not depend on chance.
        terms = [.. found.OrderByDescending(term => term.Boost)];
        essential = terms.Length;
        restBoost = new float[terms.Length + 1];
        restMeaning = new float[terms.Length + 1];
        restFinds = new bool[terms.Length + 1];
        for (int i = terms.Length - 1; i >= 0; i--)
        {
            restBoost[i] = restBoost[i + 1] + terms[i].Boost;
            restMeaning[i] = restMeaning[i + 1] + terms[i].Meaning;
            restFinds[i] = restFinds[i + 1] || terms[i].Finds;
        }
    }

    /// <summary>Leaves the postings to the next search. The scorer must not be used any more.</summary>
    public void Return()
    {
        foreach (TermCursors term in terms)
        {
            foreach (FieldCursor cursor in term.Cursors) cursor.Return();
        }
    }

    /// <summary>Terms that occur in this segment.</summary>
    public bool IsEmpty => terms.Length == 0;

    /// <summary>
    /// Leaves out, until <see cref="Complete"/>, the terms that even together cannot lift an article to <paramref name="least"/>: articles that have
    /// nothing else need not be looked at. A threshold may only rise.
    /// </summary>
    /// <param name="least">Of a score.</param>
    /// <param name="counts">Whether every article that is found is still counted: then what finds articles is not left out.</param>
    public void Prune(float least, bool counts)
    {
        while (essential > 0 && !(counts && restFinds[essential - 1]) && Bound(0, 0, essential - 1) < least) essential--;
    }

    /// <summary>Whether articles that are found may be passed over.</summary>
    public bool PassesOver => restFinds[essential];

    public bool IsPruned => essential < terms.Length;

    /// <summary>The first article behind the windows that were scored that any term occurs in which is not left out.</summary>
    public int NextOccupied()
    {
        int next = DocIdSetIterator.NO_MORE_DOCS;
        for (int i = 0; i < essential; i++)
        {
            foreach (FieldCursor cursor in terms[i].Cursors) next = Math.Min(next, cursor.Next());
        }

        return next;
    }

    /// <summary>Adds up what the terms that are not left out give the articles from <paramref name="start"/> on, as many as <paramref name="width"/>. The window is clear at first.</summary>
    public void ScoreWindow(int start, int width, ScoreWindow window)
    {
        float[] sums = window.Sums, meanings = window.Meanings, frequency = window.Frequency;
        ushort[] touched = window.Order;
        for (int t = 0; t < essential; t++)
        {
            TermCursors term = terms[t];
            int count = 0;
            foreach (FieldCursor cursor in term.Cursors) count = cursor.Accumulate(start, width, count, frequency, touched);
            float boost = term.Boost;
            ulong[] bits = term.Finds ? window.Found : window.Touched;
            foreach (ushort slot in touched.AsSpan(0, count))
            {
                float tf = frequency[slot];
                frequency[slot] = 0;
                sums[slot] += boost * tf / (saturation + tf);
                bits[slot >> 6] |= 1UL << slot;
            }

            if (!query.SharesMeaning) continue;
            foreach (ushort slot in touched.AsSpan(0, count)) meanings[slot] += term.Meaning;
        }
    }

    /// <summary>Marks the articles from <paramref name="start"/> that a term finds, without scoring them.</summary>
    public void MarkFound(int start, ulong[] found)
    {
        foreach (TermCursors term in terms)
        {
            foreach (FieldCursor cursor in term.Finds ? term.Cursors : []) cursor.Mark(start, found);
        }
    }

    /// <summary>
    /// Marks in a scored window the articles that with everything the terms that were left out can add may reach <paramref name="least"/>. While these are many, the next such term
    /// is added to them from its list: asking for each of them in it costs more than going through the list.
    /// </summary>
    /// <returns>The terms from here on have not been added to what is marked; to be given to <see cref="Complete"/>.</returns>
    public int Narrow(int start, int width, ScoreWindow window, float least)
    {
        for (int word = 0; word < window.Reaching.Length; word++) window.Reaching[word] = window.Found[word] | window.Touched[word];
        int added = essential, left = Narrow(window, added, least);
        while (left > 0 && added < terms.Length && ArticlesUpTo(terms[added], start + width) <= (double)left * CostOfAsking)
        {
            AddToReaching(terms[added++], start, width, window);
            left = Narrow(window, added, least);
        }

        return added;
    }

    private static double ArticlesUpTo(TermCursors term, int end)
    {
        double articles = 0;
        foreach (FieldCursor cursor in term.Cursors) articles += cursor.UpTo(end);
        return articles;
    }

    private void AddToReaching(TermCursors term, int start, int width, ScoreWindow window)
    {
        int count = 0;
        foreach (FieldCursor cursor in term.Cursors)
        {
            cursor.SkipTo(start);
            count = cursor.Accumulate(start, width, count, window.Frequency, window.Order);
        }

        foreach (ushort slot in window.Order.AsSpan(0, count))
        {
            float tf = window.Frequency[slot];
            window.Frequency[slot] = 0;
            ulong bit = 1UL << slot;
            if ((window.Reaching[slot >> 6] & bit) == 0) continue;
            window.Sums[slot] += term.Boost * tf / (saturation + tf);
            window.Meanings[slot] += term.Meaning;
            if (term.Finds) window.Found[slot >> 6] |= bit;
        }
    }

    /// <summary>Nearly all of a frequent word's articles end here, so they are looked at eight at a time.</summary>
    /// <returns>How many may still reach it, if all terms from <paramref name="from"/> on can be added.</returns>
    private int Narrow(ScoreWindow window, int from, float least)
    {
        // As Combine does: without a meaning to share, the sum alone counts.
        float share = query.SharesMeaning ? (float)(query.Options.Coordination / query.TotalMeaning) : 0, most = query.SharesMeaning ? (float)query.Options.Coordination : 0;
        Vector256<float> rest = Vector256.Create(restBoost[from]), restShare = Vector256.Create(restMeaning[from] * share), shares = Vector256.Create(share);
        Vector256<float> whole = Vector256.Create(most), room = Vector256.Create(RoundingRoom), needed = Vector256.Create(least);
        int left = 0;
        for (int word = 0; word < window.Reaching.Length; word++)
        {
            if (window.Reaching[word] == 0) continue;
            ReadOnlySpan<float> sums = window.Sums.AsSpan(word << 6, 64), meanings = window.Meanings.AsSpan(word << 6, 64);
            ulong reaching = 0;
            for (int i = 0; i < 64; i += Vector256<float>.Count)
            {
                Vector256<float> part = Vector256.Min(whole, (Vector256.Create(meanings[i..]) * shares) + restShare);
                Vector256<float> bound = (Vector256.Create(sums[i..]) + rest) * (Vector256<float>.One + part) * room;
                reaching |= (ulong)Vector256.GreaterThanOrEqual(bound, needed).ExtractMostSignificantBits() << i;
            }

            left += BitOperations.PopCount(window.Reaching[word] &= reaching);
        }

        return left;
    }

    /// <summary>Adds what the terms from <paramref name="from"/> on give, while the article can still reach <paramref name="least"/>; articles must be asked for in ascending order.</summary>
    /// <returns>Whether everything was added; if not, the article's score is below <paramref name="least"/>.</returns>
    public bool Complete(int document, int from, float least, ref float sum, ref float meaning, ref bool found)
    {
        for (int i = from; i < terms.Length; i++)
        {
            if (Bound(sum, meaning, i) < least) return false;
            Add(terms[i], document, ref sum, ref meaning, ref found);
        }

        return true;
    }

    private float Bound(float sum, float meaning, int from) => query.Combine(sum + restBoost[from], meaning + restMeaning[from]) * RoundingRoom;

    /// <summary>The score of one article; articles must be asked for in ascending order.</summary>
    public float ScoreOne(int document, out bool found)
    {
        found = false;
        float sum = 0, meaning = 0;
        foreach (TermCursors term in terms) Add(term, document, ref sum, ref meaning, ref found);
        return query.Combine(sum, meaning);
    }

    private void Add(TermCursors term, int document, ref float sum, ref float meaning, ref bool found)
    {
        float tf = 0;
        foreach (FieldCursor cursor in term.Cursors)
        {
            if (cursor.AdvanceTo(document)) tf += cursor.Weight();
        }

        if (tf == 0) return;
        sum += term.Boost * tf / (saturation + tf);
        meaning += term.Meaning;
        found |= term.Finds;
    }

    /// <summary>What each term added for one article, in words; the score before words that stand together are looked at.</summary>
    public float Explain(int document, List<string> lines)
    {
        float sum = 0, meaning = 0;
        foreach (TermCursors term in terms)
        {
            float tf = 0;
            List<string> fields = [];
            foreach (FieldCursor cursor in term.Cursors)
            {
                if (!cursor.AdvanceTo(document)) continue;
                tf += cursor.Weight();
                fields.Add($"{cursor.Field.Name()} ×{cursor.Frequency}");
            }

            if (tf == 0) continue;
            float added = term.Boost * tf / (saturation + tf);
            sum += added;
            meaning += term.Meaning;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{added:F2}: {term.Source.Describe()} in {string.Join(", ", fields)}; {(term.Source.DocumentFrequency > 0 ? $"in {term.Source.DocumentFrequency} articles, " : "")}rarity {term.Source.Idf:F2}, weight {term.Source.Weight:F2}"));
        }

        if (query.TotalMeaning > 0 && query.Options.Coordination > 0)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"×{query.Combine(1, meaning):F2}: {query.Share(meaning):P0} of the query's meaning is there"));
        return query.Combine(sum, meaning);
    }
}
