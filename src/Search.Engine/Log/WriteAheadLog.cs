using System.Buffers.Binary;
using System.Globalization;

namespace Search.Engine;

/// <summary>
/// What SQLite does not tell of its write-ahead log: behind a frame that does not match its checksum it reads no further, which is right for a transaction that a
/// crash cut off, and silently loses every acknowledged put behind a frame that rotted. The two are told apart by what follows: the next transaction begins only
/// when the one before is on stable storage, so a commit with a further frame chained to it was acknowledged. What has rotted in the last transaction, or in the end of the
/// one before it, still looks like a crash; if an index has seen it, the log is missed there. (Format: https://sqlite.org/fileformat2.html#walformat.)
/// </summary>
internal static class WriteAheadLog
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;

    /// <returns>What is wrong, naming the file and the frame; null if nothing is, or if there is no write-ahead log.</returns>
    /// <param name="path">The database. Nobody may have it open.</param>
    public static string? FindDamage(string path)
    {
        string file = path + "-wal";
        if (!File.Exists(file) || !File.Exists(path)) return null;
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] header = new byte[HeaderSize];
        int pageSize = PageSizeOf(path);
        if (pageSize == 0 || stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize) return null;
        bool bigEndian = header[3] == 0x83;
        Sum sum = default;
        sum.Add(header.AsSpan(0, 24), bigEndian);
        bool sound = BinaryPrimitives.ReadUInt32BigEndian(header) is 0x377f0682 or 0x377f0683 && BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8)) == pageSize && sum == Sum.Read(header.AsSpan(24));
        // A header is one sector and is flushed before its frames: one that does not hold has rotted, and nothing in it can be relied upon.
        if (sound) return Follow(stream, file, pageSize, bigEndian, header.AsSpan(16, 8).ToArray(), Sum.Read(header.AsSpan(24)), damaged: null);
        return Follow(stream, file, pageSize, bigEndian: false, salts: null, default, damaged: 0) ?? Follow(stream, file, pageSize, bigEndian: true, salts: null, default, damaged: 0);
    }

    /// <param name="salts">Of the frames that belong to the header; null when the header tells nothing.</param>
    /// <param name="chain">The checksum before the first frame.</param>
    /// <param name="damaged">The first frame that does not hold, 0 for the header; null while all do.</param>
    private static string? Follow(FileStream stream, string file, int pageSize, bool bigEndian, byte[]? salts, Sum chain, long? damaged)
    {
        stream.Position = HeaderSize;
        byte[] frame = new byte[FrameHeaderSize + pageSize], saltsBefore = [];
        // Where a frame does not hold, the next one may hold on to the checksum that stands in it, or (if just that has rotted) to the one it should have.
        Sum otherwise = chain;
        bool committed = false;
        for (long number = 1; stream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; number++)
        {
            ReadOnlySpan<byte> own = frame.AsSpan(8, 8);
            Sum expected = Continue(chain, frame, bigEndian), stored = Sum.Read(frame.AsSpan(16));
            bool commits = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) > 0;
            if (own.SequenceEqual(salts ?? saltsBefore) && (expected == stored || Continue(otherwise, frame, bigEndian) == stored))
            {
                if (damaged is not null && committed)
                    return string.Create(CultureInfo.InvariantCulture, $"{file}: {(damaged == 0 ? "the header" : $"frame {damaged}")} is damaged, and puts that were acknowledged stand behind it");
                committed = committed || (damaged is not null && commits);
                chain = otherwise = stored;
            }
            else
            {
                damaged ??= number;
                committed = commits;
                (chain, otherwise) = (stored, expected);
            }

            saltsBefore = own.ToArray();
        }

        return null;
    }

    private static Sum Continue(Sum chain, byte[] frame, bool bigEndian)
    {
        chain.Add(frame.AsSpan(0, 8), bigEndian);
        chain.Add(frame.AsSpan(FrameHeaderSize), bigEndian);
        return chain;
    }

    /// <returns>0 for a database that has no page yet.</returns>
    private static int PageSizeOf(string path)
    {
        byte[] start = new byte[18];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length) return 0;
        int size = BinaryPrimitives.ReadUInt16BigEndian(start.AsSpan(16));
        return size == 1 ? 65536 : size >= 512 && (size & (size - 1)) == 0 ? size : 0;
    }

    /// <summary>The running checksum of a write-ahead log.</summary>
    private record struct Sum(uint First, uint Second)
    {
        public static Sum Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));

        public void Add(ReadOnlySpan<byte> bytes, bool bigEndian)
        {
            for (int i = 0; i < bytes.Length; i += 8)
            {
                First += (bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..])) + Second;
                Second += (bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(i + 4)..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i + 4)..])) + First;
            }
        }
    }
}
