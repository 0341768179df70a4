namespace Search.Engine.Tests.Generations;

public class IndexAlarmsTests
{
    /// <summary>Whoever asks while alarms come and go is told those of one moment: a collection counted first and copied then is another one by then.</summary>
    [Fact]
    public async Task Alarms_are_listed_whole_while_others_come_and_go()
    {
        IndexAlarms alarms = new();
        alarms.Raise("always", "one that stays");
        using CancellationTokenSource enough = new();
        Task changing = Task.Run(
            () =>
            {
                for (int i = 0; !enough.IsCancellationRequested; i++)
                {
                    alarms.Raise($"cause {i % 8}", $"message {i}");
                    if (i % 8 == 7)
                    {
                        for (int cause = 0; cause < 8; cause++) alarms.Clear($"cause {cause}");
                    }
                }
            },
            TestContext.Current.CancellationToken);

        try
        {
            for (int i = 0; i < 100_000; i++)
            {
                IReadOnlyList<string> active = alarms.Active;
                Assert.Equal("one that stays", active[0]);
                Assert.DoesNotContain(null, active);
            }
        }
        finally
        {
            await enough.CancelAsync();
            await changing;
        }
    }
}
