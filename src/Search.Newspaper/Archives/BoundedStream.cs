namespace Search.Newspaper.Archives;

/// <summary>A source gave more than it may.</summary>
internal sealed class LimitExceededException(string message) : IOException(message);

/// <summary>Counts what comes out of a decompressor and stops a bomb. <paramref name="spent"/> is shared by all members of an archive.</summary>
internal sealed class BoundedStream(Stream inner, Func<long> compressedBytes, ReaderLimits limits, BoundedStream.Budget spent) : ForwardStream
{
    private const long RatioAppliesFrom = 16L << 20;
    private long read;

    internal sealed class Budget
    {
        public long Bytes { get; set; }

        /// <summary>Bytes of the archive itself: members that share their compressed bytes unpack to more than their sizes allow.</summary>
        public long ArchiveBytes { get; init; } = long.MaxValue;
    }

    /// <summary>The budget, for what is unpacked from this stream in turn.</summary>
    public Budget Spent => spent;

    public override int Read(Span<byte> buffer)
    {
        int n = inner.Read(buffer);
        read += n;
        spent.Bytes += n;
        if (spent.Bytes > limits.MaxArchiveBytes)
            throw new LimitExceededException($"It unpacks to more than {limits.MaxArchiveBytes} bytes.");
        if (spent.Bytes > 4 * RatioAppliesFrom && spent.Bytes / limits.MaxCompressionRatio > spent.ArchiveBytes)
            throw new LimitExceededException($"The archive unpacks to more than {limits.MaxCompressionRatio} times its size: a decompression bomb.");
        if (read > RatioAppliesFrom && read / limits.MaxCompressionRatio > Math.Max(1, compressedBytes()))
            throw new LimitExceededException($"It unpacks to more than {limits.MaxCompressionRatio} times its size: a decompression bomb.");
        return n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    public override long Position { get => read; set => throw new NotSupportedException(); }
}
