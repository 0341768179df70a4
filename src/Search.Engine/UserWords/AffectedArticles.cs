using System.Diagnostics;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// The articles that contain a word, found in the n-gram fields of one reader, a few words at a time; then given out in the order of
/// their sequences. Whatever is put after the reader was opened is newer than the change of the words and needs nothing.
/// </summary>
internal sealed class AffectedArticles : IDisposable
{
    private readonly SearcherLease lease;
    private readonly Queue<string> words;
    private readonly ChineseAnalysis analysis;
    private readonly PieceQueries pieces;
    private readonly long after;
    private readonly long before;
    private readonly Dictionary<int, FixedBitSet> found = [];
    private List<(long Sequence, string Id)>? ordered;
    private int given;

    /// <param name="lease">Given back when all are found.</param>
    /// <param name="after">Articles of this sequence or an earlier one are left out.</param>
    /// <param name="before">Articles of this sequence or a later one are left out.</param>
    public AffectedArticles(SearcherLease lease, ChineseAnalysis analysis, IEnumerable<string> words, long after, long before)
    {
        this.lease = lease;
        this.words = new Queue<string>(words);
        this.after = after;
        this.before = before;
        this.analysis = analysis;
        pieces = new PieceQueries(analysis);
    }

    /// <summary>Articles still to be given out; null until all are found.</summary>
    public int? Left => ordered?.Count - given;

    /// <summary>Looks for words as long as <paramref name="time"/> allows, for one at least.</summary>
    /// <returns>Whether all are found.</returns>
    public bool Find(TimeSpan time)
    {
        if (ordered is not null) return true;
        long started = Stopwatch.GetTimestamp();
        while (words.TryDequeue(out string? word))
        {
            Collect(word);
            if (Stopwatch.GetElapsedTime(started) >= time && words.Count > 0) return false;
        }

        ordered = Order();
        found.Clear();
        lease.Dispose();
        return true;
    }

    /// <summary>The next ones, oldest first.</summary>
    public IReadOnlyList<(long Sequence, string Id)> Take(int count)
    {
        IReadOnlyList<(long, string)> next = ordered!.GetRange(given, Math.Min(count, ordered.Count - given));
        given += next.Count;
        return next;
    }

    public void Dispose()
    {
        if (ordered is null) lease.Dispose();
    }

    private void Collect(string word)
    {
        BooleanQuery anywhere = new(disableCoord: true);
        foreach (string spelling in analysis.SpellingsOf(word))
        {
            foreach (TextField field in TextFields.All)
            {
                if (pieces.Literal(field, spelling) is { } literal) anywhere.Add(literal, Occur.SHOULD);
            }
        }

        lease.Searcher.Search(anywhere, new BitCollector(found));
    }

    private List<(long Sequence, string Id)> Order()
    {
        List<(long Sequence, string Id)> articles = [];
        BytesRef id = new();
        foreach (AtomicReaderContext leaf in lease.Searcher.IndexReader.Leaves)
        {
            if (!found.TryGetValue(leaf.Ord, out FixedBitSet? bits)) continue;
            NumericDocValues sequences = leaf.AtomicReader.GetNumericDocValues(IndexSchema.Sequence);
            SortedDocValues ids = leaf.AtomicReader.GetSortedDocValues(IndexSchema.Id);
            for (int doc = bits.NextSetBit(0); doc >= 0; doc = doc + 1 < bits.Length ? bits.NextSetBit(doc + 1) : -1)
            {
                long sequence = sequences.Get(doc);
                if (sequence <= after || sequence >= before) continue;
                ids.Get(doc, id);
                articles.Add((sequence, id.Utf8ToString()));
            }
        }

        articles.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return articles;
    }

    private sealed class BitCollector(Dictionary<int, FixedBitSet> found) : ICollector
    {
        private FixedBitSet? bits;

        public bool AcceptsDocsOutOfOrder => true;

        public void SetScorer(Scorer scorer)
        {
        }

        public void SetNextReader(AtomicReaderContext context)
        {
            if (!found.TryGetValue(context.Ord, out bits)) found.Add(context.Ord, bits = new FixedBitSet(context.AtomicReader.MaxDoc));
        }

        public void Collect(int doc) => bits!.Set(doc);
    }
}
