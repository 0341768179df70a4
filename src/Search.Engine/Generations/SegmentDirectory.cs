using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Hashing;
using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Microsoft.Win32.SafeHandles;
using Lock = System.Threading.Lock;

namespace Search.Engine;

/// <summary>
/// Index files on disk, read through one memory mapping a file. Lucene.NET's own MMapDirectory can unmap under a running
/// search and locks under concurrency; here every input holds its mapping, so pages go away only when no input can reach them.
/// A small file is written only when a commit needs it: of the segments of single puts nearly all are merged before, and making, mapping and
/// removing their files waited for the log's flushes. A sync really flushes each file and the folder: a commit that returned survives a power loss.
/// </summary>
internal sealed class SegmentDirectory(DirectoryInfo path) : FSDirectory(path, new SingleInstanceLockFactory())
{
    /// <summary>Bytes of files that wait for a commit; what comes beyond them is written at once.</summary>
    private const long MostKept = 16 << 20;

    /// <summary>Files flushed at once: a flush mostly waits for the disk, which does several in about the time of one. A bulk ends with some two hundred.</summary>
    private const int FlushesAtOnce = 8;

    /// <summary>What Lucene ends every file with: a mark, the kind of sum, the sum.</summary>
    private const int FooterLength = 16, SumLength = 8;

    private readonly string path = path.FullName;
    private readonly ConcurrentDictionary<string, byte[]> kept = new(StringComparer.Ordinal);

    /// <summary>Files mapped by an input that is still in use: opened again they share its mapping, since each counts as this process's memory for itself.</summary>
    private readonly ConcurrentDictionary<string, WeakReference<FileMapping>> mapped = new(StringComparer.Ordinal);
    private readonly Lock deferring = new();
    private List<string>? deferred;
    private long keptBytes;

    public override string[] ListAll()
    {
        EnsureOpen();
        return [.. base.ListAll().Union(kept.Keys, StringComparer.Ordinal)];
    }

    [Obsolete("Lucene's own callers only.")]
    public override bool FileExists(string name) => kept.ContainsKey(name) || base.FileExists(name);

    public override long FileLength(string name) => kept.TryGetValue(name, out byte[]? content) ? content.Length : base.FileLength(name);

    public override void DeleteFile(string name)
    {
        EnsureOpen();
        mapped.TryRemove(name, out _);
        if (kept.TryRemove(name, out byte[]? content)) Interlocked.Add(ref keptBytes, -content.Length);
        else base.DeleteFile(name);
    }

    public override IndexOutput CreateOutput(string name, IOContext context)
    {
        EnsureOpen();
        // A reader may have the old file mapped: it is unlinked, never overwritten.
        mapped.TryRemove(name, out _);
        if (kept.TryRemove(name, out byte[]? content)) Interlocked.Add(ref keptBytes, -content.Length);
        File.Delete(Path.Combine(path, name));
        return new SegmentOutput(Path.Combine(path, name), pinned => Keep(name, pinned));
    }

    public override IndexInput OpenInput(string name, IOContext context)
    {
        FileMapping mapping = Map(name);
        return new MappedInput(Path.Combine(path, name), mapping, 0, mapping.Length);
    }

    public override IndexInputSlicer CreateSlicer(string name, IOContext context) => new Slicer(Path.Combine(path, name), Map(name));

    /// <summary>
    /// Runs what prepares a commit and syncs nothing meanwhile: it is done while nothing else may change the index, and need not make everybody wait for the disk.
    /// </summary>
    /// <returns>The syncs put off; to be run before the commit is finished.</returns>
    public Action DeferSyncs(Action prepare)
    {
        List<string> names = [];
        lock (deferring) deferred = names;
        try
        {
            prepare();
        }
        finally
        {
            lock (deferring) deferred = null;
        }

        return () => Flush(names);
    }

    public override void Sync(ICollection<string> names)
    {
        EnsureOpen();
        lock (deferring)
        {
            if (deferred is not null)
            {
                deferred.AddRange(names);
                return;
            }
        }

        Flush(names);
    }

