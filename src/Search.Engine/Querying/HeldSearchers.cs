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
    private readonly Dictionary<long, (SearcherLease Lease, long UsedAt)> held = [];
    private bool disposed;

    /// <summary>Keeps the lease's reader for its next page.</summary>
    public void Hold(SearcherLease lease)
    {
        lock (changing)
        {
            if (disposed) return;
            long now = time.GetTimestamp();
            if (held.TryGetValue(lease.Sequence, out (SearcherLease Lease, long UsedAt) known) && known.Lease.Searcher == lease.Searcher)
            {
                held[lease.Sequence] = (known.Lease, now);
                return;
            }

            foreach ((long sequence, (SearcherLease Lease, long UsedAt) entry) in held.Where(h => time.GetElapsedTime(h.Value.UsedAt, now) > Kept || h.Key == lease.Sequence).ToList()) Release(sequence, entry.Lease);
            if (held.Count >= Most && held.MinBy(h => h.Value.UsedAt) is var oldest) Release(oldest.Key, oldest.Value.Lease);
            held.Add(lease.Sequence, (lease.Again(), now));
        }
    }

    /// <returns>A lease of the reader that shows the sequence, or null if it is no longer kept.</returns>
    public SearcherLease? Find(long sequence)
    {
        lock (changing)
        {
            if (!held.TryGetValue(sequence, out (SearcherLease Lease, long UsedAt) known)) return null;
            held[sequence] = (known.Lease, time.GetTimestamp());
            return known.Lease.Again();
        }
    }

    /// <summary>Gives every reader back; who pages on must begin again.</summary>
    public void Clear()
    {
        lock (changing)
        {
            foreach ((long sequence, (SearcherLease Lease, long UsedAt) entry) in held.ToList()) Release(sequence, entry.Lease);
        }
    }

    public void Dispose()
    {
        lock (changing)
        {
            disposed = true;
            foreach ((long sequence, (SearcherLease Lease, long UsedAt) entry) in held.ToList()) Release(sequence, entry.Lease);
        }
    }

    private void Release(long sequence, SearcherLease lease)
    {
        held.Remove(sequence);
        lease.Dispose();
    }
}
