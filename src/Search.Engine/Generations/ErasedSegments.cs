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

    /// <summary>Waits for merges of the article's segments only: while a bulk comes others always run.</summary>
    /// <param name="sequence">Of the erasure; what was put under the id after it stays.</param>
    /// <returns>Whether there was any.</returns>
    /// <exception cref="IOException">Some could not be rewritten, or an old version is not deleted.</exception>
    public bool Rewrite(string id, long sequence, CancellationToken cancellation)
    {
        merges.TakeFailure();
        merges.LetAllRun(true);
        try
        {
            for (int rewritten = 0; ; rewritten++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (FindHolder(id, sequence) is not { } holder) return rewritten > 0;
                if (rewritten == MostRewrites) throw new IOException($"{folder}: segments with an erased article could not be rewritten");
                // None begins if it is being merged already. That may have begun before the article was deleted and carries it along; what it makes is found the next time.
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

    /// <summary>Lucene's own waits for all there are, and through a stop.</summary>
    private void WaitForMergeOf(string segment, CancellationToken cancellation)
    {
        while (true)
        {
            // The set is the writer's own.
            lock (writer)
            {
                if (!writer.MergingSegments.Any(merging => merging.Info.Name == segment)) return;
            }

            Thread.Sleep(1);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
