namespace Search.Ingestion.Tests.Inbox;

/// <summary>Time passes only when a test says so: on a busy machine a sender may stand still for longer than files take to settle.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
