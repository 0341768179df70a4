using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Generations;

/// <summary>A build commits while it goes on applying entries; whatever moment a kill comes at, the next start goes on from a commit that holds its sequence and nothing else.</summary>
public sealed class BuildCommitTests
{
    [Fact]
    public async Task A_build_that_was_killed_beside_its_commits_goes_on_without_a_gap_and_without_an_article_twice()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 120; i++) await projection.PutAsync($"a-{i % 90}", $"第{i}座云溪大桥昨日通车。");
        await projection.Log.DeleteArticleAsync("a-7", default);
        await projection.AddAsync("云溪大桥");
        for (int i = 0; i < 40; i++) await projection.PutAsync($"b-{i}", $"第{i}条云溪隧道今日动工。");
        for (int round = 0; round < 3; round++)
        {
            using Reindex build = new("g000001", "", reparse: false, TimeProvider.System) { CommitInterval = TimeSpan.Zero };
            build.Build(projection.Log, projection.Generation, 1 + round);
            Assert.Equal(projection.Log.HeadSequence, projection.Generation.AppliedSequence);
            projection.Crash();
            Assert.InRange(projection.Generation.AppliedSequence, 0, projection.Log.HeadSequence);
        }

        projection.CatchUp();
        Assert.Equal(SteppedProjection.Postings(projection.Rebuild()), SteppedProjection.Postings(projection.Generation));
    }
}
