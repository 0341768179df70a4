using Lucene.Net.Index;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Generations;

public sealed class WatchingTests
{
    [Fact]
    public async Task Who_counts_while_readers_are_replaced_is_answered_from_one_or_the_next()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        projection.CatchUp();
        using CancellationTokenSource ending = new();
        Task[] watching = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!ending.IsCancellationRequested)
            {
                Assert.Equal(0, projection.Generation.StoredOnlyCount);
                Assert.InRange(projection.Generation.SegmentCount, 1, 1000);
            }
        }, TaskCreationOptions.LongRunning))];

        for (int i = 0; i < 120; i++)
        {
            await projection.PutAsync($"a-{i}", "云溪大桥昨日通车。");
            projection.CatchUp();
        }

        await ending.CancelAsync();
        await Task.WhenAll(watching);
    }

    [Fact]
    public async Task Who_counts_in_a_generation_that_is_closed_at_that_moment_is_told_what_it_held()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        projection.CatchUp();
        projection.Generation.WriteManifest();
        projection.Generation.Dispose();

        Assert.Equal(1, projection.Generation.DocumentCount);
        Assert.Equal((0, 0), (projection.Generation.SegmentCount, projection.Generation.StoredOnlyCount));
    }

    [Fact]
    public async Task Who_checks_a_generation_that_is_closed_at_that_moment_finds_no_damage_in_it()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        projection.CatchUp();
        projection.Generation.Commit();
        Assert.Empty(projection.Generation.WithLastCommit(directory => IndexVerifier.Check(directory, "g000001"))!);

        projection.Generation.Dispose();
        Assert.Null(projection.Generation.WithLastCommit(directory => IndexVerifier.Check(directory, "g000001")));
    }

    /// <summary>It may take minutes: neither a commit nor a stop waits for it, and what follows its commit is not what it looks at.</summary>
    [Fact]
    public async Task Who_checks_a_generation_keeps_nobody_from_committing_and_sees_the_commit_it_began_with()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        projection.CatchUp();
        projection.Generation.Commit();

        int articles = -1;
        List<string>? problems = projection.Generation.WithLastCommit(directory =>
        {
            Task.Run(async () =>
            {
                for (int i = 0; i < 3; i++)
                {
                    await projection.PutAsync("a", $"第{i}座大桥昨日通车。");
                    projection.CatchUp();
                    projection.Generation.Commit();
                }
            }).GetAwaiter().GetResult();
            using DirectoryReader reader = DirectoryReader.Open(directory);
            articles = reader.NumDocs;
            Assert.Equal("云溪大桥昨日通车。", StoredArticle.Read(((AtomicReaderContext)reader.Leaves[0]).AtomicReader, 0).Article.Paragraphs[0]);
            return IndexVerifier.Check(directory, "g000001");
        });
        Assert.Empty(problems!);
        Assert.Equal(1, articles);

        projection.Generation.RemoveUnusedFiles();
        Assert.Empty(projection.Generation.WithLastCommit(directory => IndexVerifier.Check(directory, "g000001"))!);
        Assert.Null(projection.Generation.WithLastCommit(directory =>
        {
            projection.Generation.Recover();
            return IndexVerifier.Check(directory, "g000001");
        }));
        Assert.Null(projection.Generation.WithLastCommit(directory =>
        {
            projection.Generation.Dispose();
            return IndexVerifier.Check(directory, "g000001");
        }));
    }

    [Fact]
    public async Task Who_asks_for_the_status_while_another_generation_becomes_live_is_told_of_the_live_one()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "大桥新闻", "云溪大桥昨日通车。");
        await fixture.IndexedAsync();
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        long head = fixture.Engine.GetStatus().LogSequence;
        using CancellationTokenSource ending = new();
        Task[] watching = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!ending.IsCancellationRequested)
            {
                EngineStatus status = fixture.Engine.GetStatus();
                Assert.Equal((true, 1, head), (status.Generation!.Live, status.Generation.ArticleCount, status.SearchableSequence));
            }
        }, TaskCreationOptions.LongRunning))];

        try
        {
            for (int i = 0; i < 20; i++) await fixture.Engine.ActivateGenerationAsync($"g00000{1 + (i % 2)}", default);
        }
        finally
        {
            await ending.CancelAsync();
        }

        await Task.WhenAll(watching);
    }

    [Fact]
    public async Task Who_lists_reindexes_does_not_wait_for_an_activation_that_catches_up()
    {
        using HeldAnalysis held = new();
        await using EngineFixture fixture = new(held);
        await fixture.ReadyAsync();
        string first = fixture.Engine.GetStatus().Generation!.Name;
        string second = (await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id)).Id;
        await fixture.PutAsync("a-1", "大桥新闻", "云溪大桥昨日通车。");
        await fixture.IndexedAsync();
        held.HoldNext();
        Task<GenerationStatus> activating = Task.Run(() => fixture.Engine.ActivateGenerationAsync(first, default));
        held.WaitEntered();

        Task<IReadOnlyList<ReindexStatus>> listing = Task.Run(fixture.Engine.ListReindexes);

        Assert.Contains(await listing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), r => r.Id == second);
        Assert.False(activating.IsCompleted);
        held.LetGo();
        Assert.True((await activating).Live);
    }

    [Fact]
    public async Task The_alarm_of_a_projection_ends_with_the_one_that_takes_its_place()
    {
        using TemporaryDirectory directory = new();
        await using SteppedProjection stepped = new();
        IndexAlarms alarms = new();
        alarms.Raise("projection", "the index does not follow the log beyond sequence 7");
        EngineOptions options = new() { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "" };
        using Projection projection = new(stepped.Log, stepped.Generation, new SequenceWaiters(), options, alarms, TimeProvider.System, NullLogger.Instance);

        projection.Start();

        try
        {
            for (int i = 0; alarms.Active.Count > 0; i++)
            {
                Assert.True(i < 3000, "the alarm stands after a minute");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            projection.Stop(commit: false);
        }
    }

    [Fact]
    public async Task No_kept_generation_becomes_live_in_an_engine_that_is_closed()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        string first = fixture.Engine.GetStatus().Generation!.Name;
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        await fixture.Engine.DisposeAsync();

        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.ActivateGenerationAsync(first, default));

        Assert.Equal(EngineFailure.Unavailable, refused.Failure);
    }

    [Fact]
    public async Task Who_lists_generations_while_one_is_deleted_is_not_refused()
    {
        using TemporaryDirectory directory = new();
        GenerationStore store = new(directory.Path);
        using CancellationTokenSource ending = new();
        Task listing = Task.Factory.StartNew(() =>
        {
            while (!ending.IsCancellationRequested)
            {
                Assert.InRange(store.SizeOf("g000001"), 0, 1000);
                Assert.Null(GenerationManifest.Read(store.PathOf("g000001")));
            }
        }, TaskCreationOptions.LongRunning);

        try
        {
            for (int i = 0; i < 2_000 && !listing.IsCompleted; i++)
            {
                Directory.CreateDirectory(Path.Combine(store.PathOf("g000001"), "segments"));
                await File.WriteAllTextAsync(Path.Combine(store.PathOf("g000001"), GenerationManifest.FileName), "no manifest", TestContext.Current.CancellationToken);
                store.Delete("g000001");
            }
        }
        finally
        {
            await ending.CancelAsync();
        }

        await listing;
    }
}
