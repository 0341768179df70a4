using Lucene.Net.Index;
using Microsoft.Extensions.Logging;
using Search.Analysis;
using Lock = System.Threading.Lock;

namespace Search.Engine;

/// <summary>
/// One open generation: its writer, the reader that searches see, and how far each has come. Entries are applied, and a
/// commit is prepared and its user data set, under one lock, so a commit never holds documents beyond the sequence it records.
/// Its files are flushed outside of it: entries go on being applied, and searches see them.
/// </summary>
internal sealed class GenerationIndex : IDisposable
{
    /// <summary>Commits exclude each other and whatever replaces the writer. Taken before <see cref="applying"/>.</summary>
    private readonly Lock committing = new();
    private readonly Lock applying = new();
    private readonly SegmentDirectory directory;
    private readonly string path;
    private readonly ArticleReplacer articles;
    private readonly GenerationWriter writer;
    private readonly GenerationReaders readers;
    private readonly GenerationWords words;

    /// <summary>Articles were analysed again since the last refresh, or since the last commit.</summary>
    private bool unseen, uncommitted;

    /// <summary>Segments were to be merged into few, and searches do not see it yet.</summary>
    private bool merging;

    /// <summary>Of the last write or commit, which stands half done until <see cref="Recover"/> throws it away: the writer may hold more or less than <see cref="AppliedSequence"/> says.</summary>
    private Exception? failure;

    /// <summary>The last recovery failed too, and perhaps none will succeed.</summary>
    private bool unrecovered;
    private bool disposed;

    private GenerationIndex(string path, GenerationManifest manifest, ChineseAnalysis dictionaries, RankingOptions ranking, Func<IReadOnlyList<LogEntry>> userWordChanges, EngineOptions options, IndexAlarms alarms, ILogger logger)
    {
        this.path = path;
        Manifest = manifest;
        articles = new ArticleReplacer(options, alarms, logger);
        FieldLengthSimilarity similarity = new();
        readers = new GenerationReaders(this, similarity);
        directory = new SegmentDirectory(new DirectoryInfo(DurableFile.CreateDirectory(Path.Combine(path, "segments"))));
        writer = new GenerationWriter(directory, similarity, alarms, logger);
        IDictionary<string, string>? commit = writer.Lucene.CommitData;
        AppliedSequence = CommittedSequence = SequenceOf(commit);
        words = new GenerationWords(commit, dictionaries, ranking, userWordChanges, articles, options);
    }

    public GenerationManifest Manifest { get; private set; }

    public string Name => Manifest.Name;

    /// <summary>Of the dictionaries this generation was built with and the user words that the last applied entry left.</summary>
    public ChineseAnalysis Analysis => words.Analysis;

    /// <summary>The last entry in the writer.</summary>
    public long AppliedSequence { get; private set; }

    /// <summary>The last entry in a commit.</summary>
    public long CommittedSequence { get; private set; }

    /// <summary>The last entry a search sees; -1 before the first refresh.</summary>
    public long SearchableSequence => readers.Current?.Sequence ?? -1;

    /// <summary>How far searches see the user words.</summary>
    public UserWordProgress? SearchableWords => readers.Current?.Words;

    /// <summary>Articles to be analysed again, as far as they are found yet; and those done since the generation was opened.</summary>
    public (long Pending, long Done) Reanalyzed => words.Reanalyzed;

    /// <summary>Whether every article reflects the last applied change of the user words.</summary>
    public bool IsReanalyzed => words.Progress.IsDone;

    /// <summary>That searches read.</summary>
    public int SegmentCount => readers.Read(reader => reader.Leaves.Count);

    /// <summary>Of one that was closed: as its manifest says. A status may ask for it at the moment that another becomes live.</summary>
    public long DocumentCount => readers.Current?.Reader.NumDocs ?? (disposed ? Manifest.ArticleCount : writer.Lucene.NumDocs);

