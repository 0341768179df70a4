using Lucene.Net.Index;
using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// One open generation: entries are applied to it, searches see it, and both survive a crash as far as it was committed. Which locks that takes says <see cref="GenerationState"/>; merging while
/// nothing comes, erasing, and keeping the files of a commit are parts of their own. Thread-safe, but that one thread at a time applies entries.
/// </summary>
internal sealed class GenerationIndex : IDisposable
{
    private readonly GenerationState state;
    private readonly GenerationMerge merge;
    private readonly GenerationErasure erasure;
    private readonly GenerationCommits commits;

    private GenerationIndex(string path, GenerationManifest manifest, ChineseAnalysis dictionaries, RankingOptions ranking, Func<IReadOnlyList<LogEntry>> userWordChanges, EngineOptions options, IndexAlarms alarms, ILogger logger)
    {
        state = new GenerationState(this, path, manifest, dictionaries, ranking, userWordChanges, options, alarms, logger);
        merge = new GenerationMerge(state);
        erasure = new GenerationErasure(state);
        commits = new GenerationCommits(state);
    }

    public GenerationManifest Manifest => state.Manifest;

    public string Name => Manifest.Name;

    /// <summary>Of the dictionaries this generation was built with and the user words that the last applied entry left.</summary>
    public ChineseAnalysis Analysis => state.Words.Analysis;

    /// <summary>The last entry in the writer.</summary>
    public long AppliedSequence => state.AppliedSequence;

    /// <summary>The last entry in a commit.</summary>
    public long CommittedSequence => state.CommittedSequence;

    /// <summary>The last entry a search sees; -1 before the first refresh.</summary>
    public long SearchableSequence => state.Readers.Sequence;

    /// <summary>How far searches see the user words.</summary>
    public UserWordProgress? SearchableWords => state.Readers.Current?.Words;

    /// <summary>Articles to be analysed again, as far as they are found yet; and those done since the generation was opened.</summary>
    public (long Pending, long Done) Reanalyzed => state.Words.Reanalyzed;

    /// <summary>Whether every article reflects the last applied change of the user words.</summary>
    public bool IsReanalyzed => state.Words.Progress.IsDone;

    /// <summary>That searches read.</summary>
    public int SegmentCount => state.Readers.Read(reader => reader.Leaves.Count);

    /// <summary>Of one that was closed: as its manifest says. A status may ask for it at the moment that another becomes live.</summary>
    public long DocumentCount => state.Readers.Current?.Reader.NumDocs ?? (state.IsClosed ? Manifest.ArticleCount : state.Writer.Lucene.NumDocs);

    /// <summary>Articles that are stored only, because their analysis failed.</summary>
    public long StoredOnlyCount => Math.Max(state.Articles.StoredOnlyCount, state.Readers.Read(reader => reader.DocFreq(new Term(IndexSchema.StoredOnly, "1"))));

    /// <summary>Whether a commit would keep more than the last one.</summary>
    public bool HasUncommitted => state.HasUncommitted;

    /// <inheritdoc cref="GenerationCommits.AreHeld"/>
    public bool HoldsCommit => commits.AreHeld;

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

