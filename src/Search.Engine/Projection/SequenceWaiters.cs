namespace Search.Engine;

/// <summary>
/// Those who wait until searches see a sequence: read your writes. All who wait for the same one share a task, so while the index stands (on a full disk, say) and callers give up and
/// come again, there are never more tasks than entries that searches do not see yet.
/// </summary>
internal sealed class SequenceWaiters
{
    private readonly Lock changing = new();
    private readonly Dictionary<long, TaskCompletionSource> awaited = [];
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private long reached = -1;

    public Task WaitAsync(long sequence, CancellationToken cancellation)
    {
        TaskCompletionSource? waiter;
        lock (changing)
        {
            if (reached >= sequence) return Task.CompletedTask;
            if (!awaited.TryGetValue(sequence, out waiter))
            {
                waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                awaited.Add(sequence, waiter);
                waiting.Enqueue(waiter, sequence);
            }
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
                awaited.Remove(wanted);
                waiter.TrySetResult();
            }
        }
    }
}
