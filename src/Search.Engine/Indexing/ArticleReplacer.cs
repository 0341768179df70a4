using Lucene.Net.Index;
using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>Puts articles in place of what an index has of them. Used under the generation's lock.</summary>
internal sealed partial class ArticleReplacer(EngineOptions options, IndexAlarms alarms, ILogger logger)
{
    private ArticleBatches? batches;
    private long storedOnly;

    /// <summary>Whether articles are analysed on threads that give way to searches.</summary>
    public bool GivesWay
    {
        get;
        set
        {
            field = value;
            batches?.GivesWay = value;
        }
    }

    /// <summary>Articles whose analysis failed since the generation was opened.</summary>
    public long StoredOnlyCount => Interlocked.Read(ref storedOnly);

    /// <summary>What is written from now on is analysed by <paramref name="analysis"/>.</summary>
    public void Use(ChineseAnalysis analysis) => batches = new ArticleBatches(analysis, options) { GivesWay = GivesWay };

    /// <summary>Follows entries of the log, of which only an article's last counts, so that articles can be applied in any order.</summary>
    public void Apply(IEnumerable<LogEntry> entries, IndexWriter writer)
    {
        Dictionary<string, LogEntry> last = new(StringComparer.Ordinal);
        foreach (LogEntry entry in entries) last[entry.ArticleId] = entry;
        Replace(last.Values, writer, MayBeIndexed);
    }

    /// <summary>Writes articles again that the index has.</summary>
    public void Rewrite(IReadOnlyCollection<LogEntry> entries, IndexWriter writer) => Replace(entries, writer, _ => true);

    /// <summary>Gives memory back that only writing needs.</summary>
    public void Release() => batches?.Release();

    /// <summary>Nothing more is written; the memory goes with a later collection.</summary>
    public void Forget() => batches = null;

    /// <summary>An article's first version cannot be in the index: a commit never holds what is beyond its sequence. Every other may be.</summary>
    private static bool MayBeIndexed(LogEntry entry) => entry.Version > 1 || entry.Operation is LogOperation.Delete or LogOperation.Erase;

    private void Replace(IReadOnlyCollection<LogEntry> entries, IndexWriter writer, Func<LogEntry, bool> mayBeIndexed)
    {
        Term[] replaced = [.. entries.Where(mayBeIndexed).Select(entry => ArticleIndexer.IdTerm(entry.ArticleId))];
        if (replaced.Length > 0) writer.DeleteDocuments(replaced);
        batches!.Write(entries.Where(entry => entry.Body is not null), writer, StoreOnly);
    }

    /// <summary>The article stays readable and findable by its filters; the entries behind it must not wait for a mended analyser.</summary>
    private void StoreOnly(LogEntry entry, Exception e)
    {
        LogStoredOnly(e, entry.ArticleId, entry.Sequence);
        Interlocked.Increment(ref storedOnly);
        alarms.Raise("stored-only", $"articles that could not be analysed are stored only, the latest {entry.ArticleId}: {e.Message}");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Article {ArticleId} (sequence {Sequence}) could not be analysed and is stored only")]
    private partial void LogStoredOnly(Exception exception, string articleId, long sequence);
}
