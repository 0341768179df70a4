using System.Collections.Concurrent;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Erasure;

/// <summary>What an erasure rewrites, what it waits for, and how it fails. Merges are met at their end, before anybody sees what they made.</summary>
public sealed class ErasedSegmentsTests : IDisposable
{
    /// <summary>The erasure's; what is older is to go.</summary>
    private const long Sequence = 100;

    private readonly TemporaryDirectory files = new();
    private readonly SegmentDirectory directory;
    private readonly IndexAlarms alarms = new();
    private readonly AlarmingMergeScheduler merges;
    private readonly GenerationMergePolicy policy = new();
    private readonly IndexWriter writer;

    /// <summary>The ids in what each merge made.</summary>
    private readonly ConcurrentQueue<string> merged = new();
    private Action<string> meet = _ => { };

    public ErasedSegmentsTests()
    {
        merges = new AlarmingMergeScheduler(alarms, NullLogger.Instance);
        directory = new SegmentDirectory(new DirectoryInfo(files.Path));
        writer = new IndexWriter(directory, new IndexWriterConfig(Lucene.Net.Util.LuceneVersion.LUCENE_48, null)
        {
            Codec = new GenerationCodec(),
            MergePolicy = policy,
            MergeScheduler = merges,
            MergedSegmentWarmer = new Meeting(this),
        });
        using DirectoryReader _ = DirectoryReader.Open(writer, applyAllDeletes: true); // from now on merges are met
    }

    public void Dispose()
    {
        writer.Rollback();
        writer.Dispose();
        directory.Dispose();
        files.Dispose();
    }

    [Fact]
    public void Every_segment_with_an_old_version_is_rewritten_and_no_other()
    {
        Put(("a", 1), ("b", 2));
        Put(("a", 3), ("c", 4));
        Put(("d", 5), ("e", 6));
        Put(("a", 120), ("f", 121)); // put again after the erasure, and once more
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"), ArticleIndexer.IdTerm("d"));
        Put(("a", 122));

        Assert.True(Rewrite("a"));

        Assert.Equal(["b", "c"], merged.Order());
        Assert.Equal(["a@120", "a@122", "b@2", "c@4", "d@5", "e@6", "f@121"], Held());
        Assert.False(Rewrite("a"));
        Assert.Equal(2, merged.Count);
    }

    [Fact]
    public void What_is_replaced_meanwhile_is_not_rewritten_once_more()
    {
        Put(("a", 1), ("b", 2), ("c", 3));
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"));
        meet = _ => writer.DeleteDocuments(ArticleIndexer.IdTerm("b"));

        Assert.True(Rewrite("a"));

        Assert.Equal("b c", Assert.Single(merged));
    }

