namespace Search.Analysis.SmartCn;

/// <summary>
/// Memory, all zero, for what is worked out while tables are built: in large pages it costs a few page faults instead of thousands, and on the collected heap
/// it would have the collector run in the middle.
/// </summary>
internal sealed unsafe class Scratch : IDisposable
{
    private const int BlockLength = 4 << 20;

    private readonly List<TableMemory> blocks = [];
    private byte* next;
    private long left;

    internal Span<int> Integers(int count) => new(Take(count * (long)sizeof(int)), count);

    internal Span<char> Units(int count) => new(Take(count * (long)sizeof(char)), count);

    internal Span<ulong> Numbers(int count) => new(Take(count * (long)sizeof(ulong)), count);

    /// <summary>Nothing that was taken may be used any more.</summary>
    public void Dispose()
    {
        foreach (TableMemory block in blocks)
            block.Free();
    }

    internal void* Take(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        length = (length + 63) & ~63;
        if (length > left)
        {
            left = Math.Max(length, BlockLength);
            var block = new TableMemory(left);
            blocks.Add(block);
            next = block.Start;
        }
        byte* taken = next;
        next += length;
        left -= length;
        return taken;
    }
}
