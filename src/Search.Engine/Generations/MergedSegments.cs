using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Makes what the first searches of a large merged segment would wait for or do without, on the thread that merged it and before anybody sees it.</summary>
internal sealed class MergedSegments : IndexWriter.IndexReaderWarmer
{
    /// <summary>Articles. A smaller one is soon merged again, and its first searches make what they need in some milliseconds.</summary>
    private const int Large = 4096;

    public override void Warm(AtomicReader reader)
    {
        if (reader.MaxDoc < Large) return;
        SegmentTerms.Prepare(reader);
        SegmentSketches.Of(reader);
    }
}