        lock (state.Applying)
        {
            state.AppliedSequence = state.Write(() =>
            {
                int from = 0;
                for (int i = 0; i < entries.Count; i++)
                {
                    if (entries[i].Operation != LogOperation.UserWords) continue;
                    state.Articles.Apply(entries.Skip(from).Take(i - from), state.Writer.Lucene);
                    state.Words.Follow(entries[i]);
                    from = i + 1;
                }

                state.Articles.Apply(entries.Skip(from), state.Writer.Lucene);
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
        lock (state.Applying)
        {
            if (state.Words.Progress.IsDone) return false;
            Refresh(reanalyzed: false);
            if (state.Readers.Current is not { } version || state.Readers.IsStale || version.Sequence != AppliedSequence) return false;
            bool changed = state.Write(() => state.Words.Reanalyze(Acquire, version.Searcher, state.Writer.Lucene, cancellation));
            state.HasUnseen |= changed;
            state.HasUncommittedRewrites |= changed;
            return true;
        }
    }

    /// <summary>Takes other synonyms and function words for queries; what is indexed does not depend on them.</summary>
    public void UseDictionaries(ChineseAnalysis changed)
    {
        lock (state.Applying) state.HasUnseen |= state.Words.UseDictionaries(changed);
    }

    /// <summary>Whether entries are applied on threads that give way to searches: while another generation serves.</summary>
    public void GiveWay(bool gives)
    {
        lock (state.Applying) state.Articles.GivesWay = gives;
    }

    /// <summary>Gives memory back that only applying entries needs.</summary>
    public void Rest()
    {
        lock (state.Applying) state.Articles.Release();
    }

    /// <summary>Makes what is applied visible to searches.</summary>
    /// <param name="reanalyzed">Also if only articles were analysed again since the last time.</param>
    public void Refresh(bool reanalyzed = true)
    {
        lock (state.Applying)
        {
            // After a recovery: not yet as far as searches have seen.
            if (state.Readers.Current is { } old && (old.Sequence > AppliedSequence || (old.Sequence == AppliedSequence && !state.Readers.IsStale && !(state.HasUnseen && reanalyzed)))) return;
            state.Reopen();
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
            throw new GenerationDamagedException($"{state.Path}: {e.Message}", e);
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
                MergedSegments.Prepare(leaves[leaf].AtomicReader, cancellation);
            }
        });
    }

    /// <inheritdoc cref="GenerationMerge.Begin"/>
    public bool BeginIdleMerge(Func<long, bool> hasRoom, CancellationToken cancellation) => merge.Begin(hasRoom, cancellation);

    /// <inheritdoc cref="GenerationMerge.Show"/>
    public bool ShowMerged() => merge.Show();

    /// <inheritdoc cref="GenerationMerge.IsDue"/>
    public bool HasIdleMerge => merge.IsDue;

    /// <inheritdoc cref="GenerationState.Commit"/>
    public void Commit() => state.Commit();

    /// <inheritdoc cref="GenerationErasure.Expunge"/>
    public SupersededReaders? Expunge(string id, long sequence, CancellationToken cancellation) => erasure.Expunge(id, sequence, cancellation);

    /// <summary>Reads every segment once: a flipped bit shows itself here.</summary>
    /// <exception cref="IOException">A file is not what was written.</exception>
    public void CheckIntegrity(CancellationToken cancellation)
    {
        using SearcherLease lease = Acquire();
        foreach (AtomicReaderContext leaf in lease.Searcher.IndexReader.Leaves)
        {
            foreach (string file in ((SegmentReader)leaf.AtomicReader).SegmentInfo.Info.GetFiles()) state.Directory.CheckFile(file, cancellation);
        }
    }

    /// <inheritdoc cref="GenerationCommits.RemoveUnusedFiles"/>
    public void RemoveUnusedFiles() => commits.RemoveUnusedFiles();

    /// <inheritdoc cref="GenerationCommits.Hold"/>
    public CommitSnapshot? HoldCommit() => commits.Hold();

    /// <inheritdoc cref="GenerationCommits.WithLast{T}"/>
    public T? WithLastCommit<T>(Func<Lucene.Net.Store.Directory, T> check)
        where T : class => commits.WithLast(check);

    /// <inheritdoc cref="GenerationState.Recover"/>
    public void Recover() => state.Recover(merge.Forget);

    /// <summary>A reader for one search.</summary>
    /// <exception cref="EngineException">Unavailable before the first refresh and after the end.</exception>
    public SearcherLease Acquire() => state.Readers.Acquire();

    /// <summary>As of one whose build has ended.</summary>
    public void WriteManifest()
    {
        state.Manifest = Manifest with { Complete = true, Sequence = AppliedSequence, ArticleCount = DocumentCount };
        Manifest.Write(state.Path);
    }

    /// <inheritdoc cref="GenerationState.Dispose"/>
    public void Dispose() => state.Dispose();
}
