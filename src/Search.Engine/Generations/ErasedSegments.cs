using Lucene.Net.Index;
using Lucene.Net.Search;
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

    /// <summary>Waits for merges that run when it begins, and for those of the article's segments: while a bulk comes there is always one more.</summary>
    /// <param name="sequence">Of the erasure; what was put under the id after it stays.</param>
    /// <returns>Whether there was any.</returns>
    /// <exception cref="IOException">Some could not be rewritten, or an old version is not deleted.</exception>
    public bool Rewrite(string id, long sequence, CancellationToken cancellation)
    {
        merges.TakeFailure();
        merges.LetAllRun(true);
        try
        {
            WaitForRunning(cancellation);
            for (int rewritten = 0; ; rewritten++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (FindHolder(id, sequence) is not { } holder) return rewritten > 0;
                if (rewritten == MostRewrites) throw new IOException($"{folder}: segments with an erased article could not be rewritten");
                // None begins if it is being merged already; what that makes is looked at the next time.
                BeginRewrite(holder);
                WaitForMergeOf(holder, cancellation);
                if (merges.TakeFailure() is { } failure) throw new IOException($"{folder}: segments with an erased article could not be rewritten: {failure.Message}", failure);
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
        return now.Leaves.Select(leaf => (SegmentReader)leaf.AtomicReader).FirstOrDefault(segment => Holds(segment, id, sequence))?.SegmentName;
    }

    private bool Holds(SegmentReader segment, string id, long sequence)
    {
        TermsEnum? ids = segment.GetTerms(IndexSchema.Id)?.GetEnumerator();
        if (ids is null || !ids.SeekExact(new BytesRef(id))) return false;
        NumericDocValues sequences = segment.GetNumericDocValues(IndexSchema.Sequence);
        DocsEnum versions = ids.Docs(null, null);
        bool holds = false;
        while (versions.NextDoc() is var version && version != DocIdSetIterator.NO_MORE_DOCS)
        {
            if (sequences.Get(version) >= sequence) continue;
            if (segment.LiveDocs?.Get(version) != false) throw new IOException($"{folder}: article {id} is to be erased and is not deleted");
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

    private void BeginRewrite(string segment)
    {
        policy.Rewritten = segment;
        try
        {
            writer.ForceMergeDeletes(doWait: false);
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
