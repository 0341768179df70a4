namespace Search.Engine;

/// <summary>
/// How long nothing has been put: counted from the log's last entry, or from the start where none has come since. What takes its place in the index meanwhile (a reindex) is nothing new.
/// </summary>
/// <param name="delay">After which it is quiet.</param>
internal sealed class QuietTime(TimeSpan delay, TimeProvider time)
{
    private static readonly TimeSpan LongestExtension = TimeSpan.FromHours(1);

    private long head = -1, since;
    private TimeSpan wait;

    /// <param name="sequence">The log's last, each time that this is asked.</param>
    public bool IsOver(long sequence)
    {
        if (sequence != head)
        {
            head = sequence;
            since = time.GetTimestamp();
            wait = delay;
        }

        return time.GetElapsedTime(since) >= wait;
    }

    /// <summary>What was to be done failed: it is quiet again after as long again as it has been so far, an hour at most. The next entry ends that.</summary>
    public void Extend()
    {
        TimeSpan sofar = time.GetElapsedTime(since);
        wait = sofar + (sofar < LongestExtension ? sofar : LongestExtension);
    }
}
