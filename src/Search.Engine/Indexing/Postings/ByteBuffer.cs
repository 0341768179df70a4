namespace Search.Engine;

/// <summary>A growing row of bytes with Lucene's variable-length numbers.</summary>
internal sealed class ByteBuffer
{
    public byte[] Bytes { get; private set; } = new byte[256];

    public int Length { get; private set; }

    /// <summary>Holds until something is written.</summary>
    public ReadOnlySpan<byte> Span => Bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(Bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void WriteByte(byte value)
    {
        Ensure(1);
        Bytes[Length++] = value;
    }

    public void WriteVInt(uint value) => WriteVLong(value);

    public void WriteVLong(ulong value)
    {
        Ensure(10);
        while (value > 0x7F)
        {
            Bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        Bytes[Length++] = (byte)value;
    }

    /// <summary>Bytes to be filled in later.</summary>
    public void Reserve(int count)
    {
        Ensure(count);
        Length += count;
    }

    public void WritePacked(ReadOnlySpan<int> values, int width)
    {
        int count = BitPacking.BytesOf(values.Length, width);
        Ensure(count);
        BitPacking.Pack(values, width, Bytes.AsSpan(Length, count));
        Length += count;
    }

    private void Ensure(int count)
    {
        if (Length + count <= Bytes.Length) return;
        byte[] larger = new byte[Math.Max(Length + count, Bytes.Length * 2)];
        Bytes.AsSpan(0, Length).CopyTo(larger);
        Bytes = larger;
    }
}
