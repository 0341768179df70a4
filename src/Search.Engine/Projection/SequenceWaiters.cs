namespace Search.Engine;

/// <summary>Those who wait until searches see a sequence: read your writes.</summary>
internal sealed class SequenceWaiters
{
    private readonly Lock changing = new();
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private long reached = -1;

    public Task WaitAsync(long sequence, CancellationToken cancellation)
    {
        TaskCompletionSource waiter;
        lock (changing)
        {
            if (reached >= sequence) return Task.CompletedTask;
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(waiter, sequence);
        }

        return waiter.Task.WaitAsync(cancellation);
    }

    public void Reached(long sequence)
    {
        lock (changing)
        {
            if (sequence <= reached) return;
            reached = sequence;
            while (waiting.TryPeek(out TaskCompletionSource? waiter, out long wanted) && wanted <= sequence)
            {
                waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }
}
