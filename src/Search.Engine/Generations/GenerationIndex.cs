using System.Globalization;
using Lucene.Net.Index;
using Microsoft.Extensions.Logging;
using Search.Analysis;
using Directory = System.IO.Directory;
using Lock = System.Threading.Lock;

namespace Search.Engine;

/// <summary>
/// One open generation: its writer, the reader that searches see, and how far each has come. Entries are applied, and the
/// commit's user data set, by one thread at a time (the generation's projection) under one lock, so a commit never holds
/// documents beyond the sequence it records.
/// </summary>
internal sealed partial class GenerationIndex : IDisposable
{
    private const string SequenceKey = "sequence";
    private readonly Lock applying = new();
    private readonly SegmentDirectory directory;
    private readonly FieldLengthSimilarity similarity = new();
    private readonly ArticleBatches batches;
    private readonly EngineOptions options;
    private readonly IndexAlarms alarms;
    private readonly ILogger logger;
    private readonly string path;
    private IndexWriter writer;
    private volatile SearcherVersion? current;
    private SearcherVersion? stale;

    /// <summary>Readers that somebody may still search: the files they read cannot go.</summary>
    private readonly List<DirectoryReader> opened = [];
    private long storedOnly;
    private bool disposed;

    private GenerationIndex(string path, GenerationManifest manifest, ChineseAnalysis analysis, RankingOptions ranking, EngineOptions options, IndexAlarms alarms, ILogger logger)
    {
        this.path = path;
        this.options = options;
        this.alarms = alarms;
        this.logger = logger;
        Manifest = manifest;
        batches = new ArticleBatches(analysis, options);
        Analysis = analysis;
        ArticleSearcher = new ArticleSearcher(analysis, ranking);
        directory = new SegmentDirectory(Directory.CreateDirectory(Path.Combine(path, "segments")));
        writer = OpenWriter();
        AppliedSequence = CommittedSequence = ReadCommit();
    }

    public GenerationManifest Manifest { get; private set; }

    public string Name => Manifest.Name;

    /// <summary>Loaded from the dictionaries this generation was built with.</summary>
    public ChineseAnalysis Analysis { get; }

    public ArticleSearcher ArticleSearcher { get; }

    /// <summary>The last entry in the writer.</summary>
    public long AppliedSequence { get; private set; }

    /// <summary>The last entry in a commit.</summary>
    public long CommittedSequence { get; private set; }

    /// <summary>The last entry a search sees; -1 before the first refresh.</summary>
    public long SearchableSequence => current?.Sequence ?? -1;

    public int DocumentCount => current?.Reader.NumDocs ?? writer.NumDocs;

