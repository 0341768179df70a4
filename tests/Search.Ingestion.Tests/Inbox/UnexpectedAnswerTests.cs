using Search.Contracts.V1;

namespace Search.Ingestion.Tests.Inbox;

public sealed class UnexpectedAnswerTests : WatchedInbox
{
    /// <summary>Of a newer service, say.</summary>
    [Fact]
    public async Task An_answer_that_the_worker_does_not_know_ends_no_worker_and_is_told()
    {
        Service.Says = (PutOutcome)99;
        Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
        await StartAsync();
        await UntilAsync(() => Worker!.Snapshot().Trouble?.Contains("outcome 99", StringComparison.Ordinal) == true);
        Assert.True(Exists("河东晨报/2031-04-05/A01.txt"));

        Service.Says = null;

        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt") && Worker!.Snapshot().Trouble is null);
    }
}
