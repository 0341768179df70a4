using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Search.Engine;

/// <summary>
/// A file's bytes, mapped once and shared by all clones of its input. A small file is read into memory instead: mapping and unmapping the
/// dozen files of a segment of a few articles, of which puts make many a second, cost several times what writing them did.
/// </summary>
internal sealed unsafe class FileMapping
{
    public const int Small = 128 << 10;

    /// <summary>Pinned, so that its address holds as long as it does.</summary>
    private readonly byte[]? content;
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;

    /// <summary>A file that is not on disk yet.</summary>
    /// <param name="pinned">Allocated pinned.</param>
    public FileMapping(byte[] pinned)
    {
        GC.SuppressFinalize(this); // there is nothing to unmap
        content = pinned;
        Length = pinned.Length;
        Start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
    }

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
