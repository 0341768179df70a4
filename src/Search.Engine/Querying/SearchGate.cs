namespace Search.Engine;

/// <summary>Bounds how many searches run at once, and how many may wait: more than that would only answer everyone too late.</summary>
internal sealed class SearchGate(int concurrent) : IDisposable
{
    private const int WaitersPerPlace = 64;
    private readonly SemaphoreSlim places = new(concurrent);
    private int waiting;

    public async ValueTask<Pass> EnterAsync(CancellationToken cancellation)
    {
        if (places.Wait(0, cancellation)) return new Pass(places);
        if (Interlocked.Increment(ref waiting) > concurrent * WaitersPerPlace)
        {
            Interlocked.Decrement(ref waiting);
            throw new EngineException(EngineFailure.Overloaded, "too many searches at once");
        }

        try
        {
            await places.WaitAsync(cancellation).ConfigureAwait(false);
            return new Pass(places);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Dispose() => places.Dispose();

    public readonly struct Pass(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
