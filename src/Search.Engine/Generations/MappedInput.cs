using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>Reads a mapped file or a part of it. Bounds are checked on every read: a damaged index gives an exception, never foreign memory.</summary>
internal sealed unsafe class MappedInput : IndexInput
{
    private readonly FileMapping mapping;
    private readonly byte* start;
    private readonly long length;
    private long position;

    /// <param name="description">For messages: the file's path, and which part of it.</param>
    public MappedInput(string description, FileMapping mapping, long offset, long length)
        : base(description)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > mapping.Length - offset) throw new EndOfStreamException($"{description} ends behind the file's end");
        this.mapping = mapping;
        start = mapping.Start + offset;
        this.length = length;
    }

    public override long Position => position;

    public override long Length => length;

    public override void Seek(long pos)
    {
        if ((ulong)pos > (ulong)length) ThrowPastEnd();
        position = pos;
    }

    public override byte ReadByte()
    {
        if (position >= length) ThrowPastEnd();
        byte value = start[position++];
        GC.KeepAlive(mapping);
        return value;
    }

    public override void ReadBytes(byte[] b, int offset, int len)
    {
        if (len > length - position) ThrowPastEnd();
        new ReadOnlySpan<byte>(start + position, len).CopyTo(b.AsSpan(offset, len));
        position += len;
        GC.KeepAlive(mapping);
    }

    public override short ReadInt16()
    {
        if (length - position < 2) ThrowPastEnd();
        byte* p = start + position;
        position += 2;
        short value = (short)((p[0] << 8) | p[1]);
        GC.KeepAlive(mapping);
        return value;
    }

    public override int ReadInt32()
    {
        if (length - position < 4) ThrowPastEnd();
        int value = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(new ReadOnlySpan<byte>(start + position, 4));
        position += 4;
        GC.KeepAlive(mapping);
        return value;
    }

    public override long ReadInt64()
    {
        if (length - position < 8) ThrowPastEnd();
        long value = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(new ReadOnlySpan<byte>(start + position, 8));
        position += 8;
        GC.KeepAlive(mapping);
        return value;
    }

    public override int ReadVInt32()
    {
        // Five bytes at most; the check for each byte is needed only near the end of the file.
        if (length - position < 5) return base.ReadVInt32();
        byte* p = start + position;
        int value = *p & 0x7F;
        int shift = 7;
        while ((*p++ & 0x80) != 0 && shift < 35)
        {
            value |= (*p & 0x7F) << shift;
            shift += 7;
        }

        position = p - start;
        GC.KeepAlive(mapping);
        return value;
    }

    public override long ReadVInt64()
    {
        if (length - position < 10) return base.ReadVInt64();
        byte* p = start + position;
        long value = *p & 0x7F;
        int shift = 7;
        while ((*p++ & 0x80) != 0 && shift < 70)
        {
            value |= (long)(*p & 0x7F) << shift;
            shift += 7;
        }

        position = p - start;
        GC.KeepAlive(mapping);
        return value;
    }

    /// <summary>Nothing to free: the mapping goes when the last input that holds it is collected.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private void ThrowPastEnd() => throw new EndOfStreamException($"read past EOF: {this}");
}
