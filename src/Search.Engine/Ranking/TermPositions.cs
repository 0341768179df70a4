using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>A term's positions in the article it was last moved to.</summary>
internal sealed class TermPositions
{
    private SegmentTerms dictionaries;
    private TextField field;
    private DocsAndPositionsEnum postings;

    /// <summary>Most words of most segments are moved to no article that has them.</summary>
    private int[] at = [];
    private int document = -1;

    private TermPositions(SegmentTerms dictionaries, TextField field, DocsAndPositionsEnum postings)
    {
        this.dictionaries = dictionaries;
        this.field = field;
        this.postings = postings;
    }

    /// <summary>Null if no article of the segment has the word in the field.</summary>
    /// <param name="spare">Of another segment, returned: taken over.</param>
    public static TermPositions? Open(AtomicReader reader, TextField field, string word, TermPositions? spare = null)
    {
        SegmentTerms dictionaries = SegmentTerms.Of(reader);
        if (dictionaries.Find(reader, isGram: false, word)[(int)field] is not { } term) return null;
        DocsAndPositionsEnum postings = dictionaries.OpenPositions(reader, field, term, offsets: false);
        if (spare is null) return new TermPositions(dictionaries, field, postings);
        (spare.dictionaries, spare.field, spare.postings, spare.document, spare.Count) = (dictionaries, field, postings, -1, 0);
        return spare;
    }

    /// <summary>Leaves the postings to the next search; it must not be moved any more.</summary>
    public void Return() => dictionaries.ReturnPositions(field, postings, offsets: false);

    public int Count { get; private set; }

    public int this[int index] => at[index];

    /// <summary>Whether the article has the word; its positions are not read.</summary>
    public bool IsIn(int wanted) => (postings.DocID < wanted ? postings.Advance(wanted) : postings.DocID) == wanted;

    /// <summary>Articles must be asked for in ascending order, here and there.</summary>
    public bool MoveTo(int wanted)
    {
        if (document == wanted) return Count > 0;
        document = wanted;
        Count = 0;
        if (!IsIn(wanted)) return false;
        int frequency = postings.Freq;
        if (at.Length < frequency) at = new int[Math.Max(8, frequency * 2)];
        for (; Count < frequency; Count++) at[Count] = postings.NextPosition();
        return true;
    }
}
