using System.Diagnostics.CodeAnalysis;

namespace Search.Engine;

/// <summary>
/// Bounds how many searches run at once, and how long others wait for a place. Under more load than the machine can answer, a queue that may grow
/// only makes every answer late: whoever would wait longer than is worth it, by how long searches take just now, is refused at once.
/// </summary>
/// <param name="concurrent">Searches that run at once.</param>
/// <param name="longestWait">Expected wait beyond which a search is refused.</param>
internal sealed class SearchGate(int concurrent, TimeSpan longestWait, TimeProvider time) : IDisposable
{
    /// <summary>However long searches take, so many may wait for each place: a page that asks a few things at once must not be refused.</summary>
    private const int WaitersAlwaysLet = 2;

    /// <summary>However short searches are, no more may wait: each holds its request in memory.</summary>
    private const int MostWaiters = 64;

    /// <summary>Searches over which the mean time is taken, about.</summary>
    private const int Remembered = 32;

    public const string Refusal = "too many searches at once";

    private readonly SemaphoreSlim places = new(concurrent);
    private int waiting;
    private int running;
    private long shed;
    private long meanTicks;

    public int Running => Volatile.Read(ref running);

    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Searches refused since the start.</summary>
    public long Shed => Interlocked.Read(ref shed);

    /// <exception cref="EngineException">Overloaded.</exception>
    public async ValueTask<Pass> EnterAsync(CancellationToken cancellation)
    {
        if (places.Wait(0, cancellation)) return Admit();
        int ahead = Interlocked.Increment(ref waiting);
        try
        {
            if (!MayWait(ahead))
            {
                Interlocked.Increment(ref shed);
                throw new EngineException(EngineFailure.Overloaded, Refusal);
            }

            await places.WaitAsync(cancellation).ConfigureAwait(false);
            return Admit();
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Whether a search that came now would be refused, counted as one that was. Only <see cref="EnterAsync"/> decides for those it lets pass.</summary>
    public bool Sheds()
    {
        if (places.CurrentCount > 0 || MayWait(Volatile.Read(ref waiting) + 1)) return false;
        Interlocked.Increment(ref shed);
        return true;
    }

    public void Dispose() => places.Dispose();

    private bool MayWait(int ahead) =>
        ahead <= concurrent * WaitersAlwaysLet
        || (ahead <= concurrent * MostWaiters && ahead * Volatile.Read(ref meanTicks) <= longestWait.Ticks * concurrent);

    private Pass Admit()
    {
        Interlocked.Increment(ref running);
        return new Pass(this, time.GetTimestamp());
    }

    private void Leave(long began)
    {
        // Two that end at once may lose one of the two times: a mean can bear that.
        long mean = Volatile.Read(ref meanTicks), took = time.GetElapsedTime(began).Ticks;
        Volatile.Write(ref meanTicks, mean == 0 ? took : mean + ((took - mean) / Remembered));
        Interlocked.Decrement(ref running);
        places.Release();
    }

    [SuppressMessage("Performance", "CA1815", Justification = "never compared")]
    public readonly struct Pass(SearchGate gate, long began) : IDisposable
    {
        public void Dispose() => gate.Leave(began);
    }
}
