using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>
/// Scores the articles of one segment, either window by window (each term's occurrences added up in turn: fastest for words joined by OR) or one
/// given article after the other (for results that something else selects). Both give the same score. A term's occurrences in
/// all fields are weighted and added before they saturate (BM25F), so a word in headline and body is not counted as two finds.
/// </summary>
internal sealed class SegmentScorer
{
    public const int WindowSize = 4096;

    private readonly RankedQuery query;
    private readonly TermCursors[] terms;
    private readonly float[] frequency = new float[WindowSize];
    private readonly ushort[] touched = new ushort[WindowSize];
    private readonly float saturation;

    public SegmentScorer(RankedQuery query, AtomicReaderContext context)
    {
        this.query = query;
        saturation = (float)query.Options.Saturation;
        terms = [.. query.Terms.Select(term => TermCursors.Open(term, query, context)).OfType<TermCursors>()];
    }

    /// <summary>Terms that occur in this segment.</summary>
    public bool IsEmpty => terms.Length == 0;

    /// <summary>The first article at or after <paramref name="from"/> that any term occurs in.</summary>
    public int NextOccupied(int from)
    {
        int next = DocIdSetIterator.NO_MORE_DOCS;
        foreach (TermCursors term in terms)
        {
            foreach (FieldCursor cursor in term.Cursors)
                next = Math.Min(next, cursor.Document < from ? cursor.Postings.Advance(from) : cursor.Document);
        }
        return next;
    }

    /// <summary>Adds up scores for the articles from <paramref name="start"/>; <paramref name="found"/> gets a bit for each that is found. All arrays are clear at first.</summary>
    public void ScoreWindow(int start, float[] sums, float[] meanings, ulong[] found)
    {
        int end = start + WindowSize;
        foreach (TermCursors term in terms)
        {
            int count = term.Cursors.Length == 1
                ? Accumulate(term.Cursors[0], start, end, 0)
                : AccumulateAll(term, start, end);
            for (int i = 0; i < count; i++)
            {
                int slot = touched[i];
                float tf = frequency[slot];
                frequency[slot] = 0;
                sums[slot] += term.Boost * tf / (saturation + tf);
                meanings[slot] += term.Meaning;
                if (term.Finds)
                    found[slot >> 6] |= 1UL << slot;
            }
        }

        int AccumulateAll(TermCursors term, int start, int end)
        {
            int count = 0;
            foreach (FieldCursor cursor in term.Cursors)
                count = Accumulate(cursor, start, end, count);
            return count;
        }
    }

    /// <summary>The score of one article; articles must be asked for in ascending order.</summary>
    public float ScoreOne(int document, out bool found)
    {
        found = false;
        float sum = 0, meaning = 0;
        foreach (TermCursors term in terms)
        {
            float tf = 0;
            foreach (FieldCursor cursor in term.Cursors)
            {
                if (!cursor.AdvanceTo(document))
                    continue;
                tf += cursor.Weight();
            }
            if (tf > 0)
            {
                sum += term.Boost * tf / (saturation + tf);
                meaning += term.Meaning;
                found |= term.Finds;
            }
        }
        return query.Combine(sum, meaning);
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
                fields.Add($"{cursor.Field.Name()} ×{cursor.Postings.Freq}");
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

    private int Accumulate(FieldCursor cursor, int start, int end, int count)
    {
        DocsEnum postings = cursor.Postings;
        int document = cursor.Document;
        if (document < start)
            document = postings.Advance(start);
        while (document < end)
        {
            int slot = document - start;
            if (frequency[slot] == 0)
                touched[count++] = (ushort)slot;
            frequency[slot] += cursor.Weight();
            document = postings.NextDoc();
        }
        return count;
    }

    private sealed record TermCursors(RankedTerm Source, FieldCursor[] Cursors, float Boost, float Meaning, bool Finds)
    {
        public static TermCursors? Open(RankedTerm term, RankedQuery query, AtomicReaderContext context)
        {
            List<FieldCursor> cursors = [];
            foreach (TextField field in TextFields.All)
            {
                if (term.Fields.Contains(field) && query.Options.FieldWeights[field] > 0 && term.Open(context, field) is { } postings)
                    cursors.Add(new FieldCursor(field, postings, term.Kind == RankedTermKind.Date ? null : context.AtomicReader.GetNormValues(field.Name()), query.OccurrenceFactors(field)));
            }
            return cursors.Count == 0 ? null
                : new TermCursors(term, [.. cursors], (float)(term.Weight * term.Idf * (query.Options.Saturation + 1)), (float)term.Meaning, term.Finds);
        }
    }

    private sealed class FieldCursor(TextField textField, DocsEnum postings, NumericDocValues? lengths, float[] factors)
    {
        public TextField Field { get; } = textField;

        public DocsEnum Postings { get; } = postings;

        /// <summary>Before the first step Lucene gives −1.</summary>
        public int Document => Postings.DocID;

        public bool AdvanceTo(int document) => (Document < document ? Postings.Advance(document) : Document) == document;

        /// <summary>What the occurrences in this field count; a date has no field whose length or weight could matter.</summary>
        public float Weight() => lengths is null ? 1 : Postings.Freq * factors[(byte)lengths.Get(Postings.DocID)];
    }
}
