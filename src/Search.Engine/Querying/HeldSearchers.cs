namespace Search.Engine;

/// <summary>
/// Readers that answered a first page, kept for those who page on: a point in time, with its articles and its scores, over
/// puts and a change of the generation. Bounded in time and number; what they share with the live reader costs nothing.
/// </summary>
internal sealed class HeldSearchers(TimeProvider time) : IDisposable
{
    /// <summary>Since the last page asked for.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private const int Most = 32;

    private readonly Lock changing = new();
    private readonly Dictionary<(long Sequence, long Reader), (SearcherLease Lease, long UsedAt)> held = [];
    private bool disposed;

    /// <summary>Keeps the lease's reader for its next page.</summary>
    public void Hold(SearcherLease lease)
    {
        lock (changing)
        {
            if (disposed) return;
            long now = time.GetTimestamp();
            (long, long) key = (lease.Sequence, lease.Reader);
            if (held.TryGetValue(key, out (SearcherLease Lease, long UsedAt) known))
            {
                held[key] = (known.Lease, now);
                return;
            }

            Release(h => time.GetElapsedTime(h.UsedAt, now) > Kept);
            if (held.Count >= Most && held.Values.Min(h => h.UsedAt) is var oldest) Release(h => h.UsedAt == oldest);
            held.Add(key, (lease.Again(), now));
        }
    }

    /// <returns>A lease of the reader as it showed the sequence, or null if it is no longer kept.</returns>
    public SearcherLease? Find(long sequence, long reader)
    {
        lock (changing)
        {
            if (!held.TryGetValue((sequence, reader), out (SearcherLease Lease, long UsedAt) known)) return null;
            held[(sequence, reader)] = (known.Lease, time.GetTimestamp());
            return known.Lease.Again();
        }
    }

    /// <summary>Gives back what is kept of the readers; who pages on by relevance must begin again.</summary>
    public void Release(SupersededReaders readers)
    {
        lock (changing) Release(h => readers.Contain(h.Lease));
    }

    public void Dispose()
    {
        lock (changing)
        {
            disposed = true;
            Release(_ => true);
        }
    }

    private void Release(Func<(SearcherLease Lease, long UsedAt), bool> which)
    {
        foreach (((long, long) key, (SearcherLease Lease, long UsedAt) entry) in held.Where(h => which(h.Value)).ToList())
        {
            held.Remove(key);
            entry.Lease.Dispose();
        }
    }
}
