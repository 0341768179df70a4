namespace Search.Engine;

/// <summary>Leaves nothing of an erased article in a generation that serves: what is left to be written is written beside puts, and only the rest under the locks.</summary>
internal sealed class GenerationErasure(GenerationState state)
{
    /// <summary>
    /// Rewrites every segment that holds what an erased article was, so that nothing of it is left.
    /// The old files go with the last of the readers returned: <see cref="GenerationIndex.RemoveUnusedFiles"/>.
    /// </summary>
    /// <param name="sequence">Of the erasure.</param>
    /// <returns>
    /// Null while a recovery is due or has thrown away what searches have seen already, the erasure perhaps too: the article would be deleted again only after this.
    /// </returns>
    public SupersededReaders? Expunge(string id, long sequence, CancellationToken cancellation)
    {
        ErasedSegments segments;
        lock (state.Applying)
        {
            if (!HasErasure(sequence)) return null;
            segments = state.Writer.BeginErasure();
        }

        RewriteBesidePuts(segments, id, sequence, cancellation);
        lock (state.Committing)
            lock (state.Applying)
            {
                // What another writer merges is waited for beside puts again.
                if (!HasErasure(sequence) || !segments.IsOf(state.Writer.Lucene)) return null;
                segments.Rewrite(id, sequence, cancellation);
                state.CommitAlone();
                state.Reopen();
                return state.Readers.Superseded();
            }
    }

    /// <returns>Whether the writer has the erasure's delete and what searches have seen; false while a recovery is due.</returns>
    /// <exception cref="IOException">A recovery failed.</exception>
    private bool HasErasure(long sequence)
    {
        if (state.AwaitsRecovery) return false;
        state.RequireWhole();
        return state.AppliedSequence >= Math.Max(sequence, state.Readers.Sequence);
    }

    /// <summary>Leaves nothing to be rewritten or waited for while the locks are held, and little to be flushed: large segments take seconds, in which nothing that is put would become visible.</summary>
    private void RewriteBesidePuts(ErasedSegments segments, string id, long sequence, CancellationToken cancellation)
    {
        try
        {
            if (!segments.Rewrite(id, sequence, cancellation)) return;
            lock (state.Applying) state.HasUncommittedRewrites = true;
            state.Commit();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException && e != state.Failure)
        {
            // The disk refuses, or the writer was thrown away: what is left is done under the locks, and what fails there is told. So is a commit of its own that failed: on a full disk each
            // would, and a recovery be waited for without end.
        }
    }
}
