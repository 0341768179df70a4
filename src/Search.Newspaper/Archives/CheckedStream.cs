namespace Search.Newspaper.Archives;

/// <summary>A member of a zip archive, or an error at its end where it is not what the archive's directory says: .NET checks neither length nor sum.</summary>
internal sealed class CheckedStream(Stream member, long length, uint crc32) : ForwardStream
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(OfByte)];

    private uint sum = ~0u;
    private long read;

    public override int Read(Span<byte> buffer)
    {
        int n = member.Read(buffer);
        foreach (byte b in buffer[..n]) sum = Table[(byte)sum ^ b] ^ (sum >> 8);
        read += n;
        if (n == 0 && buffer.Length > 0 && (read != length || ~sum != crc32)) throw new InvalidDataException("the member is not what the archive's directory says (length or CRC-32).");
        return n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) member.Dispose();
        base.Dispose(disposing);
    }

    private static uint OfByte(int value)
    {
        uint sum = (uint)value;
        for (int bit = 0; bit < 8; bit++) sum = (sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1;
        return sum;
    }
}
