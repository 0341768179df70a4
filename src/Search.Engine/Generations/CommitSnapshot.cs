using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>The files of one commit, kept from deletion while they are copied.</summary>
internal sealed class CommitSnapshot(SnapshotDeletionPolicy policy, IndexCommit commit, string generationPath) : IDisposable
{
    public string GenerationPath => generationPath;

    /// <summary>Below <c>segments/</c>.</summary>
    public IReadOnlyCollection<string> SegmentFiles { get; } = [.. commit.FileNames];

    public bool IsOf(SnapshotDeletionPolicy other) => policy == other;

    public void Dispose() => policy.Release(commit);
}
