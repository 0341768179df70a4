namespace Search.Ingestion.Feeding;

/// <summary>Bounds retries by successes, so that many callers of a failing service do not multiply its load. Thread-safe.</summary>
internal sealed class RetryBudget(int capacity)
{
    // Tenths, so that a success can earn a part of a retry in whole numbers.
    private const int Retry = 10;
    private readonly int most = capacity * Retry;
    private int tenths = capacity * Retry;

    public bool TrySpend()
    {
        while (true)
        {
            int now = Volatile.Read(ref tenths);
            if (now < Retry) return false;
            if (Interlocked.CompareExchange(ref tenths, now - Retry, now) == now) return true;
        }
    }

    public void Earn()
    {
        while (true)
        {
            int now = Volatile.Read(ref tenths);
            if (now >= most || Interlocked.CompareExchange(ref tenths, now + 1, now) == now) return;
        }
    }
}
