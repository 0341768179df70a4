using System.Diagnostics;
using System.Runtime;
using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Turns log entries into segments: shares them among threads by the size of their texts, inverts each share in memory and has Lucene
/// add it as one segment. Used under the generation's lock; keeps its arrays until <see cref="Release"/>.
/// </summary>
internal sealed class ArticleBatches(ChineseAnalysis analysis, EngineOptions options)
{
    /// <summary>Bytes of text in one share at most: what a batch takes in memory is about fifteen times that.</summary>
    private const int ShareLimit = 8 << 20;

    /// <summary>Below it, a second segment costs more than a second thread saves.</summary>
    private const int ShareLeast = 256 << 10;

    /// <summary>
    /// After the last large write the memory is kept this long: more may come, and a collection just after a switch would come on top of searches that read everything of the
    /// new generation for the first time.
    /// </summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private ArticleBatch[] batches = [];

    /// <summary>Bytes of text in the largest write since the last release.</summary>
    private long written;

    /// <summary>When the last was that took more memory than single puts do.</summary>
    private long writtenAt;

    /// <summary>Whether articles are analysed on threads that give way to searches.</summary>
    public bool GivesWay { get; set; }

    /// <param name="failed">Told of an entry whose analysis failed and that is stored only; from any thread.</param>
    public void Write(IEnumerable<LogEntry> puts, IndexWriter writer, Action<LogEntry, Exception> failed)
    {
        List<LogEntry> entries = [.. puts];
        int threads = options.IndexingThreads > 0 ? options.IndexingThreads : Environment.ProcessorCount;
        if (batches.Length == 0) batches = [.. Enumerable.Range(0, threads).Select(_ => new ArticleBatch(analysis))];
        for (int from = 0; from < entries.Count;)
        {
            List<(int From, int To)> shares = Share(entries, from, threads);
            from = shares[^1].To;
            if (shares.Count == 1) WriteShare(0);
            else if (GivesWay) BackgroundThread.RunAll("reindex", shares.Count, WriteShare);
            else RunAll(shares.Count, WriteShare);

            void WriteShare(int share)
            {
                ArticleBatch batch = batches[share];
                batch.Clear();
                for (int i = shares[share].From; i < shares[share].To; i++) Add(batch, entries[i], failed);
                using BatchReader reader = batch.Read();
                writer.AddIndexes(reader);
            }
        }

        if (entries.Count > 0) writer.MaybeMerge();
        long size = entries.Sum(entry => (long)entry.Body!.Value.Length);
        if (size >= ShareLeast) writtenAt = Stopwatch.GetTimestamp();
        written = Math.Max(written, size);
    }

    /// <summary>Gives back what a bulk needed once that is some time ago; for when no entry waits.</summary>
    public void Release()
    {
        if (written < ShareLeast) return; // so little that the next put had better find it warm
        if (Stopwatch.GetElapsedTime(writtenAt) < KeptFor) return;
        (batches, written) = ([], 0);
        // Nothing else would make the collector look at arrays this large soon. In the background, so that no search waits: where memory is fragmented the runtime
        // would still choose to stop everything (for 90 to 180 ms with 75,000 articles), unless it is told not to.
        GCLatencyMode before = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        GCSettings.LatencyMode = before;
    }

    /// <summary>The next shares, of equal size, together no more than may be in memory at once.</summary>
    private static List<(int From, int To)> Share(List<LogEntry> entries, int from, int threads)
    {
        long total = 0;
        for (int i = from; i < entries.Count && total < (long)ShareLimit * threads; i++) total += entries[i].Body!.Value.Length;
        long each = Math.Max(ShareLeast, (total / threads) + 1);
        List<(int, int)> shares = [];
        while (from < entries.Count && shares.Count < threads)
        {
            int to = from;
            for (long size = 0; to < entries.Count && size < each; to++) size += entries[to].Body!.Value.Length;
            shares.Add((from, to));
            from = to;
        }

        return shares;
    }

    private void Add(ArticleBatch batch, LogEntry entry, Action<LogEntry, Exception> failed)
    {
        LoggedArticle logged = new() { Article = ArticleCodec.Decode(entry.BodyOrEmpty()), Sequence = entry.Sequence, Version = entry.Version };
        int count = batch.Count;
        try
        {
            options.BeforeAnalysis?.Invoke(logged.Article);
            ArticleIndexer.Add(batch, logged, entry.BodyOrEmpty());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failed(entry, e);
            if (batch.Count > count) batch.RemoveArticle();
            ArticleIndexer.AddStoredOnly(batch, logged, entry.BodyOrEmpty());
        }
    }

    private static void RunAll(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, work);
        }
        catch (AggregateException e)
        {
            throw e.InnerExceptions[0];
        }
    }
}
