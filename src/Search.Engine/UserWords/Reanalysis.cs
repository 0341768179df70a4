using Lucene.Net.Index;
using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Analyses the articles again that a change of the user words concerns, a slice at a time. What is found is forgotten when the words change
/// again or the generation is closed: the progress in the commit says where to go on.
/// </summary>
internal sealed class Reanalysis(EngineOptions options)
{
    /// <summary>Longest search for affected articles in one step, unless one word takes longer.</summary>
    private static readonly TimeSpan FindTime = TimeSpan.FromMilliseconds(30);

    private AffectedArticles? affected;

    /// <summary>Articles still to be done; null until all are found.</summary>
    public int? Left => affected?.Left;

    /// <summary>Articles done since the generation was opened.</summary>
    public long Done { get; private set; }

    /// <param name="acquire">A lease on the newest reader, which shows every entry that is applied.</param>
    /// <param name="newest">That reader.</param>
    /// <param name="replace">Puts articles in place of what the index has of them.</param>
    /// <returns>The progress and how many articles were rewritten.</returns>
    public (UserWordProgress Progress, int Rewritten) Step(
        UserWordProgress progress, Func<SearcherLease> acquire, IndexSearcher newest, ChineseAnalysis analysis, Action<IReadOnlyCollection<LogEntry>> replace, CancellationToken cancellation)
    {
        affected ??= new AffectedArticles(acquire(), analysis, progress.Touched, progress.Cursor, progress.Words.Sequence);
        if (cancellation.IsCancellationRequested || !affected.Find(FindTime)) return (progress, 0);
        IReadOnlyList<(long Sequence, string Id)> slice = affected.Take(options.ReanalysisSlice);
        List<LogEntry> current = [];
        foreach ((long sequence, string id) in slice)
        {
            // Put again or deleted since it was found: it has the new words already, or needs none.
            if (Find(newest, id) is { } logged && logged.Sequence == sequence)
                current.Add(new LogEntry(sequence, id, logged.Version, LogOperation.Put, ArticleCodec.Encode(logged.Article)));
        }

        if (current.Count > 0) replace(current);
        Done += current.Count;
        if (affected.Left > 0) return (progress with { Cursor = slice[^1].Sequence }, current.Count);
        Forget();
        return (progress.Finished(), current.Count);
    }

    public void Forget()
    {
        affected?.Dispose();
        affected = null;
    }

    private static LoggedArticle? Find(IndexSearcher searcher, string id)
    {
        Term term = ArticleIndexer.IdTerm(id);
        foreach (AtomicReaderContext leaf in searcher.IndexReader.Leaves)
        {
            if (leaf.AtomicReader.GetTermDocsEnum(term) is { } docs && docs.NextDoc() is var doc && doc != DocIdSetIterator.NO_MORE_DOCS)
                return StoredArticle.Read(leaf.AtomicReader, doc);
        }

        return null;
    }
}