    /// <exception cref="GenerationDamagedException">The files cannot be read as an index, or their commit is not this generation's.</exception>
    public static GenerationIndex Open(string path, GenerationManifest manifest, ChineseAnalysis dictionaries, RankingOptions ranking, Func<IReadOnlyList<LogEntry>> userWordChanges, EngineOptions options, IndexAlarms alarms, ILogger logger)
    {
        try
        {
            return new GenerationIndex(path, manifest, dictionaries, ranking, userWordChanges, options, alarms, logger);
        }
        catch (Exception e) when (GenerationDamagedException.Explains(e))
        {
            throw new GenerationDamagedException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Applies entries that follow the last applied one without a gap, several articles at once. A change of the user words divides them: what
    /// was put before it is analysed without it, what was put after it with it.
    /// </summary>
    /// <exception cref="EngineException">DataLoss at a gap.</exception>
    public void Apply(IReadOnlyList<LogEntry> entries)
    {
        long expected = AppliedSequence;
        foreach (LogEntry entry in entries)
        {
            if (entry.Sequence != ++expected)
                throw new EngineException(EngineFailure.DataLoss, $"the article log has no entry {expected}; {entry.Sequence} follows {expected - 1}");
        }

        lock (applying)
        {
            AppliedSequence = Write(() =>
            {
                int from = 0;
                for (int i = 0; i < entries.Count; i++)
                {
                    if (entries[i].Operation != LogOperation.UserWords) continue;
                    articles.Apply(entries.Skip(from).Take(i - from), writer.Lucene);
                    words.Follow(entries[i]);
                    from = i + 1;
                }

                articles.Apply(entries.Skip(from), writer.Lucene);
                return expected;
            });
        }
    }

    /// <summary>
    /// Analyses some of the articles again that a change of the user words concerns. What it rewrites stands in the newest reader, opened under the lock
    /// that keeps further entries out: a newer put is never overwritten, and what was deleted does not come back.
    /// </summary>
    /// <returns>Whether there is more to do.</returns>
    public bool Reanalyze(CancellationToken cancellation)
    {
        lock (applying)
        {
            if (words.Progress.IsDone) return false;
            Refresh(reanalyzed: false);
            if (readers.Current is not { } version || readers.IsStale || version.Sequence != AppliedSequence) return false;
            bool changed = Write(() => words.Reanalyze(Acquire, version.Searcher, writer.Lucene, cancellation));
            unseen |= changed;
            uncommitted |= changed;
            return true;
        }
    }

    /// <summary>Takes other synonyms and function words for queries; what is indexed does not depend on them.</summary>
    public void UseDictionaries(ChineseAnalysis changed)
    {
        lock (applying) unseen |= words.UseDictionaries(changed);
    }

    /// <summary>Whether entries are applied on threads that give way to searches: while another generation serves.</summary>
    public void GiveWay(bool gives)
    {
        lock (applying) articles.GivesWay = gives;
    }

    /// <summary>Gives memory back that only applying entries needs.</summary>
    public void Rest()
    {
        lock (applying) articles.Release();
    }

    /// <summary>Makes what is applied visible to searches.</summary>
    /// <param name="reanalyzed">Also if only articles were analysed again since the last time.</param>
    public void Refresh(bool reanalyzed = true)
    {
        lock (applying)
        {
            // After a recovery: not yet as far as searches have seen.
            if (readers.Current is { } old && (old.Sequence > AppliedSequence || (old.Sequence == AppliedSequence && !readers.IsStale && !(unseen && reanalyzed)))) return;
            Reopen();
        }
    }

    /// <summary>Makes what was committed visible: only now its segments are opened, and what is damaged in them may show itself.</summary>
    /// <exception cref="GenerationDamagedException">They cannot be read.</exception>
    public void ReadFirst()
    {
        try
        {
            Refresh();
        }
        catch (Exception e) when (GenerationDamagedException.Explains(e))
        {
            throw new GenerationDamagedException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Makes beforehand what the first searches of each segment would wait for, on threads that give way to others.</summary>
    public void Prepare(CancellationToken cancellation)
    {
        using SearcherLease lease = Acquire();
        IList<AtomicReaderContext> leaves = lease.Searcher.IndexReader.Leaves;
        int next = -1;
        BackgroundThread.RunAll("reindex", Math.Min(leaves.Count, Environment.ProcessorCount), _ =>
        {
            for (int leaf = Interlocked.Increment(ref next); leaf < leaves.Count; leaf = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                SegmentTerms.Prepare(leaves[leaf].AtomicReader, cancellation);
                SegmentSketches.Prepare(leaves[leaf].AtomicReader, cancellation);
            }
        });
    }

    /// <summary>
    /// Begins to merge segments into few where it is due, on a thread that gives way if the calling one does; searches see it after <see cref="ShowMerged"/>. The segments are read through first:
    /// damage copied into a new file would have a sound checksum.
    /// </summary>
    /// <param name="hasRoom">Whether the disk has room for a merge of so many bytes.</param>
    /// <returns>False if it cannot be decided yet: a merge runs, or entries come.</returns>
    /// <exception cref="IOException">A file is not what was written.</exception>
    public bool BeginIdleMerge(Func<long, bool> hasRoom, CancellationToken cancellation)
    {
        using SearcherLease lease = Acquire();
        IReadOnlyList<SegmentCommitInfo> chosen;
        lock (applying)
        {
            if (!IsIdleAt(lease)) return false;
            chosen = writer.ChooseIdle(readers.Current!.Reader);
        }

        if (chosen.Count == 0 || !hasRoom(chosen.Sum(segment => segment.GetSizeInBytes()))) return true;
        foreach (string file in chosen.SelectMany(segment => segment.Info.GetFiles())) directory.CheckFile(file, cancellation);
        lock (applying)
        {
            // What came meanwhile was not read through, and after a recovery the writer holds less than searches have seen.
            if (!IsIdleAt(lease)) return false;
            writer.BeginIdleMerge();
            merging = true;
        }

        return true;
    }

    /// <summary>Whether no merge runs and the lease's reader shows all that the writer holds, what was analysed again too. Asked under <see cref="applying"/>.</summary>
    private bool IsIdleAt(SearcherLease lease) => !disposed && failure is null && !unseen && !writer.IsMerging && !readers.IsStale && readers.Current is { } version && version.Reader == lease.Searcher.IndexReader && version.Sequence == AppliedSequence;

    /// <summary>Shows searches what <see cref="BeginIdleMerge"/> began once it is done; the next commit keeps it.</summary>
    /// <returns>Whether it is.</returns>
    public bool ShowMerged()
    {
        lock (applying)
        {
            if (disposed || failure is not null) return false;
            if (!merging) return true;
            if (writer.IsMerging) return false;
            merging = false;
            DirectoryReader? before = readers.Current?.Reader;
            Reopen();
            uncommitted |= readers.Current!.Reader != before; // a merge that failed changed nothing
            return true;
        }
    }

    /// <summary>Makes what is applied survive a crash.</summary>
    /// <exception cref="IOException">The disk refuses, or the last write or commit failed and <see cref="Recover"/> is still due.</exception>
    public void Commit()
    {
        lock (committing)
        {
            Action flush;
            long sequence;
            lock (applying)
            {
                if (disposed || (!HasUncommitted && CommittedSequence > 0)) return;
                flush = PrepareCommit();
                sequence = AppliedSequence;
            }

            FinishCommit(flush, sequence);
        }
    }

    /// <summary>Whether a commit would keep more than the last one.</summary>
    public bool HasUncommitted => AppliedSequence > CommittedSequence || uncommitted || failure is not null;

    /// <summary>
    /// Rewrites every segment that holds what an erased article was, so that nothing of it is left.
    /// The old files go with the last of the readers returned: <see cref="RemoveUnusedFiles"/>.
    /// </summary>
    /// <param name="sequence">Of the erasure.</param>
    /// <returns>
    /// Null while a recovery is due or has thrown away what searches have seen already, the erasure perhaps too: the article would be deleted again only after this.
    /// </returns>
    public SupersededReaders? Expunge(string id, long sequence, CancellationToken cancellation)
    {
        ErasedSegments segments;
        lock (applying)
        {
            if (!HasErasure(sequence)) return null;
            segments = writer.BeginErasure();
        }

        RewriteBesidePuts(segments, id, sequence, cancellation);
        lock (committing)
            lock (applying)
            {
                // What another writer merges is waited for beside puts again.
                if (!HasErasure(sequence) || !segments.IsOf(writer.Lucene)) return null;
                segments.Rewrite(id, sequence, cancellation);
                FinishCommit(PrepareCommit(), AppliedSequence);
                Reopen();
                return readers.Superseded();
            }
    }

    /// <returns>Whether the writer has the erasure's delete and what searches have seen; false while a recovery is due.</returns>
    /// <exception cref="IOException">A recovery failed.</exception>
    private bool HasErasure(long sequence)
    {
        if (failure is not null && !unrecovered && !disposed) return false;
        RequireWhole();
        return AppliedSequence >= Math.Max(sequence, SearchableSequence);
    }

    /// <summary>Leaves nothing to be rewritten or waited for while the locks are held, and little to be flushed: large segments take seconds, in which nothing that is put would become visible.</summary>
    private void RewriteBesidePuts(ErasedSegments segments, string id, long sequence, CancellationToken cancellation)
    {
        try
        {
            if (!segments.Rewrite(id, sequence, cancellation)) return;
            lock (applying) uncommitted = true;
            Commit();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException && e != failure)
        {
            // The disk refuses, or the writer was thrown away: what is left is done under the locks, and what fails there is told. So is a commit of its own that failed: on a full disk each
            // would, and a recovery be waited for without end.
        }
    }

    /// <summary>Reads every segment once: a flipped bit shows itself here.</summary>
    /// <exception cref="IOException">A file is not what was written.</exception>
    public void CheckIntegrity(CancellationToken cancellation)
    {
        using SearcherLease lease = Acquire();
        foreach (AtomicReaderContext leaf in lease.Searcher.IndexReader.Leaves)
        {
            foreach (string file in ((SegmentReader)leaf.AtomicReader).SegmentInfo.Info.GetFiles()) directory.CheckFile(file, cancellation);
        }
    }

    public void RemoveUnusedFiles()
    {
        lock (applying)
        {
            if (!disposed) writer.Lucene.DeleteUnusedFiles();
        }
    }

    /// <summary>Protects the files of the last commit from being deleted until it is released; null before the first commit.</summary>
    public CommitSnapshot? HoldCommit()
    {
        lock (committing)
        {
            return disposed || CommittedSequence == 0 ? null : writer.Hold(path, CommittedSequence);
        }
    }

    private void Reopen()
    {
        readers.Reopen(writer.Lucene, words.Searcher, AppliedSequence, words.Progress);
        unseen = false;
    }

    /// <returns>Flushes the commit's files; for <see cref="FinishCommit"/>.</returns>
    private Action PrepareCommit()
    {
        Action flush = Write(() => writer.PrepareCommit(GenerationCommit.Data(Manifest, AppliedSequence, words.Progress)));
        uncommitted = false;
        return flush;
    }

    /// <summary>After a failure <see cref="Recover"/> is due.</summary>
    private void FinishCommit(Action flush, long sequence)
    {
        try
        {
            writer.FinishCommit(flush);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }

        CommittedSequence = sequence;
    }

    /// <summary>
    /// Runs what changes the writer. Whoever commits (a backup, a check) between its failure and <see cref="Recover"/> must not keep half of it: what comes again from the log
    /// would be in the index twice, and what was only deleted would not come again.
    /// </summary>
    private T Write<T>(Func<T> write)
    {
        RequireWhole();
        try
        {
            return write();
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
    }

    /// <summary>Whoever writes meanwhile is told what the disk said, not that Lucene has a commit of before.</summary>
    private void RequireWhole()
    {
        if (failure is { } before) throw new IOException($"{path}: the write before this one failed: {before.Message}", before.HResult);
    }

    /// <summary>
    /// After a failed write: throws the writer away with whatever it may have lost and goes on from the last commit. Searches
    /// keep the reader they have until the entries are applied again.
    /// </summary>
    public void Recover()
    {
        lock (committing)
            lock (applying)
            {
                unrecovered = true;
                writer.Renew();
                IDictionary<string, string>? commit = writer.Lucene.CommitData;
                AppliedSequence = CommittedSequence = SequenceOf(commit);
                unseen = uncommitted = merging = false;
                readers.Outdate();
                words.Read(commit);
                failure = null; // last: where the words cannot be read, it is still due
                unrecovered = false;
            }
    }

    /// <summary>A reader for one search.</summary>
    /// <exception cref="EngineException">Unavailable before the first refresh and after the end.</exception>
    public SearcherLease Acquire() => readers.Acquire();

    /// <summary>Runs a check of the last commit, of which there must be one. Its files stay; further commits, a switch and a stop wait for none of it.</summary>
    /// <returns>Null if the files may have gone before the check had ended: the generation was closed, or its writer thrown away.</returns>
    public T? WithLastCommit<T>(Func<Lucene.Net.Store.Directory, T> check)
        where T : class
    {
        CommitSnapshot commit;
        lock (committing)
        {
            if (disposed) return null;
            commit = writer.Hold(path, CommittedSequence);
        }

        T found;
        bool kept;
        using (commit)
        {
            found = check(new CommitDirectory(directory, commit.SegmentFiles));
            lock (committing) kept = !disposed && writer.Keeps(commit);
        }

        if (!kept) return null;
        RemoveUnusedFiles(); // nothing else would before the next commit
        return found;
    }

    /// <summary>Whether a check keeps files of a commit, of the last one or of one before it.</summary>
    public bool HoldsCommit
    {
        get
        {
            lock (committing) return !disposed && writer.HoldsCommit;
        }
    }

    /// <summary>Articles that are stored only, because their analysis failed.</summary>
    public long StoredOnlyCount => Math.Max(articles.StoredOnlyCount, readers.Read(reader => reader.DocFreq(new Term(IndexSchema.StoredOnly, "1"))));

    public void WriteManifest(bool complete)
    {
        Manifest = Manifest with { Complete = complete, Sequence = AppliedSequence, ArticleCount = DocumentCount };
        Manifest.Write(path);
    }

    public void Dispose()
    {
        lock (committing)
            lock (applying)
            {
                if (disposed) return;
                disposed = true;
                readers.Close();
                words.Forget();
                articles.Forget(); // whoever pages on keeps this object for minutes
                // What is applied but not committed comes again from the log; a closing commit is the caller's choice.
                using (directory) writer.Dispose();
            }
    }

    private long SequenceOf(IDictionary<string, string>? commit) => commit is null or { Count: 0 } ? 0 : GenerationCommit.Read(commit, Manifest);
}
