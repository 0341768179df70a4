using Lucene.Net.Index;
using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// New words on request: sought in the text of one reader on a thread below the others' priority, kept until the index has changed; counted and
/// shown by example from the index itself.
/// </summary>
internal sealed class WordDiscovery(LiveGeneration live, UserDictionary dictionary, TimeProvider time) : IDisposable
{
    private const int Examples = 3;
    private const int ExampleContext = 12;

    /// <summary>While the index changes all the time, what was found is kept so many times as long as it took to find.</summary>
    private const int Patience = 20;

    private readonly SemaphoreSlim one = new(1);
    private Found? found;

    /// <param name="limit">Words at most.</param>
    public async Task<IReadOnlyList<SuggestedUserWord>> SuggestAsync(int limit, CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using SearcherLease lease = live.Acquire();
            if (found is not { } kept || !kept.Serves(lease, time))
                found = kept = await RunBelowAsync(() => Find(lease, cancellation)).ConfigureAwait(false);
            HashSet<string> known = [.. dictionary.List().Select(w => w.Word)];
            return await Task.Run<IReadOnlyList<SuggestedUserWord>>(
                () => [.. kept.Words.Where(w => !known.Contains(w.Word)).Take(limit).Select(w => Counted(lease, w, cancellation))], cancellation).ConfigureAwait(false);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private Found Find(SearcherLease lease, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        ChineseAnalysis analysis = lease.Generation.Analysis;
        HanziText text = HanziText.Read(lease.Searcher.IndexReader, analysis.Folding, cancellation);
        return new Found(lease.Generation.Name, lease.Sequence, WordCandidates.Find(text, analysis, cancellation), time.GetTimestamp(), time.GetElapsedTime(started));
    }

    /// <summary>A long computation must not take the processors from searches.</summary>
    private static Task<Found> RunBelowAsync(Func<Found> find) =>
        Task.Factory.StartNew(() => BackgroundThread.Run("word discovery", find), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>With its counts in the whole index; the candidate's own may be those of a sample.</summary>
    private static SuggestedUserWord Counted(SearcherLease lease, SuggestedUserWord word, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        PieceQueries pieces = new(lease.Generation.Analysis);
        HashSet<int> articles = [];
        List<string> examples = [];
        long occurrences = 0;
        foreach (TextField field in TextFields.All)
        {
            OccurrenceCollector collector = new();
            if (pieces.Literal(field, word.Word) is not { } literal) continue;
            lease.Searcher.Search(literal, collector);
            occurrences += collector.Occurrences;
            foreach (int doc in collector.Documents)
            {
                if (articles.Add(doc) && examples.Count < Examples && Example(field.TextOf(ArticleIndexer.ReadStored(lease.Searcher, doc).Article), word.Word) is { } example) examples.Add(example);
            }
        }

        return word with { Occurrences = occurrences, ArticleCount = articles.Count, Examples = examples };
    }

    /// <summary>The word with some text on both sides; null where it stands in another spelling.</summary>
    private static string? Example(string text, string word)
    {
        int at = text.IndexOf(word, StringComparison.Ordinal);
        if (at < 0) return null;
        int from = Math.Max(0, at - ExampleContext), to = Math.Min(text.Length, at + word.Length + ExampleContext);
        if (from > 0 && char.IsLowSurrogate(text[from])) from++;
        if (to < text.Length && char.IsLowSurrogate(text[to])) to--;
        return text[from..to].ReplaceLineEndings(" ");
    }

    private sealed record Found(string Generation, long Sequence, IReadOnlyList<SuggestedUserWord> Words, long At, TimeSpan Took)
    {
        public bool Serves(SearcherLease lease, TimeProvider time) =>
            lease.Generation.Name == Generation && (lease.Sequence == Sequence || time.GetElapsedTime(At) < Took * Patience);
    }

    /// <summary>Counts, and remembers the first documents; a piece's score is how often it occurs.</summary>
    private sealed class OccurrenceCollector : ICollector
    {
        private Scorer? scorer;
        private int docBase;

        public List<int> Documents { get; } = [];

        public long Occurrences { get; private set; }

        public bool AcceptsDocsOutOfOrder => true;

        public void SetScorer(Scorer scorer) => this.scorer = scorer;

        public void SetNextReader(AtomicReaderContext context) => docBase = context.DocBase;

        public void Collect(int doc)
        {
            Documents.Add(docBase + doc);
            Occurrences += (long)scorer!.GetScore();
        }
    }
}
