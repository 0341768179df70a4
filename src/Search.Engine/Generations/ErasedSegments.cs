using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Rewrites the segments that hold a deleted version of an erased article, so that nothing of it is left: no stored text, no posting, no term. No others: what else was replaced, be it
/// meanwhile, is none of an erasure's business, and an index that is one segment takes minutes to write.
/// </summary>
/// <param name="folder">For messages.</param>
internal sealed class ErasedSegments(IndexWriter writer, string folder)
{
    /// <summary>Segments, each once. One article's versions never stand in so many; what goes on for longer would not end.</summary>
    internal const int MostRewrites = 64;

    private readonly GenerationMergePolicy policy = (GenerationMergePolicy)writer.Config.MergePolicy;
    private readonly AlarmingMergeScheduler merges = (AlarmingMergeScheduler)writer.Config.MergeScheduler;

    private bool hasWaited;

    /// <summary>Whether it rewrites segments of that writer.</summary>
    public bool IsOf(IndexWriter other) => writer == other;

    /// <summary>
    /// Waits for merges that run when it is called for the first time, and for those of the article's segments: while a bulk comes there is always one more. Before the first call the
    /// article must have been deleted.
    /// </summary>
    /// <param name="sequence">Of the erasure; what was put under the id after it stays.</param>
    /// <returns>Whether there was any.</returns>
    /// <exception cref="IOException">Some could not be rewritten, or an old version is not deleted.</exception>
    public bool Rewrite(string id, long sequence, CancellationToken cancellation)
    {
        merges.LetAllRun(true);
        try
        {
            if (!hasWaited) WaitForRunning(cancellation);
            hasWaited = true;
            string? begun = null;
            for (int rewritten = 0; ; rewritten++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (FindHolder(id, sequence) is not { } holder) return rewritten > 0;
                // Any other's failure is none of the erasure's.
                if (merges.TakeFailure() is { } failure && holder == begun) throw new IOException($"{folder}: segments with an erased article could not be rewritten: {failure.Message}", failure);
                if (rewritten == MostRewrites) throw new IOException($"{folder}: segments with an erased article could not be rewritten");
                // None begins if it is being merged already; what that makes is looked at the next time.
                begun = BeginRewrite(holder) ? holder : null;
                WaitForMergeOf(holder, cancellation);
            }
        }
        finally
        {
            merges.LetAllRun(false);
        }
    }

    /// <returns>The name of a segment that holds the article as it was.</returns>
    private string? FindHolder(string id, long sequence)
    {
        using DirectoryReader now = DirectoryReader.Open(writer, applyAllDeletes: true);
        return now.Leaves.Select(leaf => (SegmentReader)leaf.AtomicReader).FirstOrDefault(segment => Holds(segment, id, sequence, segment.LiveDocs))?.SegmentName ?? FindHidden(id, sequence);
    }

    /// <summary>
    /// Of segments in which nothing else is left. Lucene drops them when it applies the delete, but for those that are being merged then: the merge drops those, unless it fails, and a commit
    /// keeps their files.
    /// </summary>
    private string? FindHidden(string id, long sequence)
    {
        string? found = null;
        policy.Watching = segments => found = segments.FirstOrDefault(segment => writer.NumDeletedDocs(segment) == segment.Info.DocCount && IsHeldBy(segment))?.Info.Name;
        try
        {
            writer.ForceMergeDeletes(doWait: false);
        }
        finally
        {
            policy.Watching = null;
        }

        return found;

        bool IsHeldBy(SegmentCommitInfo segment)
        {
            using SegmentReader reader = new(segment, DirectoryReader.DEFAULT_TERMS_INDEX_DIVISOR, IOContext.READ_ONCE);
            return Holds(reader, id, sequence, new Bits.MatchNoBits(reader.MaxDoc)); // the deletes may not be in a file yet
        }
    }

    private bool Holds(SegmentReader segment, string id, long sequence, IBits? live)
    {
        TermsEnum? ids = segment.GetTerms(IndexSchema.Id)?.GetEnumerator();
        if (ids is null || !ids.SeekExact(new BytesRef(id))) return false;
        NumericDocValues sequences = segment.GetNumericDocValues(IndexSchema.Sequence);
        DocsEnum versions = ids.Docs(null, null);
        bool holds = false;
        while (versions.NextDoc() is var version && version != DocIdSetIterator.NO_MORE_DOCS)
        {
            if (sequences.Get(version) >= sequence) continue;
            if (live?.Get(version) != false) throw new IOException($"{folder}: article {id} is to be erased and is not deleted");
            holds = true;
        }

        return holds;
    }

    /// <summary>
    /// A merge that began before the article was deleted carries it along. No reader shows of which segments: one in which nothing else is left is passed over, merged or not. Merges that begin
    /// from now on leave the article out.
    /// </summary>
    private void WaitForRunning(CancellationToken cancellation)
    {
        DirectoryReader.Open(writer, applyAllDeletes: true).Dispose(); // a delete waits until somebody asks
        SegmentCommitInfo[] running;
        lock (writer) running = [.. writer.MergingSegments];
        WaitWhile(merging => running.Any(merging.Contains), cancellation);
    }

    /// <returns>False if it is being merged already.</returns>
    private bool BeginRewrite(string segment)
    {
        policy.Rewritten = segment;
        try
        {
            writer.ForceMergeDeletes(doWait: false);
            return policy.Rewritten is null;
        }
        finally
        {
            policy.Rewritten = null;
        }
    }

    private void WaitForMergeOf(string segment, CancellationToken cancellation) => WaitWhile(merging => merging.Any(other => other.Info.Name == segment), cancellation);

    /// <summary>Lucene's own waits for all there are, and through a stop.</summary>
    private void WaitWhile(Func<ICollection<SegmentCommitInfo>, bool> isMerging, CancellationToken cancellation)
    {
        while (true)
        {
            // The set is the writer's own.
            lock (writer)
            {
                if (!isMerging(writer.MergingSegments)) return;
            }

            Thread.Sleep(1);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
