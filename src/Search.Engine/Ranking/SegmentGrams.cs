using System.Collections.Concurrent;
using Lucene.Net.Index;
using Lock = System.Threading.Lock;

namespace Search.Engine;

/// <summary>A segment's grams: what its dictionaries say of those that queries ask for, kept as <see cref="SegmentTerms"/> keeps words. What the segment does not have takes no room.</summary>
internal sealed class SegmentGrams
{
    /// <summary>With so many grams (of some hundreds of articles) the filter is made beside the searches: reading the dictionaries of 75,000 articles through takes a third of a second.</summary>
    private const int MostMadeWaiting = 1 << 16;

    /// <summary>One filter is made at a time: at a start all segments want theirs.</summary>
    private static readonly Lock Turn = new();

    private readonly int capacity, mostMadeWaiting;
    private readonly GramTerms?[] fields = new GramTerms?[TextFields.Count];
    private readonly Lock making = new();
    private volatile GramFilter? filter;
    private bool begun;
    private readonly Spares<GramTermsEnum>[] dictionaries;
    private readonly Spares<GramPostingsEnum>[] postings;
    private ConcurrentDictionary<uint, SegmentTerm?[]> known = [];
    private int kept;

    /// <param name="capacity">Grams kept; when it is full it begins anew.</param>
    /// <param name="mostDictionaries">Enumerations kept of each dictionary.</param>
    /// <param name="mostPostings">Enumerations of postings kept for each field.</param>
    /// <param name="mostMadeWaiting">Grams whose filter the first search waits for.</param>
    public SegmentGrams(AtomicReader reader, int capacity, int mostDictionaries, int mostPostings, int mostMadeWaiting = MostMadeWaiting)
    {
        this.capacity = capacity;
        this.mostMadeWaiting = mostMadeWaiting;
        foreach (TextField field in TextFields.All) fields[(int)field] = (GramTerms?)reader.GetTerms(field.GramName());
        dictionaries = [.. fields.Select(_ => new Spares<GramTermsEnum>(mostDictionaries))];
        postings = [.. fields.Select(_ => new Spares<GramPostingsEnum>(mostPostings))];
    }

    /// <summary>Whether what the segment lacks is told without its dictionaries.</summary>
    public bool IsFiltered => filter is not null;

    /// <summary>By field; null where no article has the gram. The same array for every gram that none has.</summary>
    public SegmentTerm?[] Find(AtomicReader reader, string text, SegmentTerm?[] absent)
    {
        if (!TryNumber(text, out uint gram) || !MayHave(reader, gram)) return absent;
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
    public void AddArticles(AtomicReader reader, ReadOnlySpan<char> text, FieldSet wanted, Span<int> articles)
    {
        if (!TryNumber(text, out uint gram) || !MayHave(reader, gram)) return;
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

    /// <summary>Makes now, on the calling thread, what searches would otherwise wait for or do without for a while.</summary>
    public void Prepare(CancellationToken cancellation)
    {
        lock (making)
        {
            if (begun) return;
            begun = true;
        }

        try
        {
            filter = MakeFilter(cancellation);
        }
        catch (OperationCanceledException)
        {
            lock (making) begun = false; // whoever searches it all the same begins anew
            throw;
        }
    }

    /// <summary>True while it is not known. The first search that asks begins the filter; it waits for that of a small segment only.</summary>
    private bool MayHave(AtomicReader reader, uint gram)
    {
        GramFilter? made = filter;
        if (made is null)
        {
            BeginFilter(reader);
            if ((made = filter) is null) return true;
        }

        return made.MayHave(gram);
    }

    private void BeginFilter(AtomicReader reader)
    {
        lock (making)
        {
            if (begun) return;
            if (fields.Sum(field => field?.Count ?? 0) <= mostMadeWaiting)
            {
                filter = MakeFilter(CancellationToken.None);
                begun = true;
                return;
            }

            if (!reader.TryIncRef()) return; // closed: whoever searches it still has another view of the same segment
            begun = true;
        }

        Thread maker = new(() =>
        {
            BackgroundThread.GiveWay();
            try
            {
                lock (Turn) filter = MakeFilter(CancellationToken.None);
            }
            catch (Exception)
            {
                // Too little memory, or a damaged block: searches do without, and those that read that block say so.
            }
            finally
            {
                reader.DecRef();
            }
        })
        { IsBackground = true, Name = "grams" };
        try
        {
            maker.Start();
        }
        catch (OutOfMemoryException) // no thread is to be had: this segment's searches do without
        {
            reader.DecRef();
        }
    }

    private GramFilter MakeFilter(CancellationToken cancellation) => new(fields.OfType<GramTerms>(), cancellation);

    private static bool TryNumber(ReadOnlySpan<char> text, out uint gram)
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
