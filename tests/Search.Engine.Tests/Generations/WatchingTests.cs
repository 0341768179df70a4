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
        projection.Generation.WriteManifest(complete: true);
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
        Assert.Empty(projection.Generation.WithStableCommit(directory => IndexVerifier.Check(directory, "g000001"))!);

        projection.Generation.Dispose();
        Assert.Null(projection.Generation.WithStableCommit(directory => IndexVerifier.Check(directory, "g000001")));
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