    /// <exception cref="GenerationDamagedException">The files cannot be read as an index, or their commit is not this generation's.</exception>
    public static GenerationIndex Open(string path, GenerationManifest manifest, ChineseAnalysis analysis, RankingOptions ranking, EngineOptions options, IndexAlarms alarms, ILogger logger)
    {
        try
        {
            return new GenerationIndex(path, manifest, analysis, ranking, options, alarms, logger);
        }
        catch (Exception e) when (e is CorruptIndexException or IndexFormatTooNewException or IndexFormatTooOldException or EndOfStreamException or FileNotFoundException or IndexNotFoundException or IndexOutOfRangeException or ArgumentException or FormatException)
        {
            throw new GenerationDamagedException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Applies entries that follow the last applied one without a gap, several articles at once.</summary>
    /// <exception cref="EngineException">DataLoss at a gap.</exception>
    public void Apply(IReadOnlyList<LogEntry> entries)
    {
        long expected = AppliedSequence;
        Dictionary<string, LogEntry> last = new(entries.Count, StringComparer.Ordinal);
        foreach (LogEntry entry in entries)
        {
            if (entry.Sequence != ++expected)
                throw new EngineException(EngineFailure.DataLoss, $"the article log has no entry {expected}; {entry.Sequence} follows {expected - 1}");
            last[entry.ArticleId] = entry;
        }

        lock (applying)
        {
            Term[] replaced = [.. last.Values.Where(MayBeIndexed).Select(entry => ArticleIndexer.IdTerm(entry.ArticleId))];
            if (replaced.Length > 0) writer.DeleteDocuments(replaced);
            // Within a batch only an article's last entry counts, so articles can be applied in any order.
            batches.Write(last.Values.Where(entry => entry.Body is not null), writer, StoreOnly);
            AppliedSequence = expected;
        }
    }

    /// <summary>Makes what is applied visible to searches.</summary>
    public void Refresh()
    {
        lock (applying)
        {
            SearcherVersion? old = current;
            if (old is not null && old.Sequence >= AppliedSequence) return; // after a recovery: not yet as far as searches have seen
            Reopen(old);
        }
    }

    /// <summary>Makes what is applied survive a crash.</summary>
    public void Commit()
    {
        lock (applying)
        {
            if (CommittedSequence == AppliedSequence && CommittedSequence > 0) return;
            CommitApplied();
        }
    }

    /// <summary>
    /// Rewrites every segment that holds a deleted article, so that nothing of it is left: no stored text, no posting, no term.
    /// The old files go with the last of the readers returned: <see cref="RemoveUnusedFiles"/>.
    /// </summary>
    public IReadOnlyList<DirectoryReader> Expunge()
    {
        lock (applying)
        {
            // A merge that ran already when the delete came carries the article along and its segment is passed over: hence the loop.
            bool clean = false;
            for (int round = 0; !clean && round < 10; round++)
            {
                writer.WaitForMerges();
                writer.ForceMergeDeletes(doWait: true);
                using DirectoryReader now = DirectoryReader.Open(writer, applyAllDeletes: true);
                clean = !now.HasDeletions;
            }

            if (!clean) throw new IOException($"{path}: segments with deleted articles could not be rewritten");
            CommitApplied();
            Reopen(current);
            opened.RemoveAll(r => r.RefCount <= 0);
            return [.. opened.Where(r => r != current!.Reader).Distinct()];
        }
    }

    public void RemoveUnusedFiles()
    {
        lock (applying)
        {
            if (!disposed) writer.DeleteUnusedFiles();
        }
    }

    /// <summary>Protects the files of the last commit from being deleted until it is released; null before the first commit.</summary>
    public CommitSnapshot? HoldCommit()
    {
        lock (applying)
        {
            if (disposed || CommittedSequence == 0) return null;
            SnapshotDeletionPolicy policy = (SnapshotDeletionPolicy)writer.Config.IndexDeletionPolicy;
            return new CommitSnapshot(policy, policy.Snapshot(), path, CommittedSequence);
        }
    }

    private void Reopen(SearcherVersion? old)
    {
        DirectoryReader? reader = old is null || old == stale ? DirectoryReader.Open(writer, applyAllDeletes: true) : DirectoryReader.OpenIfChanged(old.Reader, writer, applyAllDeletes: true);
        if (reader is null)
        {
            old!.Reader.IncRef(); // nothing changed in the documents: the same reader now shows a later sequence
            reader = old.Reader;
        }

        current = new SearcherVersion(reader, similarity, AppliedSequence);
        opened.RemoveAll(r => r.RefCount <= 0);
        opened.Add(reader);
        old?.Reader.DecRef();
    }

    private void CommitApplied()
    {
        writer.SetCommitData(new Dictionary<string, string>
        {
            ["log"] = Manifest.LogId,
            [SequenceKey] = AppliedSequence.ToString(CultureInfo.InvariantCulture),
            ["generation"] = Manifest.Name,
            ["schema"] = Manifest.SchemaNumber.ToString(CultureInfo.InvariantCulture),
            ["dictionary"] = Manifest.DictionaryHash,
        });
        writer.Commit();
        CommittedSequence = AppliedSequence;
    }

    /// <summary>
    /// After a failed write: throws the writer away with whatever it may have lost and goes on from the last commit. Searches
    /// keep the reader they have until the entries are applied again.
    /// </summary>
    public void Recover()
    {
        lock (applying)
        {
            try
            {
                writer.Rollback();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                LogRollbackFailed(e, Name);
            }

            writer = OpenWriter();
            AppliedSequence = CommittedSequence = ReadCommit();
            // A reader of the old writer cannot be reopened against the new one, and shows more than is applied now.
            stale = current;
        }
    }

    /// <summary>A reader for one search.</summary>
    /// <exception cref="EngineException">Unavailable before the first refresh and after the end.</exception>
    public SearcherLease Acquire()
    {
        while (current is { } version)
        {
            if (version.Reader.TryIncRef()) return new SearcherLease(version, this);
        }

        throw new EngineException(EngineFailure.Unavailable, "the index is being built");
    }

    /// <summary>Runs a check while no commit can change the files it reads.</summary>
    public T WithStableCommit<T>(Func<Lucene.Net.Store.Directory, T> check)
    {
        lock (applying) return check(directory);
    }

    /// <summary>Articles that are stored only, because their analysis failed.</summary>
    public long StoredOnlyCount => Math.Max(storedOnly, current?.Reader.DocFreq(new Term(IndexSchema.StoredOnly, "1")) ?? 0);

    public void WriteManifest(bool complete)
    {
        Manifest = Manifest with { Complete = complete, Sequence = AppliedSequence, ArticleCount = DocumentCount };
        Manifest.Write(path);
    }

    public void Dispose()
    {
        lock (applying)
        {
            if (disposed) return;
            disposed = true;
            SearcherVersion? version = current;
            current = null;
            version?.Reader.DecRef();
            // What is applied but not committed comes again from the log; a closing commit is the caller's choice.
            writer.Rollback();
            directory.Dispose();
        }
    }

    /// <summary>An article's first version cannot be in the index: a commit never holds what is beyond its sequence. Every other may be.</summary>
    private static bool MayBeIndexed(LogEntry entry) => entry.Version > 1 || entry.Operation is LogOperation.Delete or LogOperation.Erase;

    /// <summary>The article stays readable and findable by its filters; the entries behind it must not wait for a mended analyser.</summary>
    private void StoreOnly(LogEntry entry, Exception e)
    {
        LogStoredOnly(e, entry.ArticleId, entry.Sequence);
        Interlocked.Increment(ref storedOnly);
        alarms.Raise("stored-only", $"articles that could not be analysed are stored only, the latest {entry.ArticleId}: {e.Message}");
    }

    private IndexWriter OpenWriter()
    {
        IndexWriterConfig config = new(Lucene.Net.Util.LuceneVersion.LUCENE_48, null)
        {
            Codec = new GenerationCodec(),
            OpenMode = OpenMode.CREATE_OR_APPEND,
            Similarity = similarity,
            // One mapping serves a whole file; compound files would only copy every segment once more.
            UseCompoundFile = false,
            // An erasure leaves no segment with a deleted article in it, however small its share.
            MergePolicy = new TieredMergePolicy { NoCFSRatio = 0, ForceMergeDeletesPctAllowed = 0 },
            IndexDeletionPolicy = new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy()),
            MergeScheduler = new AlarmingMergeScheduler(alarms, logger),
        };
        return new IndexWriter(directory, config);
    }

    private long ReadCommit()
    {
        IDictionary<string, string>? data = writer.CommitData;
        if (data is null || data.Count == 0) return 0;
        if (!data.TryGetValue("log", out string? log) || log != Manifest.LogId) throw new CorruptIndexException("the commit belongs to another article log");
        if (!data.TryGetValue("generation", out string? name) || name != Manifest.Name) throw new CorruptIndexException("the commit belongs to another generation");
        return long.Parse(data[SequenceKey], CultureInfo.InvariantCulture);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Article {ArticleId} (sequence {Sequence}) could not be analysed and is stored only")]
    private partial void LogStoredOnly(Exception exception, string articleId, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Name}: the failed writer could not be rolled back cleanly")]
    private partial void LogRollbackFailed(Exception exception, string name);
}

/// <summary>A generation that must be built again.</summary>
internal sealed class GenerationDamagedException(string message, Exception inner) : Exception(message, inner);
