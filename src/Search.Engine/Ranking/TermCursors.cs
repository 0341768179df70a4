using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Where a query's term stands in one segment, field by field.</summary>
/// <param name="Boost">The most that it can add to an article's score.</param>
/// <param name="Meaning">What it adds to the share of the query's meaning that an article has.</param>
/// <param name="Finds">Whether an article that has nothing else is found.</param>
internal sealed record TermCursors(RankedTerm Source, FieldCursor[] Cursors, float Boost, float Meaning, bool Finds)
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
