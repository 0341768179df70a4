using Search.Engine;
using Search.Service.Errors;

namespace Search.Service.Api;

/// <summary>Read your writes: waits until the index shows a sequence, within the call's deadline or ours if it has none.</summary>
internal sealed class SequenceWait(SearchEngine engine, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public async Task UntilAsync(long sequence, CancellationToken call)
    {
        if (sequence <= 0) return;
        using var patience = new CancellationTokenSource(ApiLimits.SequenceWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call, patience.Token, lifetime.ApplicationStopping);
        try
        {
            await engine.WaitForSequenceAsync(sequence, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !call.IsCancellationRequested)
        {
            throw Failures.DeadlineExceeded($"the index has not applied sequence {sequence} within {ApiLimits.SequenceWait.TotalSeconds:0} s");
        }
    }
}
