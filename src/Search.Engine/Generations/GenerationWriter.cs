using Lucene.Net.Index;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>Lucene's writer as a generation needs it.</summary>
internal static class GenerationWriter
{
    private const double LargestCompoundMegabytes = 1;

    public static IndexWriter Open(SegmentDirectory directory, FieldLengthSimilarity similarity, IndexAlarms alarms, ILogger logger)
    {
        IndexWriterConfig config = new(Lucene.Net.Util.LuceneVersion.LUCENE_48, null)
        {
            Codec = new GenerationCodec(),
            OpenMode = OpenMode.CREATE_OR_APPEND,
            Similarity = similarity,
            // Small segments, of which single puts make many, are one file each: a commit flushes every file. Copying the parts of larger ones once more would cost more.
            // An erasure leaves no segment with a deleted article in it, however small its share.
            MergePolicy = new TieredMergePolicy { NoCFSRatio = 1, MaxCFSSegmentSizeMB = LargestCompoundMegabytes, ForceMergeDeletesPctAllowed = 0 },
            IndexDeletionPolicy = new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy()),
            MergeScheduler = new AlarmingMergeScheduler(alarms, logger),
        };
        return new IndexWriter(directory, config);
    }
}
