using System.Globalization;
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

    private readonly RankedQuery query;
    private readonly TermCursors[] terms;
    private readonly float saturation;

    /// <summary>The most that the terms from each one on can add together to score and meaning.</summary>
    private readonly float[] restBoost, restMeaning;

    /// <summary>Of the terms from each one on, whether some find articles.</summary>
    private readonly bool[] restFinds;

    /// <summary>The terms that the last window was scored by; those behind them are asked article by article.</summary>
    private int essential;

    public SegmentScorer(RankedQuery query, AtomicReaderContext context)
    {
        this.query = query;
        saturation = (float)query.Options.Saturation;
        SegmentTerms dictionaries = SegmentTerms.Of(context.AtomicReader);
        List<TermCursors> found = new(query.Terms.Count);
        foreach (RankedTerm term in query.Terms)
        {
            if (TermCursors.Open(term, query, context, dictionaries) is { } cursors) found.Add(cursors);
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
    public void Prune(float least)
    {
        while (essential > 0 && Bound(0, 0, essential - 1) < least) essential--;
    }

    /// <summary>Whether articles that are found may be passed over.</summary>
    public bool PassesOver => restFinds[essential];

    public bool IsPruned => essential < terms.Length;

    /// <summary>The first article at or after <paramref name="from"/> that any term occurs in which is not left out.</summary>
    public int NextOccupied(int from)
    {
        int next = DocIdSetIterator.NO_MORE_DOCS;
        for (int i = 0; i < essential; i++)
        {
            foreach (FieldCursor cursor in terms[i].Cursors)
                next = Math.Min(next, cursor.Document < from ? cursor.Advance(from) : cursor.Document);
        }

        return next;
    }

    /// <summary>Adds up what the terms that are not left out give the articles from <paramref name="start"/>. The window is clear at first.</summary>
    public void ScoreWindow(int start, ScoreWindow window)
    {
        int end = start + WindowSize;
        float[] sums = window.Sums, meanings = window.Meanings, frequency = window.Frequency;
        ushort[] touched = window.Order;
        for (int t = 0; t < essential; t++)
        {
            TermCursors term = terms[t];
            int count = 0;
            foreach (FieldCursor cursor in term.Cursors) count = Accumulate(cursor, start, end, count, frequency, touched);
            float boost = term.Boost, meaning = term.Meaning;
            ulong[] bits = term.Finds ? window.Found : window.Touched;
            foreach (ushort slot in touched.AsSpan(0, count))
            {
                float tf = frequency[slot];
                frequency[slot] = 0;
                sums[slot] += boost * tf / (saturation + tf);
                meanings[slot] += meaning;
                bits[slot >> 6] |= 1UL << slot;
            }
        }
    }

    /// <summary>
    /// Of 64 neighbouring articles of a scored window, those that with everything the terms that were left out can add may reach <paramref name="least"/>. Nearly all
    /// of a frequent word's articles end here, so they are looked at eight at a time.
    /// </summary>
    public ulong Reaching(ScoreWindow window, int word, float least)
    {
        ulong occupied = window.Found[word] | window.Touched[word];
        if (occupied == 0) return 0;
        var sums = window.Sums.AsSpan(word << 6, 64);
        var meanings = window.Meanings.AsSpan(word << 6, 64);
        // As Combine does: without a meaning to share, the sum alone counts.
        float share = query.TotalMeaning > 0 ? (float)(query.Options.Coordination / query.TotalMeaning) : 0, most = query.TotalMeaning > 0 ? (float)query.Options.Coordination : 0;
        Vector256<float> rest = Vector256.Create(restBoost[essential]), restShare = Vector256.Create(restMeaning[essential] * share), shares = Vector256.Create(share);
        Vector256<float> whole = Vector256.Create(most), room = Vector256.Create(RoundingRoom), needed = Vector256.Create(least);
        ulong reaching = 0;
        for (int i = 0; i < 64; i += Vector256<float>.Count)
        {
            Vector256<float> part = Vector256.Min(whole, (Vector256.Create(meanings[i..]) * shares) + restShare);
            Vector256<float> bound = (Vector256.Create(sums[i..]) + rest) * (Vector256<float>.One + part) * room;
            reaching |= (ulong)Vector256.GreaterThanOrEqual(bound, needed).ExtractMostSignificantBits() << i;
        }

        return reaching & occupied;
    }

    /// <summary>Adds what the terms give that were left out, while the article can still reach <paramref name="least"/>; articles must be asked for in ascending order.</summary>
    /// <returns>Whether everything was added; if not, the article's score is below <paramref name="least"/>.</returns>
    public bool Complete(int document, float least, ref float sum, ref float meaning, ref bool found)
    {
        for (int i = essential; i < terms.Length; i++)
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

    private static int Accumulate(FieldCursor cursor, int start, int end, int count, float[] frequency, ushort[] touched)
    {
        int document = cursor.Document;
        if (document < start) document = cursor.Advance(start);
        while (document < end)
        {
            int slot = document - start;
            if (frequency[slot] == 0) touched[count++] = (ushort)slot;
            frequency[slot] += cursor.Weight();
            document = cursor.Next();
        }

        return count;
    }

    private sealed record TermCursors(RankedTerm Source, FieldCursor[] Cursors, float Boost, float Meaning, bool Finds)
    {
        public static TermCursors? Open(RankedTerm term, RankedQuery query, AtomicReaderContext context, SegmentTerms dictionaries)
        {
            SegmentTerm?[]? found = term.Pieces is null && term.Grams is null ? dictionaries.Find(context.AtomicReader, term.Kind == RankedTermKind.Gram, term.Text) : null;
            Span<bool> has = stackalloc bool[TextFields.Count];
            int count = 0;
            foreach (TextField field in TextFields.All)
            {
                has[(int)field] = term.Fields.Contains(field) && query.Options.FieldWeights[field] > 0 && (found is not null ? found[(int)field] is not null : term.Grams is not null ? PiecePostings.MayOccur(dictionaries, context.AtomicReader, field, term.Grams) : term.Pieces!.ContainsKey(field));
                if (has[(int)field]) count++;
            }

            if (count == 0) return null;
            FieldCursor[] cursors = new FieldCursor[count];
            foreach (TextField field in TextFields.All)
            {
                if (!has[(int)field]) continue;
                byte[]? lengths = term.Kind == RankedTermKind.Date ? null : dictionaries.Lengths(context.AtomicReader, field);
                cursors[^count--] = new FieldCursor(context, dictionaries, field, term, found?[(int)field], lengths, query.OccurrenceFactors(field));
            }

            return new TermCursors(term, cursors, (float)(term.Weight * term.Idf * (query.Options.Saturation + 1)), (float)term.Meaning, term.Finds);
        }
    }

    /// <summary>
    /// A term's articles in one field. They are opened when first asked for: where the kept hits are better than what a term can add, it never is in most segments.
    /// </summary>
    private sealed class FieldCursor(AtomicReaderContext context, SegmentTerms dictionaries, TextField textField, RankedTerm source, SegmentTerm? term, byte[]? lengths, float[] factors)
    {
        private DocsEnum? postings;

        public TextField Field => textField;

        /// <summary>−1 before the first step.</summary>
        public int Document { get; private set; } = -1;

        public int Frequency => postings!.Freq;

        public int Next() => Document = postings!.NextDoc();

        public int Advance(int target)
        {
            if (postings is null && !Open()) return Document = DocIdSetIterator.NO_MORE_DOCS;
            return Document = postings!.Advance(target);
        }

        public bool AdvanceTo(int document) => (Document < document ? Advance(document) : Document) == document;

        /// <summary>What the occurrences in this field count; a date has no field whose length or weight could matter.</summary>
        public float Weight() => lengths is null ? 1 : postings!.Freq * factors[lengths[Document]];

        public void Return()
        {
            if (postings is PiecePostings piece) piece.Return();
            else if (postings is not null && term is not null) dictionaries.Return(textField, postings);
            postings = null;
            Document = DocIdSetIterator.NO_MORE_DOCS;
        }

        private bool Open()
        {
            postings = term is not null ? dictionaries.Open(context.AtomicReader, textField, term)
                : source.Grams is not null ? PiecePostings.Open(dictionaries, context.AtomicReader, textField, source.Grams)
                : source.Pieces![textField].GetScorer(context, null);
            return postings is not null;
        }
    }
}
