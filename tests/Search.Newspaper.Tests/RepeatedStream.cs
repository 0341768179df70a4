namespace Search.Newspaper.Tests;

/// <summary>The same bytes several times over, not seekable: a long download that nobody could hold.</summary>
internal sealed class RepeatedStream(byte[] piece, int times) : Stream
{
    private int round, at;

    public override int Read(Span<byte> buffer)
    {
        if (round >= times) return 0;
        int n = Math.Min(buffer.Length, piece.Length - at);
        piece.AsSpan(at, n).CopyTo(buffer);
        at += n;
        if (at == piece.Length) (round, at) = (round + 1, 0);
        return n;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
