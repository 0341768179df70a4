using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Lucene.Net.Index;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Erasure;

/// <summary>What goes on beside an erasure neither holds it up nor takes what it removes for damage.</summary>
public sealed class ErasureBesideOthersTests
{
    [Fact]
    public async Task A_search_that_began_before_an_erasure_and_keeps_its_reader_for_the_next_page_does_not_hold_it_up()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        await projection.PutAsync("b", "住在鸢尾巷七号的是退休教师祝栖梧。");
        projection.CatchUp();
        using HeldSearchers held = new(TimeProvider.System);
        SearcherLease searching = projection.Generation.Acquire();
        await projection.Log.DeleteArticleAsync("b", default);
        projection.CatchUp();

        Task ended = Expunge(projection).EndAsync(held.Release, new IndexAlarms(), TestContext.Current.CancellationToken);
        held.Hold(searching);
        (long sequence, long reader) = (searching.Sequence, searching.Reader);
        searching.Dispose();

        await ended.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Null(held.Find(sequence, reader));
    }

    [Fact]
    public async Task A_reader_that_shows_the_index_after_the_erasure_is_kept()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        projection.CatchUp();
        using HeldSearchers held = new(TimeProvider.System);
        SupersededReaders superseded = Expunge(projection);
        using SearcherLease searching = projection.Generation.Acquire();
        held.Hold(searching);

        await superseded.EndAsync(held.Release, new IndexAlarms(), TestContext.Current.CancellationToken);

        using SearcherLease kept = Assert.NotNull(held.Find(searching.Sequence, searching.Reader));
    }

    [Fact]
    public async Task A_stop_ends_an_erasure_and_the_next_one_does_it_all()
    {
        await using SteppedProjection projection = await WithDeletedAsync();

        Assert.Throws<OperationCanceledException>(() => projection.Generation.Expunge("b", projection.Log.HeadSequence, new CancellationToken(canceled: true)));
        await Expunge(projection).EndAsync(_ => { }, new IndexAlarms(), TestContext.Current.CancellationToken);
        projection.Generation.RemoveUnusedFiles();
        AssertHoldsNothingButItsCommit(projection.Generation);
    }

    [Fact]
    public async Task A_check_that_runs_meanwhile_keeps_files_for_its_own_time_only()
    {
        await using SteppedProjection projection = await WithDeletedAsync();

        List<string>? problems = projection.Generation.WithLastCommit(directory =>
        {
            Task.Run(() => Expunge(projection)).GetAwaiter().GetResult();
            projection.Generation.RemoveUnusedFiles();
            return IndexVerifier.Check(directory, "g000001");
        });
        Assert.Empty(problems!);

        AssertHoldsNothingButItsCommit(projection.Generation);
    }

    [Fact]
    public async Task An_erasure_has_not_ended_while_a_check_keeps_the_files_of_before()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a", "大桥", "云溪大桥昨日通车。");
        await fixture.PutAsync("b", "名单", "住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.IndexedAsync();
        GenerationIndex generation;
        using (SearcherLease lease = fixture.Engine.Acquire()) generation = lease.Generation;
        generation.Commit();
        using ManualResetEventSlim begun = new(), goOn = new();
        Task<List<string>?> check = Task.Factory.StartNew(
            () => generation.WithLastCommit(directory =>
            {
                begun.Set();
                goOn.Wait(TestContext.Current.CancellationToken);
                return IndexVerifier.Check(directory, "g000001");
            }),
            TaskCreationOptions.LongRunning);
        begun.Wait(TestContext.Current.CancellationToken);

        Task<EraseReceipt> erasure = fixture.Engine.EraseArticleAsync("b", "", default);
        Assert.NotEqual(erasure, await Task.WhenAny(erasure, Task.Delay(500, TestContext.Current.CancellationToken)));
        goOn.Set();

        Assert.Empty((await check)!);
        await erasure;
        AssertHoldsNothingButItsCommit(generation);
    }

    [Fact]
    public async Task An_erasure_waits_for_what_a_recovery_has_thrown_away_and_takes_nothing_from_searches()
    {
        await using SteppedProjection projection = await WithDeletedAsync();
        projection.Generation.Recover();
        // Of the writer in which the article is not deleted yet.
        Assert.Equal(2, projection.Generation.AppliedSequence);

        Assert.Null(projection.Generation.Expunge("b", projection.Log.HeadSequence, default));
        Assert.Equal((3, 1), (projection.Generation.SearchableSequence, projection.Generation.DocumentCount));

        projection.CatchUp();
        await Expunge(projection).EndAsync(_ => { }, new IndexAlarms(), TestContext.Current.CancellationToken);
        projection.Generation.RemoveUnusedFiles();
        using SearcherLease lease = projection.Generation.Acquire();
        Assert.Equal(1, lease.Searcher.IndexReader.MaxDoc);
        AssertHoldsNothingButItsCommit(projection.Generation);
    }

    [Fact]
    public async Task An_erasure_waits_for_the_recovery_from_a_failed_write()
    {
        await using SteppedProjection projection = await WithDeletedAsync();
        FailToWrite(projection);

        Assert.Null(projection.Generation.Expunge("b", projection.Log.HeadSequence, default));

        projection.Generation.Recover();
        projection.CatchUp();
        await Expunge(projection).EndAsync(_ => { }, new IndexAlarms(), TestContext.Current.CancellationToken);
        projection.Generation.RemoveUnusedFiles();
        AssertHoldsNothingButItsCommit(projection.Generation);
    }

    [Fact]
    public async Task An_erasure_does_not_wait_for_a_recovery_that_fails()
    {
        await using SteppedProjection projection = await WithDeletedAsync();
        FailToWrite(projection);
        foreach (string commit in Segments(projection.Generation).Where(file => Path.GetFileName(file).StartsWith("segments_", StringComparison.Ordinal))) File.WriteAllText(commit, "damaged beyond reading");
        Assert.ThrowsAny<Exception>(projection.Generation.Recover);

        Assert.Throws<IOException>(() => projection.Generation.Expunge("b", projection.Log.HeadSequence, default));
    }

    [Fact]
    public async Task A_commit_of_an_erasure_that_fails_is_told_and_not_tried_without_end()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("needs a folder that can be moved while files in it are open");
        await using SteppedProjection projection = await WithDeletedAsync();
        string folder = Path.GetDirectoryName(Segments(projection.Generation)[0])!, away = folder + ".away";
        StateOf(projection.Generation).Writer.Lucene.Config.MergedSegmentWarmer = new Meeting(() => Directory.Move(folder, away));

        Assert.ThrowsAny<IOException>(() => projection.Generation.Expunge("b", projection.Log.HeadSequence, default));
        Directory.Move(away, folder);
    }

    [Fact]
    public async Task An_erasure_that_cannot_be_gone_on_with_keeps_no_other_from_it()
    {
        using TemporaryDirectory directory = new();
        EngineOptions options = new() { DataDirectory = directory.Path, DictionariesDirectory = Path.Combine(EngineFixture.Checkout, "index", "dictionaries"), ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config") };
        IndexAlarms alarms = new();
        using ClosedLog closed = new(options);
        IArticleLog log = closed.Log;
        GenerationStore store = new(directory.Sub("generations"));
        LiveGeneration live = new(log, store, options, alarms, TimeProvider.System, NullLogger.Instance);
        GenerationOpener opener = new(log, store, SteppedProjection.Dictionaries, RankingOptions.Load(options.ConfigDirectory), options, alarms, TimeProvider.System, NullLogger.Instance);
        ReindexHistory history = new(store, TimeProvider.System, NullLogger.Instance);
        Reindexes reindexes = new(log, store, opener, live, history, (_, _) => { }, options, alarms, TimeProvider.System, NullLogger.Instance);
        GenerationSwitch generations = new(log, store, opener, live, new GenerationsAhead(log, store, alarms, NullLogger.Instance), reindexes, history, alarms, NullLogger.Instance, default);
        using HeldSearchers held = new(TimeProvider.System);
        using SemaphoreSlim copying = new(1, 1);
        ArticleEraser eraser = new(log, new SourceStore(directory.Sub("sources")), generations, reindexes, held, copying, alarms, default);
        GenerationIndex generation = opener.OpenBuild("g000001", "a test");
        foreach (string segment in (string[])["a", "b"])
        {
            await log.PutArticlesAsync([.. Enumerable.Range(1, 2).Select(i => new Article { Id = $"{segment}-{i}", Headline = "大桥新闻" })], PutPolicy.Ordinary, default);
            live.CatchUp(generation, default);
            generation.Refresh();
        }

        lock (live.Changing) live.Become(generation);
        try
        {
            await log.EraseArticleAsync("a-1", "", [], default);
            await log.EraseArticleAsync("b-1", "", [], default);
            StateOf(generation).Writer.Lucene.Config.MergedSegmentWarmer = new Refusing("a-2");

            await Assert.ThrowsAsync<IOException>(() => eraser.ResumeAsync(TestContext.Current.CancellationToken));

            Assert.Equal(["a-1"], log.ListUnfinishedErasures().Select(erasure => erasure.Id));
        }
        finally
        {
            await generations.CloseAsync();
        }
    }

    [Fact]
    public async Task A_merge_that_begins_while_an_erasure_rewrites_does_not_hold_it_up_and_with_it_what_is_put()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("p", "云溪二桥昨日开工。");
        await projection.PutAsync("q", "云溪三桥昨日开工。");
        projection.CatchUp();
        string other;
        using (SearcherLease lease = projection.Generation.Acquire()) other = ((SegmentReader)lease.Searcher.IndexReader.Leaves[0].AtomicReader).SegmentName;
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        await projection.PutAsync("b", "住在鸢尾巷七号的是退休教师祝栖梧。");
        projection.CatchUp();
        await projection.Log.DeleteArticleAsync("b", default);
        projection.CatchUp();
        using ManualResetEventSlim goOn = new();
        LiveIndexWriterConfig config = StateOf(projection.Generation).Writer.Lucene.Config;
        config.MergedSegmentWarmer = new Meeting(() => config.MergedSegmentWarmer = new Meeting(goOn.Wait), () =>
        {
            GenerationMergePolicy policy = (GenerationMergePolicy)config.MergePolicy;
            IndexWriter writer = StateOf(projection.Generation).Writer.Lucene;
            // The erasure may be about to take back what is to be rewritten.
            while (!writer.MergingSegments.Any(segment => segment.Info.Name == other))
            {
                policy.Rewritten = other;
                writer.ForceMergeDeletes(doWait: false);
                Thread.Sleep(1);
            }
        });

        try
        {
            await Task.Run(() => Expunge(projection)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            Assert.True(StateOf(projection.Generation).Writer.IsMerging);
        }
        finally
        {
            goOn.Set();
        }
    }

    [Fact]
    public async Task An_erasure_begins_again_with_the_writer_that_a_recovery_opened_meanwhile()
    {
        await using SteppedProjection projection = await WithDeletedAsync();
        using ManualResetEventSlim begun = new();
        Task? recovery = null;
        StateOf(projection.Generation).Writer.Lucene.Config.MergedSegmentWarmer = new Meeting(() =>
        {
            recovery = Task.Run(() =>
            {
                lock (StateOf(projection.Generation).Committing)
                {
                    begun.Set();
                    projection.Generation.Recover();
                    projection.CatchUp();
                }
            });
            begun.Wait();
        });

        Assert.Null(projection.Generation.Expunge("b", projection.Log.HeadSequence, default));

        await recovery!;
        await Expunge(projection).EndAsync(_ => { }, new IndexAlarms(), TestContext.Current.CancellationToken);
        projection.Generation.RemoveUnusedFiles();
        AssertHoldsNothingButItsCommit(projection.Generation);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "state")]
    private static extern ref GenerationState StateOf(GenerationIndex generation);

    private static void FailToWrite(SteppedProjection projection) =>
        Assert.Throws<EngineException>(() => projection.Generation.Apply([new LogEntry(projection.Log.HeadSequence + 1, LogSchema.UserWordsId, 1, LogOperation.UserWords, null)]));

    private static string[] Segments(GenerationIndex generation)
    {
        using CommitSnapshot commit = generation.HoldCommit()!;
        return Directory.GetFiles(Path.Combine(commit.GenerationPath, "segments"));
    }

    /// <summary>What merges made is met before anybody sees it.</summary>
    private sealed class Meeting(params Action[] actions) : IndexWriter.IndexReaderWarmer
    {
        public override void Warm(AtomicReader reader)
        {
            foreach (Action action in actions) action();
        }
    }

    /// <summary>No merge of a segment with the article succeeds.</summary>
    private sealed class Refusing(string id) : IndexWriter.IndexReaderWarmer
    {
        public override void Warm(AtomicReader reader)
        {
            if (reader.DocFreq(new Term(IndexSchema.Id, id)) > 0) throw new IOException("the disk refuses this one");
        }
    }

    /// <summary>A generation whose commit holds an article that has been deleted since.</summary>
    private static async Task<SteppedProjection> WithDeletedAsync()
    {
        SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        await projection.PutAsync("b", "住在鸢尾巷七号的是退休教师祝栖梧。");
        projection.CatchUp();
        projection.Generation.Commit();
        await projection.Log.DeleteArticleAsync("b", default);
        projection.CatchUp();
        return projection;
    }

    private static SupersededReaders Expunge(SteppedProjection projection) => Assert.IsType<SupersededReaders>(projection.Generation.Expunge("b", projection.Log.HeadSequence, default));

    private static void AssertHoldsNothingButItsCommit(GenerationIndex generation)
    {
        using CommitSnapshot commit = generation.HoldCommit()!;
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(commit.GenerationPath, "segments")).Select(file => Path.GetFileName(file)!)];
        Assert.Equal(commit.SegmentFiles.Order(), files.Where(file => file != "segments.gen").Order());
    }

    [Fact]
    public async Task The_source_of_a_put_that_was_refused_may_go_while_an_erasure_looks_through_them()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("needs a link to nothing");
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "名单", "住在鸢尾巷七号的是退休教师祝栖梧。");
        // Listed, and not there when it is opened.
        string gone = fixture.Directory.Sub("sources/" + SourceStore.RelativePath(new string('a', 64)));
        Directory.CreateDirectory(Path.GetDirectoryName(gone)!);
        File.CreateSymbolicLink(gone, "nothing");

        EraseReceipt receipt = await fixture.Engine.EraseArticleAsync("a-1", "", default);

        Assert.Equal(1, receipt.Entries);
    }

    [Fact]
    public void A_source_that_is_erased_while_it_is_asked_for_is_none_and_no_damage()
    {
        using TemporaryDirectory directory = new();
        SourceStore store = new(directory.Path);
        string sha256 = store.Put(Encoding.UTF8.GetBytes("云溪大桥"));
        store.Release(sha256);
        KeptSource kept = new("云溪日报", "2021-05-06", "B01", "", "B01.txt", sha256, "");
        Assert.Equal("云溪大桥", Encoding.UTF8.GetString(new PageSources(AnsweringLog.Of(kept), store).Find("云溪日报", "2021-05-06", "B01")!.Content));

        store.TryRemove(sha256);

        Assert.Null(new PageSources(AnsweringLog.Of(kept, null, null), store).Find("云溪日报", "2021-05-06", "B01"));
        Assert.Equal(EngineFailure.DataLoss, Assert.Throws<EngineException>(() => new PageSources(AnsweringLog.Of(kept, kept), store).Find("云溪日报", "2021-05-06", "B01")).Failure);
    }

    [Fact]
    public void A_source_that_is_erased_while_sources_are_checked_is_no_damage()
    {
        using TemporaryDirectory directory = new();
        string erased = Convert.ToHexStringLower(SHA256.HashData("a"u8)), missing = Convert.ToHexStringLower(SHA256.HashData("b"u8));
        KeptSource[] listed = [new("云溪日报", "2021-05-06", "B01", "", "B01.txt", erased, ""), new("云溪日报", "2021-05-06", "B02", "", "B02.txt", missing, "")];

        string problem = Assert.Single(IndexVerifier.CheckSources(listed, directory.Path, isNamed: sha256 => sha256 != erased, default));

        Assert.Contains("B02", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_reparse_waits_for_the_interrupted_erasure_that_is_gone_on_with()
    {
        using ManualResetEventSlim applied = new();
        bool holds = false;
        await using EngineFixture fixture = new(beforeAnalysis: _ =>
        {
            if (Volatile.Read(ref holds)) applied.Wait();
        });
        await fixture.ReadyAsync();
        foreach (string page in (string[])["B01", "B02"])
            await fixture.Engine.PutPagesAsync([new PagePut { Newspaper = "云溪日报", Date = "2021-05-06", Page = page, Articles = [new Article { Headline = "头", Paragraphs = ["文"] }], Source = Encoding.UTF8.GetBytes($"头{page}\n文。"), FileName = page + ".txt" }], false, default);
        await fixture.PutAsync("secret", "名单", "住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.IndexedAsync();
        SearchEngine first = fixture.Engine;
        using ManualResetEventSlim parsing = new();
        string id = first.StartReindex(_ =>
        {
            parsing.Set();
            while (!EngineFixture.IsStopping(first)) Thread.Sleep(5);
            return null;
        }).Id;
        parsing.Wait(TestContext.Current.CancellationToken);
        await fixture.ReopenAsync(() =>
        {
            using ClosedLog log = new(fixture.Options);
            // The erasure waits until the index shows it, and the index for its analysis to be let go.
            log.Log.PutArticlesAsync([new Article { Id = "b-1", Headline = "新桥" }], PutPolicy.Ordinary, default).GetAwaiter().GetResult();
            log.Log.EraseArticleAsync("secret", "", [], default).GetAwaiter().GetResult();
            Volatile.Write(ref holds, true);
        });
        try
        {
            await ErasingAsync(fixture.Engine);
            Task resumed = fixture.Engine.ResumeReparseAsync(_ => null);
            applied.Set();
            await resumed;
        }
        finally
        {
            applied.Set();
        }

        Assert.Equal(ReindexState.Succeeded, (await fixture.WaitAsync(id)).State);
        Assert.DoesNotContain(fixture.Engine.GetStatus().Alarms, alarm => alarm.Contains("erasure", StringComparison.Ordinal));
    }

    /// <summary>Waits until an erasure holds other generations off.</summary>
    private static async Task ErasingAsync(SearchEngine engine)
    {
        while (true)
        {
            try
            {
                await engine.ActivateGenerationAsync("g000001", default);
            }
            catch (EngineException e) when (e.Message.Contains("being erased", StringComparison.Ordinal))
            {
                return;
            }
            catch (EngineException e) when (e.Failure == EngineFailure.Unavailable)
            {
                // starting
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A log that answers what it is asked for a page's source with one state after the other.</summary>
    private class AnsweringLog : DispatchProxy
    {
        private readonly ConcurrentQueue<KeptSource?> answers = new();

        public static IArticleLog Of(params KeptSource?[] answers)
        {
            IArticleLog log = Create<IArticleLog, AnsweringLog>();
            foreach (KeptSource? answer in answers) ((AnsweringLog)(object)log).answers.Enqueue(answer);
            return log;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IArticleLog.GetSource) && answers.TryDequeue(out KeptSource? answer) ? answer : throw new NotSupportedException(targetMethod.Name);
    }
}
