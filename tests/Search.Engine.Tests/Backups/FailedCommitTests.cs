using Lucene.Net.Index;

namespace Search.Engine.Tests.Backups;

/// <summary>A commit whose files the disk refuses stands half done; who commits before it is taken back hears of the disk too.</summary>
public sealed class FailedCommitTests
{
    [Fact]
    public async Task A_backup_after_a_commit_that_failed_tells_what_the_disk_said_and_the_next_one_is_whole()
    {
        await using EngineFixture fixture = new(commitInterval: TimeSpan.FromHours(1));
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "大桥新闻", "云溪大桥昨日通车。");
        using TemporaryDirectory backup = new();
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        string obstacle = FileToFlush(fixture);
        Directory.CreateDirectory(obstacle);

        Exception first = await Assert.ThrowsAnyAsync<Exception>(() => fixture.Engine.CreateBackupAsync(backup.Sub("backup"), default));
        IOException second = await Assert.ThrowsAsync<IOException>(() => fixture.Engine.CreateBackupAsync(backup.Sub("backup"), default));
        Assert.Contains(first.Message, second.Message, StringComparison.Ordinal);
        Assert.Equal(first.HResult, second.HResult);

        Directory.Delete(obstacle);
        using (SearcherLease lease = fixture.Engine.Acquire()) lease.Generation.Recover();
        await fixture.PutAsync("a-2", "二桥新闻", "云溪二桥昨日开工。");
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        Assert.True((await fixture.Engine.CreateBackupAsync(backup.Sub("backup"), default)).FilesWritten > 0);
        VerifyReport report = Backup.Verify(backup.Sub("backup"), default);
        Assert.Empty(report.Problems);
        Assert.Equal(2, report.Articles);
    }

    /// <summary>Where a file of the article's segment will be, which is in memory until a commit flushes it.</summary>
    private static string FileToFlush(EngineFixture fixture)
    {
        using SearcherLease lease = fixture.Engine.Acquire();
        return lease.Searcher.IndexReader.Leaves.SelectMany(leaf => ((SegmentReader)leaf.AtomicReader).SegmentInfo.GetFiles())
            .Select(file => fixture.Directory.Sub($"generations/{lease.Generation.Name}/segments/{file}")).First(file => !File.Exists(file));
    }
}
