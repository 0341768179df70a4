using Search.Newspaper.Archives;

namespace Search.Newspaper.Sources;

/// <summary>A stream whose first bytes can be looked at before it is read.</summary>
internal sealed class SourceStream : ForwardStream
{
    private const int HeadSize = 1024;
    private readonly Stream inner;
    private readonly byte[] head;
    private readonly int headLength;
    private int position;

    public SourceStream(Stream inner)
    {
        this.inner = inner;
        head = new byte[HeadSize];
        headLength = inner.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false);
    }

    public ReadOnlySpan<byte> Head => head.AsSpan(0, headLength);

    /// <summary>All of it, or null when that is more than <paramref name="limit"/> bytes.</summary>
    public byte[]? ReadAll(long limit)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int n = Read(buffer); n > 0; n = Read(buffer))
        {
            if (all.Length + n > limit) return null;
            all.Write(buffer, 0, n);
        }
        return all.ToArray();
    }

    public override int Read(Span<byte> buffer)
    {
        if (position >= headLength) return inner.Read(buffer);
        int n = Math.Min(buffer.Length, headLength - position);
        head.AsSpan(position, n).CopyTo(buffer);
        position += n;
        return n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
