namespace Search.Engine.Tests.Generations;

/// <summary>Reading one's own writes, while the index comes and while it stands.</summary>
public class SequenceWaitersTests
{
    [Fact]
    public async Task Who_waits_goes_on_as_soon_as_the_sequence_is_reached()
    {
        SequenceWaiters waiters = new();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task later = waiters.WaitAsync(8, cancellation), sooner = waiters.WaitAsync(5, cancellation), too = waiters.WaitAsync(5, cancellation);
        waiters.Reached(6);
        await sooner;
        await too;
        Assert.False(later.IsCompleted);
        waiters.Reached(3); // a recovery goes back; what was seen stays seen
        Assert.True(waiters.WaitAsync(6, cancellation).IsCompletedSuccessfully);
        waiters.Reached(8);
        await later;
    }

    [Fact]
    public async Task Callers_who_give_up_and_come_again_leave_one_task_behind()
    {
        SequenceWaiters waiters = new();
        Task first = waiters.WaitAsync(5, CancellationToken.None);
        using CancellationTokenSource givenUp = new();
        Task[] others = [.. Enumerable.Range(0, 100).Select(_ => waiters.WaitAsync(5, givenUp.Token))];
        await givenUp.CancelAsync();
        foreach (Task other in others) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        Assert.Same(first, waiters.WaitAsync(5, CancellationToken.None)); // the very task: nothing was kept for any of the others
        waiters.Reached(5);
        await first;
    }
}
