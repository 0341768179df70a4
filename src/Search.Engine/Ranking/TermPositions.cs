using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>A word's positions in the article it was last moved to.</summary>
internal sealed class TermPositions
{
    private SegmentTerms dictionaries;
    private WordPositions word;

    /// <summary>Most words of most segments are moved to no article that has them.</summary>
    private int[] at = [];
    private int document = -1;

    private TermPositions(SegmentTerms dictionaries, WordPositions word)
    {
        this.dictionaries = dictionaries;
        this.word = word;
    }

    /// <summary>Null if no article of the segment has the word in the field.</summary>
    /// <param name="spare">Of another segment, returned: taken over.</param>
    public static TermPositions? Open(AtomicReader reader, TextField field, string word, TermPositions? spare = null)
    {
        SegmentTerms dictionaries = SegmentTerms.Of(reader);
        if (dictionaries.Find(reader, isGram: false, word)[(int)field] is not { } term) return null;
        WordPositions opened = dictionaries.OpenPositions((SegmentWord)term, offsets: false);
        if (spare is null) return new TermPositions(dictionaries, opened);
        (spare.dictionaries, spare.word, spare.document, spare.Count) = (dictionaries, opened, -1, 0);
        return spare;
    }

    /// <summary>Leaves the postings to the next search; it must not be moved any more.</summary>
    public void Return() => dictionaries.ReturnPositions(word);

    public int Count { get; private set; }

    public int this[int index] => at[index];

    /// <summary>Whether the article has the word; its positions are not read.</summary>
    public bool IsIn(int wanted) => word.MoveTo(wanted);

    /// <summary>Articles must be asked for in ascending order, here and there.</summary>
    public bool MoveTo(int wanted)
    {
        if (document == wanted) return Count > 0;
        document = wanted;
        Count = 0;
        if (!word.MoveTo(wanted)) return false;
        int frequency = word.Frequency;
        if (at.Length < frequency) at = new int[Math.Max(8, frequency * 2)];
        word.ReadPositions(at.AsSpan(0, frequency));
        Count = frequency;
        return true;
    }
}
