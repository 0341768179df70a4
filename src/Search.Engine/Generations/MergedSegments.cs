using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Makes what the first searches of a large merged segment would wait for or do without, on the thread that merged it and before anybody sees it.</summary>
/// <param name="stopping">Whoever closes the writer waits for what merges.</param>
/// <param name="large">Of how many articles.</param>
internal sealed class MergedSegments(CancellationToken stopping, int large = MergedSegments.Large) : IndexWriter.IndexReaderWarmer
{
    /// <summary>Articles. A smaller one is soon merged again, and its first searches make what they need in some milliseconds.</summary>
    private const int Large = 4096;

    public override void Warm(AtomicReader reader)
    {
        if (reader.MaxDoc < large) return;
        try
        {
            Prepare(reader, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nobody will see it.
        }
    }

    /// <summary>The same for any segment.</summary>
    public static void Prepare(AtomicReader reader, CancellationToken cancellation)
    {
        SegmentTerms.Prepare(reader, cancellation);
        SegmentSketches.Prepare(reader, cancellation);
    }
}
