using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Generations;

/// <summary>Entries that fail half-way are half in the writer until it is thrown away.</summary>
public sealed class TornWriteTests
{
    [Fact]
    public async Task Who_commits_between_a_failed_write_and_its_recovery_keeps_no_half_of_it()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        await projection.PutAsync("b", "云溪二桥昨日开工。");
        IReadOnlyList<LogEntry> entries = projection.Log.Read(0, 10, currentOnly: false);
        LogEntry unreadable = new(3, LogSchema.UserWordsId, 1, LogOperation.UserWords, null);
        projection.Generation.Apply([entries[0]]);
        Assert.Throws<EngineException>(() => projection.Generation.Apply([entries[1], unreadable]));

        IOException refused = Assert.Throws<IOException>(projection.Generation.Commit); // a backup's, say
        Assert.Contains("sequence 3", refused.Message, StringComparison.Ordinal);

        projection.Generation.Recover();
        Assert.Equal((0L, 0L), (projection.Generation.AppliedSequence, projection.Generation.CommittedSequence));
        projection.CatchUp();
        projection.Generation.Commit();
        Assert.Equal((2L, 2L), (projection.Generation.DocumentCount, projection.Generation.CommittedSequence));
        Assert.NotEmpty(SteppedProjection.Postings(projection.Generation)); // none twice
    }

    [Fact]
    public async Task Nothing_is_applied_onto_a_failed_write_before_its_recovery()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", "云溪大桥昨日通车。");
        IReadOnlyList<LogEntry> entries = projection.Log.Read(0, 10, currentOnly: false);
        Assert.Throws<EngineException>(() => projection.Generation.Apply([entries[0], new LogEntry(2, LogSchema.UserWordsId, 1, LogOperation.UserWords, null)]));

        Assert.Throws<IOException>(() => projection.Generation.Apply(entries));

        projection.Generation.Recover();
        projection.CatchUp();
        Assert.Equal(1, projection.Generation.DocumentCount);
    }
}
