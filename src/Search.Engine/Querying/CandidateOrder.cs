using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Best first; equal ones by id, so that an order never depends on where segments happen to end.</summary>
internal sealed class CandidateOrder : IComparer<Candidate>
{
    private readonly IList<AtomicReaderContext> segments;
    private readonly SortedDocValues?[] ids;
    private readonly BytesRef first = new(), second = new();

    public CandidateOrder(IndexReader reader)
    {
        segments = reader.Leaves;
        ids = [.. segments.Select(segment => segment.AtomicReader.GetSortedDocValues(IndexSchema.Id))];
    }

    public int Compare(Candidate x, Candidate y)
    {
        int byKey = y.Key.CompareTo(x.Key);
        if (byKey != 0)
            return byKey;
        if (x.Document == y.Document)
            return 0;
        if (x.Segment == y.Segment)
            return Ord(x).CompareTo(Ord(y));
        Id(x, first);
        Id(y, second);
        return first.CompareTo(second);
    }

    /// <summary>Whether the candidate comes behind a hit of an earlier page.</summary>
    public bool IsAfter(Candidate candidate, float key, BytesRef id)
    {
        if (candidate.Key != key)
            return candidate.Key < key;
        Id(candidate, first);
        return first.CompareTo(id) > 0;
    }

    public string IdOf(Candidate candidate)
    {
        BytesRef id = new();
        Id(candidate, id);
        return id.Utf8ToString();
    }

    private int Ord(Candidate candidate) => ids[candidate.Segment]?.GetOrd(candidate.Document - segments[candidate.Segment].DocBase) ?? -1;

    private void Id(Candidate candidate, BytesRef into) =>
        ids[candidate.Segment]?.Get(candidate.Document - segments[candidate.Segment].DocBase, into);
}
