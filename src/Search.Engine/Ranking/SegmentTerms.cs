using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Where the terms that queries ask for stand in a segment's dictionaries, all fields of a text at once. A segment never changes, so what was looked up holds as long as it
/// does. Most words stand in few of the fields, and a query asks for each several times (rarity, postings, doubts, marks): looking up anew took a third of a search.
/// Enumerations of dictionaries and postings are taken over from searches that are done with them: their buffers were a megabyte a search.
/// </summary>
internal sealed class SegmentTerms
{
    /// <summary>
    /// Words kept for a segment, and as many grams, some 200 bytes each where it has them and 80 for a word that it has not; a small one keeps more than it has articles, since queries ask it for the same words as the
    /// others. What is full begins anew. A thousand different queries ask for some 10,000 words and pairs of characters: with less room than that all are looked up again and
    /// again, a fifth of a search, and what is thrown away is old enough to cost collections of everything.
    /// </summary>
    private const int MostKept = 32_768;

    private const int LeastKept = 16_384;

    /// <summary>Enumerations of each dictionary, one for each search that looks terms up at the same moment.</summary>
    private const int MostDictionaries = 4;

    /// <summary>Enumerations of postings of each field, two kilobytes each: those of two searches of some words.</summary>
    private const int MostPostings = 32;

    private static readonly ConditionalWeakTable<object, SegmentTerms> Known = [];
    private static readonly SegmentTerm?[] Absent = new SegmentTerm?[TextFields.Count];

    private readonly int capacity;
    private readonly Spares<TermsEnum>[] wordDictionaries = PerField<TermsEnum>(MostDictionaries);
    private readonly Spares<WordBlocks> wordBlocks = new(3 * MostPostings); // of all fields
    private readonly Spares<WordPositions> wordPositions = new(3 * MostPostings);
    private readonly byte[]?[] lengths = new byte[]?[TextFields.Count];
    private readonly SegmentGrams grams;
    private ConcurrentDictionary<string, SegmentTerm?[]> words = new(StringComparer.Ordinal);
    private int kept;

    private SegmentTerms(AtomicReader reader)
    {
        capacity = Math.Clamp(reader.MaxDoc, LeastKept, MostKept);
        grams = new SegmentGrams(reader, capacity, MostDictionaries, MostPostings);
    }

    public static SegmentTerms Of(AtomicReader reader)
    {
        object key = KeyOf(reader);
        return Known.TryGetValue(key, out SegmentTerms? known) ? known : Make(key, reader);
    }

    private static object KeyOf(AtomicReader reader) => reader is SegmentReader segment ? segment.CoreCacheKey : reader;

    // Apart from the above, which is called for every term of every segment and must not allocate what is captured here.
    private static SegmentTerms Make(object key, AtomicReader reader) => Known.GetValue(key, _ => new SegmentTerms(reader));

    /// <summary>Reads beforehand what the first searches of a segment would have to.</summary>
    public static void Prepare(AtomicReader reader, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        SegmentTerms terms = Of(reader);
        terms.grams.Prepare(cancellation);
        foreach (TextField field in TextFields.All)
        {
            cancellation.ThrowIfCancellationRequested();
            terms.Lengths(reader, field);
        }
    }

    /// <summary>Gives up what is kept of the reader's segments, but for those that the next one has too; who still searches them looks up anew.</summary>
    /// <param name="next">Null if there is none.</param>
    public static void Forget(IndexReader reader, IndexReader? next)
    {
        HashSet<object> stay = [.. (next?.Leaves ?? []).Select(leaf => KeyOf(leaf.AtomicReader))];
        foreach (object key in reader.Leaves.Select(leaf => KeyOf(leaf.AtomicReader)).Where(key => !stay.Contains(key))) Known.Remove(key);
    }

    /// <summary>Articles of the whole index that have the term in the field where most do, deleted ones that are still there too.</summary>
    public static int Most(IndexReader reader, FieldSet fields, bool isGram, string text)
    {
        Span<int> articles = stackalloc int[TextFields.Count];
        articles.Clear();
        IList<AtomicReaderContext> leaves = reader.Leaves;
        for (int leaf = 0; leaf < leaves.Count; leaf++)
        {
            SegmentTerm?[] found = Of(leaves[leaf].AtomicReader).Find(leaves[leaf].AtomicReader, isGram, text);
            if (ReferenceEquals(found, Absent)) continue;
            for (int field = 0; field < found.Length; field++) articles[field] += found[field]?.Articles ?? 0;
        }

        return Most(articles, fields);
    }