    [Fact]
    public async Task It_waits_for_no_merge_of_other_segments_that_begins_meanwhile_and_rests_for_none()
    {
        Put(("a", 1), ("b", 2), ("c", 3), ("d", 4));
        Put(("x", 5), ("y", 6));
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"), ArticleIndexer.IdTerm("x"));
        using ManualResetEventSlim others = new(), goOn = new();
        List<int> running = [merges.MaxThreadCount];
        meet = ids =>
        {
            if (ids == "y")
            {
                others.Set();
                goOn.Wait();
            }
            else
            {
                running.Add(merges.MaxThreadCount);
                policy.Rewritten = SegmentOf("x");
                writer.ForceMergeDeletes(doWait: false);
                others.Wait();
            }
        };

        try
        {
            Assert.True(await Task.Run(() => Rewrite("a")).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
            running.Add(merges.MaxThreadCount);
            Assert.DoesNotContain("a@1", Held());
            Assert.Contains("x@5", Held());
            Assert.Equal([1, merges.MaxMergeCount, 1], running);
        }
        finally
        {
            goOn.Set();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // no reader shows the segment then
    public async Task What_a_merge_carries_along_that_began_before_the_delete_is_rewritten_after_it(bool all)
    {
        Put(("a", 1), ("b", 2), ("x", 3));
        Put(("y", 4));
        writer.DeleteDocuments(ArticleIndexer.IdTerm("x"));
        using ManualResetEventSlim begun = new(), goOn = new();
        meet = ids =>
        {
            if (ids != "a b") return;
            begun.Set();
            goOn.Wait();
        };
        policy.Rewritten = SegmentOf("x");
        writer.ForceMergeDeletes(doWait: false);
        begun.Wait(TestContext.Current.CancellationToken);
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"));
        if (all) writer.DeleteDocuments(ArticleIndexer.IdTerm("b"));

        Task<bool> rewriting = Task.Run(() => Rewrite("a"));
        Task first = await Task.WhenAny(rewriting, Task.Delay(200, TestContext.Current.CancellationToken));
        goOn.Set();
        Assert.NotEqual(rewriting, first);

        await rewriting;
        Assert.Equal(all ? ["y@4"] : ["b@2", "y@4"], Held());

    }

    [Fact]
    public async Task What_has_begun_since_it_waited_is_not_waited_for_the_next_time()
    {
        Put(("a", 1), ("b", 2));
        Put(("x", 3), ("y", 4));
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"), ArticleIndexer.IdTerm("x"));
        ErasedSegments segments = new(writer, files.Path);
        Assert.True(segments.Rewrite("a", Sequence, TestContext.Current.CancellationToken));
        using ManualResetEventSlim begun = new(), goOn = new();
        meet = _ =>
        {
            begun.Set();
            goOn.Wait();
        };
        policy.Rewritten = SegmentOf("x");
        writer.ForceMergeDeletes(doWait: false);
        begun.Wait(TestContext.Current.CancellationToken);

        try
        {
            Assert.False(await Task.Run(() => segments.Rewrite("a", Sequence, default)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        }
        finally
        {
            goOn.Set();
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)] // and is begun again with it: nothing is in the way of that
    public async Task What_a_merge_kept_that_failed_after_the_delete_is_dropped(bool before, bool again)
    {
        Put(("a", 1)); // no reader shows it any more
        Put(("b", 2), ("x", 3));
        Put(("c", 4));
        using ManualResetEventSlim begun = new(), goOn = new();
        meet = _ =>
        {
            begun.Set();
            goOn.Wait();
            throw new IOException("No space left on device");
        };
        BeginIdleMerge();
        begun.Wait(TestContext.Current.CancellationToken);
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"));
        Assert.Equal(["b@2", "c@4", "x@3"], Held());
        Task<bool> rewriting;
        if (before)
        {
            goOn.Set();
            WaitForMerges();
            if (again)
            {
                goOn.Reset();
                begun.Reset();
                BeginIdleMerge();
                begun.Wait(TestContext.Current.CancellationToken);
            }

            rewriting = Task.Run(() => Rewrite("a"));
            if (again) await Task.WhenAny(rewriting, Task.Delay(200, TestContext.Current.CancellationToken));
        }
        else
        {
            rewriting = Task.Run(() => Rewrite("a"));
            await Task.WhenAny(rewriting, Task.Delay(200, TestContext.Current.CancellationToken));
        }

        goOn.Set();
        Assert.True(await rewriting);

        writer.Commit();
        using DirectoryReader committed = DirectoryReader.Open(directory);
        Assert.Equal(["b", "c", "x"], committed.Leaves.SelectMany(leaf => Ids(leaf.AtomicReader)).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // with the article's own segment
    public async Task A_merge_of_others_that_fails_is_none_of_its_business(bool carries)
    {
        Put(("a", 1), ("b", 2));
        Put(("x", 3), ("y", 4));
        using ManualResetEventSlim begun = new(), goOn = new();
        meet = _ =>
        {
            meet = _ => { };
            begun.Set();
            goOn.Wait();
            throw new IOException("a neighbour is damaged");
        };
        if (!carries) writer.DeleteDocuments(ArticleIndexer.IdTerm("x"));
        if (carries)
        {
            BeginIdleMerge();
        }
        else
        {
            policy.Rewritten = SegmentOf("x");
            writer.ForceMergeDeletes(doWait: false);
        }

        begun.Wait(TestContext.Current.CancellationToken);
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"));
        Task<bool> rewriting = Task.Run(() => Rewrite("a"));
        await Task.WhenAny(rewriting, Task.Delay(200, TestContext.Current.CancellationToken));
        goOn.Set();

        Assert.True(await rewriting);
        Assert.DoesNotContain("a@1", Held());
    }

    [Fact]
    public void What_fails_while_it_rewrites_and_is_another_merge_is_none_of_its_business()
    {
        Put(("a", 1), ("b", 2));
        Put(("x", 3), ("y", 4));
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"), ArticleIndexer.IdTerm("x"));
        string other = SegmentOf("x");
        using ManualResetEventSlim failing = new();
        meet = ids =>
        {
            if (ids == "y")
            {
                failing.Set();
                throw new IOException("No space left on device");
            }

            while (policy.Rewritten is not null) Thread.Sleep(1);
            policy.Rewritten = other;
            writer.ForceMergeDeletes(doWait: false);
            failing.Wait();
            while (alarms.Active.Count == 0) Thread.Sleep(1);
        };

        Assert.True(Rewrite("a"));
        Assert.DoesNotContain("a@1", Held());
    }

    [Fact]
    public void A_merge_that_fails_says_why_and_leaves_the_segment()
    {
        Put(("a", 1), ("b", 2));
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"));
        IOException full = new("No space left on device");
        meet = _ => throw full;

        IOException failed = Assert.Throws<IOException>(() => Rewrite("a"));

        Assert.Contains(full.Message, failed.Message, StringComparison.Ordinal);
        Assert.Equal(full, failed.InnerException!.InnerException ?? failed.InnerException);
        Assert.Equal(["a@1", "b@2"], Held());
        meet = _ => { };
        Assert.True(Rewrite("a")); // what failed before is not told again
        Assert.Null(merges.TakeFailure());
        Assert.Equal(["b@2"], Held());
    }

    [Fact]
    public void It_ends_when_there_is_always_one_more()
    {
        Put(("a", 1), ("b", 2));
        writer.DeleteDocuments(ArticleIndexer.IdTerm("a"));
        int more = 0;
        meet = _ =>
        {
            Put(("a", 3), ($"m{more++}", 4));
            writer.DeleteDocuments(ArticleIndexer.IdTerm("a"));
        };

        Assert.Throws<IOException>(() => Rewrite("a"));

        Assert.InRange(more, ErasedSegments.MostRewrites / 2, 4 * ErasedSegments.MostRewrites); // ordinary merges among them
    }

    [Fact]
    public void An_article_that_is_not_deleted_yet_is_not_taken_for_erased()
    {
        Put(("a", 1), ("b", 2));

        Assert.Contains("not deleted", Assert.Throws<IOException>(() => Rewrite("a")).Message, StringComparison.Ordinal);
        Assert.Empty(merged);
    }

    private bool Rewrite(string id) => new ErasedSegments(writer, files.Path).Rewrite(id, Sequence, TestContext.Current.CancellationToken);

    /// <summary>Of all segments.</summary>
    private void BeginIdleMerge()
    {
        policy.IsIdle = true;
        writer.ForceMerge(1, doWait: false);
        policy.IsIdle = false;
    }

    private void WaitForMerges()
    {
        while (true)
        {
            lock (writer)
            {
                if (writer.MergingSegments.Count == 0) return;
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>One segment.</summary>
    private void Put(params (string Id, long Sequence)[] articles)
    {
        writer.AddDocuments(articles.Select(article => new Document { new StringField(IndexSchema.Id, article.Id, Field.Store.YES), new NumericDocValuesField(IndexSchema.Sequence, article.Sequence) }));
        writer.Flush(triggerMerge: false, applyAllDeletes: false);
    }

    private string SegmentOf(string id)
    {
        using DirectoryReader reader = DirectoryReader.Open(writer, applyAllDeletes: true);
        return reader.Leaves.Select(leaf => (SegmentReader)leaf.AtomicReader).Single(segment => Ids(segment).Contains(id)).SegmentName;
    }

    /// <summary>What segments hold, deleted or not.</summary>
    private string[] Held()
    {
        using DirectoryReader reader = DirectoryReader.Open(writer, applyAllDeletes: true);
        return [.. reader.Leaves.SelectMany(leaf => Ids(leaf.AtomicReader).Select((id, document) => $"{id}@{leaf.AtomicReader.GetNumericDocValues(IndexSchema.Sequence).Get(document)}")).Order(StringComparer.Ordinal)];
    }

    private static string[] Ids(AtomicReader reader) => [.. Enumerable.Range(0, reader.MaxDoc).Select(document => reader.Document(document).Get(IndexSchema.Id))];

    private sealed class Meeting(ErasedSegmentsTests tests) : IndexWriter.IndexReaderWarmer
    {
        public override void Warm(AtomicReader reader)
        {
            string ids = string.Join(' ', Ids(reader));
            tests.merged.Enqueue(ids);
            tests.meet(ids);
        }
    }
}