    /// <summary>
    /// Reads a file through and compares it with the sum at its end, as Lucene does but with the processor's instructions, and by reading: what is read through a mapping
    /// counts as this process's memory.
    /// </summary>
    /// <exception cref="IOException">It is not what was written.</exception>
    public void CheckFile(string name, CancellationToken cancellation)
    {
        if (kept.ContainsKey(name)) return; // it never was anywhere but in memory
        string file = Path.Combine(path, name);
        // A reader that outlived its writer's recovery holds files that are gone; those it has are whole.
        using SafeFileHandle? handle = OpenIfThere(file);
        if (handle is null) return;
        long length = RandomAccess.GetLength(handle);
        if (length < FooterLength) throw new CorruptIndexException($"{file} is cut off after {length} bytes");
        Crc32 sum = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            for (long at = 0; at < length - SumLength;)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - SumLength - at));
                ReadExactly(piece, at);
                sum.Append(piece);
                at += piece.Length;
            }

            Span<byte> footer = buffer.AsSpan(0, FooterLength);
            ReadExactly(footer, length - FooterLength);
            if (BinaryPrimitives.ReadInt32BigEndian(footer) != CodecUtil.FOOTER_MAGIC || BinaryPrimitives.ReadInt64BigEndian(footer[(FooterLength - SumLength)..]) != sum.GetCurrentHashAsUInt32())
                throw new CorruptIndexException($"{file} does not match its checksum");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        // One read may give less than was asked for.
        void ReadExactly(Span<byte> target, long at)
        {
            for (int got = 0; got < target.Length;)
            {
                int read = RandomAccess.Read(handle, target[got..], at + got);
                if (read == 0) throw new EndOfStreamException($"{file} ends after {at + got} of {length} bytes");
                got += read;
            }
        }
    }

    private static SafeFileHandle? OpenIfThere(string file)
    {
        try
        {
            return File.OpenHandle(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Flush(ICollection<string> names)
    {
        ConcurrentQueue<string> waiting = new(names);
        if (names.Count <= FlushesAtOnce) FlushWaiting(0);
        else OwnThreads.RunAll("flush", FlushesAtOnce, FlushWaiting);
        DurableFile.FlushDirectory(path);

        void FlushWaiting(int thread)
        {
            while (waiting.TryDequeue(out string? name)) Flush(name);
        }
    }

    private void Flush(string name)
    {
        string file = Path.Combine(path, name);
        if (!kept.TryGetValue(name, out byte[]? content))
        {
            DurableFile.FlushFile(file);
            return;
        }

        DurableFile.WriteInPlace(file, content);
        if (kept.TryRemove(name, out _)) Interlocked.Add(ref keptBytes, -content.Length);
    }

    /// <returns>False if the file must go to the disk now.</returns>
    private bool Keep(string name, byte[] pinned)
    {
        if (Interlocked.Add(ref keptBytes, pinned.Length) <= MostKept)
        {
            kept[name] = pinned;
            return true;
        }

        Interlocked.Add(ref keptBytes, -pinned.Length);
        return false;
    }

    private FileMapping Map(string name)
    {
        EnsureOpen();
        if (mapped.TryGetValue(name, out WeakReference<FileMapping>? known) && known.TryGetTarget(out FileMapping? mapping)) return mapping;
        // In this order: a file is on disk before it is no longer kept.
        mapping = kept.TryGetValue(name, out byte[]? content) ? new FileMapping(content) : new FileMapping(Path.Combine(path, name));
        mapped[name] = new WeakReference<FileMapping>(mapping);
        return mapping;
    }

    /// <summary>The parts of a compound file.</summary>
    private sealed class Slicer(string file, FileMapping mapping) : IndexInputSlicer
    {
        public override IndexInput OpenSlice(string sliceDescription, long offset, long length) => new MappedInput($"{file} [{sliceDescription}]", mapping, offset, length);

        [Obsolete("Lucene's own callers only.")]
        public override IndexInput OpenFullSlice() => new MappedInput(file, mapping, 0, mapping.Length);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
