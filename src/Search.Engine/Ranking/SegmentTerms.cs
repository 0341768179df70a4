using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Where the terms that queries ask for stand in a segment's dictionaries, all fields of a text at once. A segment never changes, so what was looked up holds as long as it
/// does. Most words stand in few of the fields, and a query asks for each several times (rarity, postings, doubts, marks): looking up anew took a third of a search.
/// </summary>
internal sealed class SegmentTerms
{
    /// <summary>Texts kept for a large segment, some 200 bytes each; a small one keeps as many as it has articles. When it is full it begins anew.</summary>
    private const int MostKept = 32_768;

    private const int LeastKept = 256;

    private static readonly ConditionalWeakTable<object, SegmentTerms> Known = [];
    private static readonly SegmentTerm?[] Absent = new SegmentTerm?[TextFields.Count];

    private readonly int capacity;
    private ConcurrentDictionary<string, SegmentTerm?[]> words = new(StringComparer.Ordinal), grams = new(StringComparer.Ordinal);
    private int kept;

    private SegmentTerms(AtomicReader reader) => capacity = Math.Clamp(reader.MaxDoc, LeastKept, MostKept);

    /// <summary>The term of a segment's field, or null if no article has it there.</summary>
    public static SegmentTerm? Find(AtomicReader reader, TextField field, bool isGram, string text) =>
        Known.GetValue(reader is SegmentReader segment ? segment.CoreCacheKey : reader, _ => new SegmentTerms(reader)).Find(reader, isGram, text)[(int)field];

    /// <summary>Articles of the whole index that have the term in the field where most do, deleted ones that are still there too.</summary>
    public static int Most(IndexReader reader, FieldSet fields, bool isGram, string text)
    {
        Span<int> articles = stackalloc int[TextFields.Count];
        articles.Clear();
        foreach (AtomicReaderContext leaf in reader.Leaves)
        {
            SegmentTerm?[] found = Known.GetValue(leaf.AtomicReader is SegmentReader segment ? segment.CoreCacheKey : leaf.AtomicReader, _ => new SegmentTerms(leaf.AtomicReader)).Find(leaf.AtomicReader, isGram, text);
            for (int field = 0; field < found.Length; field++) articles[field] += found[field]?.Articles ?? 0;
        }

        int most = 0;
        foreach (TextField field in TextFields.All)
        {
            if (fields.Contains(field)) most = Math.Max(most, articles[(int)field]);
        }

        return most;
    }

    private SegmentTerm?[] Find(AtomicReader reader, bool isGram, string text)
    {
        ConcurrentDictionary<string, SegmentTerm?[]> known = isGram ? grams : words;
        if (known.TryGetValue(text, out SegmentTerm?[]? found)) return found;
        found = LookUp(reader, isGram, text);
        if (Interlocked.Increment(ref kept) > capacity)
        {
            words = new(StringComparer.Ordinal);
            grams = new(StringComparer.Ordinal);
            kept = 0;
        }

        (isGram ? grams : words)[text] = found;
        return found;
    }

    private static SegmentTerm?[] LookUp(AtomicReader reader, bool isGram, string text)
    {
        SegmentTerm?[]? found = null;
        BytesRef bytes = new(text);
        foreach (TextField field in TextFields.All)
        {
            TermsEnum? terms = reader.GetTerms(isGram ? field.GramName() : field.Name())?.GetEnumerator();
            if (terms is null || !terms.SeekExact(bytes)) continue;
            found ??= new SegmentTerm?[TextFields.Count];
            found[(int)field] = terms is GramTermsEnum known ? new SegmentGram(known.Entry) : new SegmentWord(bytes, terms.DocFreq, terms.GetTermState());
        }

        return found ?? Absent;
    }
}

/// <summary>A term of a segment's field: its postings are opened without looking for it again.</summary>
/// <param name="Articles">That have it, deleted ones too.</param>
internal abstract record SegmentTerm(int Articles)
{
    /// <summary>The articles with frequencies.</summary>
    public abstract DocsEnum Open(AtomicReader reader, TextField field);

    /// <summary>The articles with positions and, of words, offsets if <paramref name="offsets"/> are asked for.</summary>
    public abstract DocsAndPositionsEnum OpenPositions(AtomicReader reader, TextField field, bool offsets);
}

internal sealed record SegmentWord(BytesRef Text, int Articles, TermState State) : SegmentTerm(Articles)
{
    public override DocsEnum Open(AtomicReader reader, TextField field) => Seek(reader, field).Docs(null, null, DocsFlags.FREQS);

    public override DocsAndPositionsEnum OpenPositions(AtomicReader reader, TextField field, bool offsets) =>
        Seek(reader, field).DocsAndPositions(null, null, offsets ? DocsAndPositionsFlags.OFFSETS : DocsAndPositionsFlags.NONE);

    private TermsEnum Seek(AtomicReader reader, TextField field)
    {
        TermsEnum terms = reader.GetTerms(field.Name()).GetEnumerator();
        terms.SeekExact(Text, State);
        return terms;
    }
}

internal sealed record SegmentGram(GramEntry Entry) : SegmentTerm(Entry.Articles)
{
    public override DocsEnum Open(AtomicReader reader, TextField field) => OpenPositions(reader, field, offsets: false);

    public override DocsAndPositionsEnum OpenPositions(AtomicReader reader, TextField field, bool offsets)
    {
        GramPostingsEnum postings = new((GramTerms)reader.GetTerms(field.GramName()));
        postings.Reset(Entry, null);
        return postings;
    }
}
