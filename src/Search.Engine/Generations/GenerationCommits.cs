namespace Search.Engine;

/// <summary>Keeps the files of a generation's last commit while somebody copies or checks them.</summary>
internal sealed class GenerationCommits(GenerationState state)
{
    /// <summary>Whether files of a commit are kept, of the last one or of one before it.</summary>
    public bool AreHeld
    {
        get
        {
            lock (state.Committing) return !state.IsClosed && state.Writer.HoldsCommit;
        }
    }

    /// <summary>Protects the files of the last commit from being deleted until it is released; null before the first commit.</summary>
    public CommitSnapshot? Hold()
    {
        lock (state.Committing)
        {
            return state.IsClosed || state.CommittedSequence == 0 ? null : state.Writer.Hold(state.Path);
        }
    }

    /// <summary>Runs a check of the last commit, of which there must be one. Its files stay; further commits, a switch and a stop wait for none of it.</summary>
    /// <returns>Null if the files may have gone before the check had ended: the generation was closed, or its writer thrown away.</returns>
    public T? WithLast<T>(Func<Lucene.Net.Store.Directory, T> check)
        where T : class
    {
        CommitSnapshot commit;
        lock (state.Committing)
        {
            if (state.IsClosed) return null;
            commit = state.Writer.Hold(state.Path);
        }

        T found;
        bool kept;
        using (commit)
        {
            found = check(new CommitDirectory(state.Directory, commit.SegmentFiles));
            lock (state.Committing) kept = !state.IsClosed && state.Writer.Keeps(commit);
        }

        if (!kept) return null;
        RemoveUnusedFiles(); // nothing else would before the next commit
        return found;
    }

    /// <summary>Deletes the files that no commit, no reader and no check needs.</summary>
    public void RemoveUnusedFiles()
    {
        lock (state.Applying)
        {
            if (!state.IsClosed) state.Writer.Lucene.DeleteUnusedFiles();
        }
    }
}
