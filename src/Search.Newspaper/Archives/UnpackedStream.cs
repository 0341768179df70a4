using System.IO.Compression;

namespace Search.Newspaper.Archives;

/// <summary>
/// What is in gzipped data, or an error where they end before they are complete: .NET takes a file that was cut off for a whole one, unless a switch of the whole process
/// forbids it. So a small member of our own is read behind the data (gzip's members may follow one another): only behind what is complete it is found.
/// </summary>
internal sealed class UnpackedStream : ForwardStream
{
    private static readonly byte[] Mark = "end of the members"u8.ToArray();

    private readonly MarkedStream compressed;
    private readonly GZipStream unpacked;
    private bool isComplete;

    public UnpackedStream(Stream compressed)
    {
        this.compressed = new MarkedStream(compressed);
        unpacked = new GZipStream(this.compressed, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        if (isComplete || buffer.IsEmpty) return 0;
        int n = compressed.IsAtMark ? 0 : unpacked.Read(buffer);
        if (!compressed.IsAtMark) return n;
        // All that the data themselves hold was given before more was asked for; of data that were cut off, the mark makes text that nobody wrote.
        Span<byte> rest = stackalloc byte[Mark.Length + 1];
        int length = Math.Min(n, rest.Length);
        buffer[..length].CopyTo(rest);
        length += unpacked.ReadAtLeast(rest[length..], rest.Length - length, throwOnEndOfStream: false);
        if (!rest[..length].SequenceEqual(Mark)) throw new InvalidDataException("they are cut off, or what follows them is not compressed.");
        isComplete = true;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The data with the mark behind them.</summary>
    private sealed class MarkedStream(Stream compressed) : ForwardStream
    {
        private static readonly byte[] Member = Pack();

        private int given;

        public bool IsAtMark { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int n = IsAtMark ? 0 : compressed.Read(buffer);
            if (n > 0 || buffer.IsEmpty) return n;
            IsAtMark = true;
            int count = Math.Min(buffer.Length, Member.Length - given);
            Member.AsSpan(given, count).CopyTo(buffer);
            given += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) compressed.Dispose();
            base.Dispose(disposing);
        }

        private static byte[] Pack()
        {
            using var stream = new MemoryStream();
            using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize)) gzip.Write(Mark);
            return stream.ToArray();
        }
    }
}
