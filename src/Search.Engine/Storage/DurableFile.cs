using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Search.Engine;

/// <summary>Files that are whole or absent after a crash, and on stable storage when the call returns.</summary>
public static partial class DurableFile
{
    /// <summary>Writes beside the target, flushes to disk, renames over it, and flushes the folder's entry.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string directory = Path.GetDirectoryName(path)!;
        // The name is unique so that two writers of the same content cannot tear each other's file.
        string temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory(directory);
    }

    /// <summary>Makes a folder with those above it that are missing, each named durably in the one above.</summary>
    /// <returns>The path.</returns>
    public static string CreateDirectory(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(full)) return path;
        string? above = Path.GetDirectoryName(full);
        if (above is not null) CreateDirectory(above);
        Directory.CreateDirectory(full);
        if (above is not null) FlushDirectory(above);
        return path;
    }

    /// <summary>Writes a new file under its own name and flushes it: for files that nothing reads before another one names them. The folder's entry is not flushed.</summary>
    public static void WriteInPlace(string path, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Flushes one file's content to disk.</summary>
    public static void FlushFile(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes the folder's entries (new and renamed files) survive a power loss. .NET has no call for it; on Windows NTFS does it itself.</summary>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(directory, 0);
        if (descriptor < 0) throw new IOException($"{directory}: cannot open the folder to flush it (errno {Marshal.GetLastPInvokeError()})");
        using SafeFileHandle folder = new(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(folder);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
