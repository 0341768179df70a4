using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// Index files on disk, read through one memory mapping a file. Lucene.NET's own MMapDirectory can unmap under a running
/// search and locks under concurrency; here every input holds its mapping, so pages go away only when no input can reach them.
/// A sync really flushes each file and the folder: a commit that returned survives a power loss.
/// </summary>
internal sealed class SegmentDirectory(DirectoryInfo path) : FSDirectory(path, new SingleInstanceLockFactory())
{
    private readonly string path = path.FullName;

    public override IndexInput OpenInput(string name, IOContext context)
    {
        EnsureOpen();
        return new MappedInput(Path.Combine(path, name));
    }

    public override void Sync(ICollection<string> names)
    {
        EnsureOpen();
        foreach (string name in names) DurableFile.FlushFile(Path.Combine(path, name));
        DurableFile.FlushDirectory(path);
    }
}

/// <summary>
/// A file's bytes, mapped once and shared by all clones of its input. A small file is read into memory instead: mapping and unmapping the
/// dozen files of a segment of a few articles, of which puts make many a second, cost several times what writing them did.
/// </summary>
internal sealed unsafe class FileMapping
{
    private const int Small = 128 << 10;

    /// <summary>Pinned, so that its address holds as long as it does.</summary>
    private readonly byte[]? content;
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;

    public FileMapping(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Length = stream.Length;
        if (Length <= Small)
        {
            GC.SuppressFinalize(this); // there is nothing to unmap
            content = GC.AllocateUninitializedArray<byte>((int)Length, pinned: true);
            stream.ReadExactly(content);
            Start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(content));
            return;
        }

        file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + view.PointerOffset;
    }

    ~FileMapping()
    {
        // No input is reachable any more (each holds this object), so nothing can read what is unmapped here. Disposing the
        // view releases the mapping; the pointer's reference must go first, or the handle would stay open.
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
    }

    public long Length { get; }

    public byte* Start { get; }
}

/// <summary>Reads a mapped file. Bounds are checked on every read: a damaged index gives an exception, never foreign memory.</summary>
internal sealed unsafe class MappedInput : IndexInput
{
    private readonly FileMapping mapping;
    private readonly byte* start;
    private readonly long length;
    private long position;

    public MappedInput(string path)
        : base(path)
    {
        mapping = new FileMapping(path);
        start = mapping.Start;
        length = mapping.Length;
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
