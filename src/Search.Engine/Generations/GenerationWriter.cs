using Lucene.Net.Index;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>Lucene's writer as a generation needs it.</summary>
internal static class GenerationWriter
{
    private const double LargestCompoundMegabytes = 1;

    /// <summary>
    /// Smaller segments count as this large where merges are chosen: some twenty articles. With Lucene's 2 MB one segment of a thousand articles was written again with every
    /// nine of a few articles each: merges took two fifths of the processor time of single puts.
    /// </summary>
    private const double SmallestSegmentMegabytes = 0.1;

    public static IndexWriter Open(SegmentDirectory directory, FieldLengthSimilarity similarity, IndexAlarms alarms, ILogger logger)
    {
        IndexWriterConfig config = new(Lucene.Net.Util.LuceneVersion.LUCENE_48, null)
        {
            Codec = new GenerationCodec(),
            OpenMode = OpenMode.CREATE_OR_APPEND,
            Similarity = similarity,
            // Small segments, of which single puts make many, are one file each: a commit flushes every file. Copying the parts of larger ones once more would cost more.
            // An erasure leaves no segment with a deleted article in it, however small its share.
            MergePolicy = new TieredMergePolicy { NoCFSRatio = 1, MaxCFSSegmentSizeMB = LargestCompoundMegabytes, FloorSegmentMB = SmallestSegmentMegabytes, ForceMergeDeletesPctAllowed = 0 },
            IndexDeletionPolicy = new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy()),
            MergeScheduler = new AlarmingMergeScheduler(alarms, logger),
        };
        return new IndexWriter(directory, config);
    }
}
