using Search.Service.Errors;

namespace Search.Service.Api;

/// <summary>
/// The open streams of puts. At a stop they end before Kestrel closes its connections: a sender whose connection goes while it
/// still sends may see that instead of the status that tells it to come back, and .NET's client then reports INTERNAL.
/// </summary>
internal sealed class PutStreams : IHostedLifecycleService, IDisposable
{
    /// <summary>For streams that are answering; a sender that does not read its answers holds the stop up no longer.</summary>
    private static readonly TimeSpan ToEnd = TimeSpan.FromSeconds(1);

    /// <summary>For the statuses on their way: nothing tells the server that one has been read.</summary>
    private static readonly TimeSpan ToBeRead = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int open;

    /// <param name="stream">Gets the token that says the service stops.</param>
    public async Task RunAsync(Func<CancellationToken, Task> stream)
    {
        Interlocked.Increment(ref open);
        try
        {
            await stream(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw Failures.Stopping();
        }
        finally
        {
            if (Interlocked.Decrement(ref open) == 0 && stopping.IsCancellationRequested) ended.TrySetResult();
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        if (Volatile.Read(ref open) == 0 && !ended.Task.IsCompleted) return;
        await Task.WhenAny(ended.Task, Task.Delay(ToEnd, CancellationToken.None));
        await Task.Delay(ToBeRead, CancellationToken.None);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stopping.Dispose();
}
