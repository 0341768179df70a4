using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>A term's positions in the article it was last moved to.</summary>
internal sealed class TermPositions(DocsAndPositionsEnum postings)
{
    private int[] at = new int[16];
    private int document = -1;

    public int Count { get; private set; }

    public int this[int index] => at[index];

    public bool MoveTo(int wanted)
    {
        if (document == wanted) return Count > 0;
        document = wanted;
        Count = 0;
        if (postings.DocID < wanted) postings.Advance(wanted);
        if (postings.DocID != wanted) return false;
        int frequency = postings.Freq;
        if (at.Length < frequency) at = new int[frequency * 2];
        for (; Count < frequency; Count++) at[Count] = postings.NextPosition();
        return true;
    }
}
