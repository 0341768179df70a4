using Lucene.Net.Index;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>Lucene's writer as a generation needs it, and its commits. The generation's locks say who may use it.</summary>
internal sealed class GenerationWriter : IDisposable
{
    private readonly SegmentDirectory directory;
    private readonly FieldLengthSimilarity similarity;
    private readonly IndexAlarms alarms;
    private readonly ILogger logger;

    /// <summary>Of what merges for the present writer.</summary>
    private CancellationTokenSource stopping = new();

    public GenerationWriter(SegmentDirectory directory, FieldLengthSimilarity similarity, IndexAlarms alarms, ILogger logger)
    {
        this.directory = directory;
        this.similarity = similarity;
        this.alarms = alarms;
        this.logger = logger;
        Lucene = Open();
    }

    /// <summary>Another one after <see cref="Renew"/>.</summary>
    public IndexWriter Lucene { get; private set; }

    /// <returns>Flushes the commit's files; for <see cref="FinishCommit"/>.</returns>
    public Action PrepareCommit(IDictionary<string, string> data)
    {
        Lucene.SetCommitData(data);
        // A commit tries the merges again that failed; if one fails still, the alarm is raised again.
        alarms.Clear(AlarmingMergeScheduler.Cause);
        return directory.DeferSyncs(Lucene.PrepareCommit);
    }

    /// <summary>Names the commit only when its files are on stable storage. After a failure <see cref="Renew"/> is due.</summary>
    public void FinishCommit(Action flush)
    {
        flush();
        Lucene.Commit();
    }

    /// <summary>Whether a merge runs or is about to.</summary>
    public bool IsMerging => Lucene.MergingSegments.Count > 0;

    /// <returns>The segments of the reader that an idle merge would make one of; none if they are few already.</returns>
    public IReadOnlyList<SegmentCommitInfo> ChooseIdle(DirectoryReader reader) =>
        Merges.ChooseIdle(reader.Leaves.Select(leaf => ((SegmentReader)leaf.AtomicReader).SegmentInfo));

    /// <summary>Begins the idle merge, on a thread that gives way if the calling one does.</summary>
    public void BeginIdleMerge()
    {
        GenerationMergePolicy merges = Merges;
        merges.IsIdle = true;
        try
        {
            Lucene.ForceMerge(1, doWait: false);
        }
        finally
        {
            merges.IsIdle = false;
        }
    }

    /// <summary>For one erasure, whose delete the writer must have.</summary>
    public ErasedSegments BeginErasure() => new(Lucene, directory.Directory.FullName);

    /// <summary>Protects the files of the last commit, of which there must be one, until it is released.</summary>
    public CommitSnapshot Hold(string generationPath)
    {
        SnapshotDeletionPolicy policy = Policy;
        return new CommitSnapshot(policy, policy.Snapshot(), generationPath);
    }

    /// <summary>Whether any commit's files are protected.</summary>
    public bool HoldsCommit => Policy.SnapshotCount > 0;

    /// <summary>Whether the commit's files are protected still: those that an earlier writer protected went with it.</summary>
    public bool Keeps(CommitSnapshot commit) => commit.IsOf(Policy);

    /// <summary>Throws the writer away with whatever it may have lost; the next one begins at the last commit.</summary>
    public void Renew()
    {
        try
        {
            Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            logger.WriterNotRolledBack(e, directory.Directory.FullName);
        }

        stopping.Dispose();
        stopping = new CancellationTokenSource();
        Lucene = Open();
    }

    /// <summary>Without a commit.</summary>
    public void Dispose()
    {
        Close();
        stopping.Dispose();
    }

    /// <summary>Ends what merges, and waits until it has ended.</summary>
    private void Close()
    {
        stopping.Cancel();
        Lucene.Rollback();
    }

    private GenerationMergePolicy Merges => (GenerationMergePolicy)Lucene.Config.MergePolicy;

    private SnapshotDeletionPolicy Policy => (SnapshotDeletionPolicy)Lucene.Config.IndexDeletionPolicy;

    private IndexWriter Open()
    {
        RemoveLeftovers();
        IndexWriterConfig config = new(global::Lucene.Net.Util.LuceneVersion.LUCENE_48, null)
        {
            Codec = new GenerationCodec(),
            OpenMode = OpenMode.CREATE_OR_APPEND,
            Similarity = similarity,
            MergePolicy = new GenerationMergePolicy(),
            IndexDeletionPolicy = new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy()),
            MergeScheduler = new AlarmingMergeScheduler(alarms, logger),
            MergedSegmentWarmer = new MergedSegments(stopping.Token),
        };
        return new IndexWriter(directory, config);
    }

    /// <summary>
    /// Removes what a crash left that no commit names. Lucene does so too, but where there is no commit yet, as in a build that was killed before its first, it leaves everything, and a text
    /// that is erased later would stay in it; and of the names that it gives again it forgets to remove what a failed merge wrote.
    /// </summary>
    private void RemoveLeftovers()
    {
        SegmentInfos commit = new();
        bool isCommitted = true;
        try
        {
            commit.Read(directory);
        }
        catch (IndexNotFoundException)
        {
            isCommitted = false;
        }

        foreach (string file in directory.ListAll().Except([.. commit.GetFiles(directory, includeSegmentsFile: true), IndexFileNames.SEGMENTS_GEN]))
        {
            try
            {
                directory.DeleteFile(file);
            }
            catch (IOException) when (isCommitted)
            {
                // A disk that only reads, say: what is committed can be searched all the same, and Lucene tries again.
            }
        }
    }
}