    /// <summary>The same for a gram that is not likely to be asked for again.</summary>
    public static int MostOnce(IndexReader reader, FieldSet fields, ReadOnlySpan<char> gram)
    {
        Span<int> articles = stackalloc int[TextFields.Count];
        articles.Clear();
        IList<AtomicReaderContext> leaves = reader.Leaves;
        for (int leaf = 0; leaf < leaves.Count; leaf++) Of(leaves[leaf].AtomicReader).grams.AddArticles(leaves[leaf].AtomicReader, gram, fields, articles);
        return Most(articles, fields);
    }

    private static int Most(ReadOnlySpan<int> articles, FieldSet fields)
    {
        int most = 0;
        foreach (TextField field in TextFields.All)
        {
            if (fields.Contains(field)) most = Math.Max(most, articles[(int)field]);
        }

        return most;
    }

    public SegmentGrams Grams => grams;

    /// <summary>By field; null where no article has the term.</summary>
    public SegmentTerm?[] Find(AtomicReader reader, bool isGram, string text)
    {
        if (isGram) return grams.Find(reader, text, Absent);
        if (words.TryGetValue(text, out SegmentTerm?[]? found)) return found;
        found = LookUp(reader, text);
        if (Interlocked.Increment(ref kept) > capacity)
        {
            words = new(StringComparer.Ordinal);
            kept = 0;
        }

        return words[text] = found;
    }

    /// <summary>The articles that have a term, by the block; <see cref="ReturnBlocks"/> it when done.</summary>
    public IArticleBlocks OpenBlocks(TextField field, SegmentTerm term)
    {
        if (term is SegmentGram gram) return grams.Open(field, gram);
        WordTermState state = (WordTermState)((SegmentWord)term).State;
        WordBlocks blocks = wordBlocks.Take() is { } spare && spare.IsOf(state.Reader) ? spare : new WordBlocks(state.Reader);
        blocks.Reset(state);
        return blocks;
    }

    /// <summary>Takes back what <see cref="OpenBlocks"/> gave; nobody may use it any more.</summary>
    public void ReturnBlocks(TextField field, IArticleBlocks blocks)
    {
        if (blocks is WordBlocks words) wordBlocks.Give(words);
        else grams.Return(field, (GramPostingsEnum)blocks);
    }

    /// <summary>A word's positions, or its offsets if <paramref name="offsets"/> are asked for, before its first article; <see cref="ReturnPositions"/> it when done.</summary>
    public WordPositions OpenPositions(SegmentWord word, bool offsets)
    {
        WordTermState state = (WordTermState)word.State;
        WordPositions positions = wordPositions.Take() is { } spare && spare.IsOf(state.Reader) ? spare : new WordPositions(state.Reader);
        positions.Reset(state, offsets);
        return positions;
    }

    /// <summary>Takes back what <see cref="OpenPositions"/> gave; nobody may use it any more.</summary>
    public void ReturnPositions(WordPositions positions) => wordPositions.Give(positions);

    /// <summary>The lengths of a field as norms have them, by document; null if no article has the field. An array is read in a fraction of the time of Lucene's.</summary>
    public byte[]? Lengths(AtomicReader reader, TextField field)
    {
        if (lengths[(int)field] is { } known) return known.Length == 0 ? null : known;
        NumericDocValues? norms = reader.GetNormValues(field.Name());
        byte[] read = norms is null ? [] : new byte[reader.MaxDoc];
        for (int document = 0; document < read.Length; document++) read[document] = (byte)norms!.Get(document);
        lengths[(int)field] = read;
        return norms is null ? null : read;
    }

    private SegmentTerm?[] LookUp(AtomicReader reader, string text)
    {
        SegmentTerm?[]? found = null;
        BytesRef bytes = new(text);
        foreach (TextField field in TextFields.All)
        {
            Spares<TermsEnum> spares = wordDictionaries[(int)field];
            TermsEnum? terms = spares.Take() ?? reader.GetTerms(field.Name())?.GetEnumerator();
            if (terms is null) continue;
            if (terms.SeekExact(bytes))
            {
                found ??= new SegmentTerm?[TextFields.Count];
                found[(int)field] = new SegmentWord(terms.DocFreq, terms.GetTermState());
            }

            spares.Give(terms);
        }

        return found ?? Absent;
    }

    private static Spares<T>[] PerField<T>(int room)
        where T : class => [.. TextFields.All.Select(_ => new Spares<T>(room))];
}

/// <summary>A term of a segment's field: its postings are opened without looking for it again.</summary>
/// <param name="Articles">That have it, deleted ones too.</param>
internal abstract record SegmentTerm(int Articles);

internal sealed record SegmentWord(int Articles, TermState State) : SegmentTerm(Articles);

internal sealed record SegmentGram(GramEntry Entry) : SegmentTerm(Entry.Articles);
