namespace Search.Engine;

/// <summary>What is costly to make, kept for the next one who needs it. Thread-safe; what finds no room is left to the collector.</summary>
internal sealed class Spares<T>(int room)
    where T : class
{
    private readonly Stack<T> kept = new();

    public T? Take()
    {
        lock (kept) return kept.TryPop(out T? one) ? one : null;
    }

    public void Give(T one)
    {
        lock (kept)
        {
            if (kept.Count < room) kept.Push(one);
        }
    }
}
