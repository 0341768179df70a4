using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Merges a generation's segments into few: begins it where it is due, and shows searches what came of it.</summary>
internal sealed class GenerationMerge(GenerationState state)
{
    /// <summary>Segments were to be merged into few, and searches do not see it yet. Under <see cref="GenerationState.Applying"/>.</summary>
    private bool begun;

    /// <summary>
    /// Begins to merge segments into few where it is due, on a thread that gives way if the calling one does; searches see it after <see cref="Show"/>. The segments are read through first:
    /// damage copied into a new file would have a sound checksum.
    /// </summary>
    /// <param name="hasRoom">Whether the disk has room for a merge of so many bytes.</param>
    /// <returns>False if it cannot be decided yet: a merge runs, or entries come.</returns>
    /// <exception cref="IOException">A file is not what was written.</exception>
    public bool Begin(Func<long, bool> hasRoom, CancellationToken cancellation)
    {
        using SearcherLease lease = state.Readers.Acquire();
        IReadOnlyList<SegmentCommitInfo> chosen;
        lock (state.Applying)
        {
            if (!IsIdleAt(lease)) return false;
            chosen = state.Writer.ChooseIdle(state.Readers.Current!.Reader);
        }

        if (chosen.Count == 0 || !hasRoom(chosen.Sum(segment => segment.GetSizeInBytes()))) return true;
        foreach (string file in chosen.SelectMany(segment => segment.Info.GetFiles())) state.Directory.CheckFile(file, cancellation);
        lock (state.Applying)
        {
            // What came meanwhile was not read through, and after a recovery the writer holds less than searches have seen.
            if (!IsIdleAt(lease)) return false;
            state.Writer.BeginIdleMerge();
            begun = true;
        }

        return true;
    }

    /// <summary>Shows searches what <see cref="Begin"/> began once it is done; the next commit keeps it.</summary>
    /// <returns>Whether it is.</returns>
    public bool Show()
    {
        lock (state.Applying)
        {
            if (state.IsClosed || state.Failure is not null) return false;
            if (!begun) return true;
            if (state.Writer.IsMerging) return false;
            begun = false;
            DirectoryReader? before = state.Readers.Current?.Reader;
            state.Reopen();
            state.HasUncommittedRewrites |= state.Readers.Current!.Reader != before; // a merge that failed changed nothing
            return true;
        }
    }

    /// <summary>Whether segments that searches see are to be merged into few. Takes some microseconds.</summary>
    public bool IsDue
    {
        get
        {
            lock (state.Applying) return !state.IsClosed && state.Readers.Current is { } version && state.Writer.ChooseIdle(version.Reader).Count > 0;
        }
    }

    /// <summary>The writer that began it was thrown away. Called under <see cref="GenerationState.Applying"/>.</summary>
    public void Forget() => begun = false;

    /// <summary>Whether no merge runs and the lease's reader shows all that the writer holds, what was analysed again too. Asked under <see cref="GenerationState.Applying"/>.</summary>
    private bool IsIdleAt(SearcherLease lease) =>
        !state.IsClosed && state.Failure is null && !state.HasUnseen && !state.Writer.IsMerging && !state.Readers.IsStale && state.Readers.Current is { } version && version.Reader == lease.Searcher.IndexReader && version.Sequence == state.AppliedSequence;
}
