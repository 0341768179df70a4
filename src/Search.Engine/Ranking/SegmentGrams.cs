using System.Collections.Concurrent;
using Lucene.Net.Index;
using Lock = System.Threading.Lock;

namespace Search.Engine;

/// <summary>A segment's grams: what its dictionaries say of those that queries ask for, kept as <see cref="SegmentTerms"/> keeps words. What the segment does not have takes no room.</summary>
internal sealed class SegmentGrams
{
    private readonly int capacity;
    private readonly GramTerms?[] fields = new GramTerms?[TextFields.Count];
    private readonly Lock making = new();
    private GramFilter? filter;
    private readonly Spares<GramTermsEnum>[] dictionaries;
    private readonly Spares<GramPostingsEnum>[] postings;
    private ConcurrentDictionary<uint, SegmentTerm?[]> known = [];
    private int kept;

    /// <param name="capacity">Grams kept; when it is full it begins anew.</param>
    /// <param name="mostDictionaries">Enumerations kept of each dictionary.</param>
    /// <param name="mostPostings">Enumerations of postings kept for each field.</param>
    public SegmentGrams(AtomicReader reader, int capacity, int mostDictionaries, int mostPostings)
    {
        this.capacity = capacity;
        foreach (TextField field in TextFields.All) fields[(int)field] = (GramTerms?)reader.GetTerms(field.GramName());
        dictionaries = [.. fields.Select(_ => new Spares<GramTermsEnum>(mostDictionaries))];
        postings = [.. fields.Select(_ => new Spares<GramPostingsEnum>(mostPostings))];
    }

    /// <summary>By field; null where no article has the gram. The same array for every gram that none has.</summary>
    public SegmentTerm?[] Find(string text, SegmentTerm?[] absent)
    {
        if (!TryNumber(text, out uint gram) || !Filter.MayHave(gram)) return absent;
        if (known.TryGetValue(gram, out SegmentTerm?[]? found)) return found;
        foreach (TextField field in TextFields.All)
        {
            if (LookUp(field, gram) is not { } entry) continue;
            found ??= new SegmentTerm?[TextFields.Count];
            found[(int)field] = new SegmentGram(entry);
        }

        if (found is null) return absent;
        if (Interlocked.Increment(ref kept) > capacity)
        {
            known = [];
            kept = 0;
        }

        return known[gram] = found;
    }

    /// <summary>Adds by field how many articles have the gram, deleted ones too, and keeps nothing: for grams of which most are asked for once.</summary>
    public void AddArticles(string text, FieldSet wanted, Span<int> articles)
    {
        if (!TryNumber(text, out uint gram) || !Filter.MayHave(gram)) return;
        known.TryGetValue(gram, out SegmentTerm?[]? found);
        foreach (TextField field in TextFields.All)
        {
            if (wanted.Contains(field)) articles[(int)field] += found is not null ? found[(int)field]?.Articles ?? 0 : LookUp(field, gram)?.Articles ?? 0;
        }
    }

    /// <summary>What follows the character in the field, in order, with the number of articles where it does.</summary>
    public IEnumerable<(char Next, int Articles)> Following(TextField field, char first)
    {
        if (fields[(int)field] is not { } terms) yield break;
        GramTermsEnum dictionary = dictionaries[(int)field].Take() ?? new GramTermsEnum(terms);
        for (bool any = dictionary.SeekFrom(GramTerm.NumberOf(first, '\0')); any && dictionary.Entry.Gram >> 16 == first; any = dictionary.MoveNext())
            yield return ((char)dictionary.Entry.Gram, dictionary.Entry.Articles);
        dictionaries[(int)field].Give(dictionary);
    }

    public GramPostingsEnum Open(TextField field, SegmentGram gram)
    {
        GramPostingsEnum opened = postings[(int)field].Take() ?? new GramPostingsEnum(fields[(int)field]!);
        opened.Reset(gram.Entry, null);
        return opened;
    }

    /// <summary>Takes back what <see cref="Open"/> gave.</summary>
    public void Return(TextField field, GramPostingsEnum opened) => postings[(int)field].Give(opened);

    /// <summary>Made by the first search that asks: it reads all of the dictionaries, so that the others wait for it.</summary>
    private GramFilter Filter
    {
        get
        {
            if (Volatile.Read(ref filter) is { } made) return made;
            lock (making)
            {
                if (filter is null) Volatile.Write(ref filter, new GramFilter(fields.OfType<GramTerms>()));
                return filter!;
            }
        }
    }

    private static bool TryNumber(string text, out uint gram)
    {
        gram = text.Length == 2 ? GramTerm.NumberOf(text[0], text[1]) : 0;
        return text.Length == 2;
    }

    private GramEntry? LookUp(TextField field, uint gram)
    {
        if (fields[(int)field] is not { } terms) return null;
        GramTermsEnum dictionary = dictionaries[(int)field].Take() ?? new GramTermsEnum(terms);
        GramEntry? found = dictionary.SeekExact(gram) ? dictionary.Entry : null;
        dictionaries[(int)field].Give(dictionary);
        return found;
    }
}
