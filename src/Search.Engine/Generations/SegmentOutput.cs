using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Lucene.Net.Store;
using Microsoft.Win32.SafeHandles;

namespace Search.Engine;

/// <summary>
/// Writes an index file: small ones are handed over as they are when closed, larger ones go to the disk in pieces. Lucene.NET's own goes
/// through a stream byte by byte and sums them up in a table, which took a twentieth of indexing.
/// </summary>
/// <param name="keep">Takes the content of a small file, allocated pinned, and says whether it did; if not, it is written.</param>
internal sealed class SegmentOutput(string path, Func<byte[], bool> keep) : IndexOutput
{
    private readonly Crc32 checksum = new();
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(1024);
    private SafeFileHandle? file;
    private long written;
    private int used;
    private int summed;
    private bool closed;

    public override long Position => written + used;

    public override long Length => Position;

    public override long Checksum
    {
        get
        {
            Sum();
            return checksum.GetCurrentHashAsUInt32();
        }
    }

    public override void WriteByte(byte b)
    {
        if (used == buffer.Length) MakeRoom();
        buffer[used++] = b;
    }

    public override void WriteBytes(byte[] b, int offset, int length) => Write(b.AsSpan(offset, length));

    public override void WriteInt16(short i)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, i);
        Write(bytes);
    }

    public override void WriteInt32(int i)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, i);
        Write(bytes);
    }

    public override void WriteInt64(long i)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, i);
        Write(bytes);
    }

    /// <summary>Nothing reads what is not closed, and what makes it durable is a sync.</summary>
    public override void Flush()
    {
    }

    [Obsolete("Index files are written from their beginning to their end.")]
    public override void Seek(long pos) => throw new NotSupportedException($"{path}: index files are written from their beginning to their end");

    protected override void Dispose(bool disposing)
    {
        if (!disposing || closed) return;
        closed = true;
        try
        {
            if (file is null)
            {
                byte[] content = GC.AllocateUninitializedArray<byte>(used, pinned: true);
                buffer.AsSpan(0, used).CopyTo(content);
                if (keep(content)) return;
            }

            WriteOut();
        }
        finally
        {
            file?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > buffer.Length - used)
        {
            int fits = buffer.Length - used;
            bytes[..fits].CopyTo(buffer.AsSpan(used));
            used += fits;
            bytes = bytes[fits..];
            MakeRoom();
        }

        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    private void MakeRoom()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (file is not null || used >= FileMapping.Small)
        {
            WriteOut();
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void WriteOut()
    {
        Sum();
        file ??= File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, buffer.AsSpan(0, used), written);
        written += used;
        used = summed = 0;
    }

    private void Sum()
    {
        checksum.Append(buffer.AsSpan(summed, used - summed));
        summed = used;
    }
}
