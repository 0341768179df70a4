using System.IO.Compression;
using System.Security.Cryptography;

namespace Search.Engine;

/// <summary>
/// Page sources as they came, named by the SHA-256 of their content and gzipped: the same page twice is one file, and a
/// damaged file cannot pass for a whole one. Written before the log entry that names it, so no entry points to nothing.
/// </summary>
internal sealed class SourceStore
{
    private readonly string root;
    private readonly Lock changing = new();

    /// <summary>Sources of puts that the log has not answered yet: they must not be removed under them.</summary>
    private readonly Dictionary<string, int> inUse = new(StringComparer.Ordinal);

    public SourceStore(string root)
    {
        this.root = root;
        DurableFile.CreateDirectory(root);
    }

    /// <summary>Keeps the source; <see cref="Release"/> follows once the log names it, or never will.</summary>
    /// <returns>Lower-case hexadecimal SHA-256.</returns>
    public string Put(ReadOnlyMemory<byte> content)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        lock (changing) inUse[sha256] = inUse.GetValueOrDefault(sha256) + 1;
        try
        {
            Write(sha256, content);
            return sha256;
        }
        catch
        {
            Release(sha256);
            throw;
        }
    }

    public void Release(string sha256)
    {
        lock (changing)
        {
            if (--inUse[sha256] == 0) inUse.Remove(sha256);
        }
    }

    /// <summary>Removes the source from disk; done when there is none.</summary>
    /// <param name="unless">Tells of one that is to stay after all; asked while no put can take it into use.</param>
    /// <returns>False while a put holds it.</returns>
    public bool TryRemove(string sha256, Func<string, bool>? unless = null)
    {
        lock (changing)
        {
            if (inUse.ContainsKey(sha256)) return false;
            if (unless?.Invoke(sha256) == true) return true;
            string path = PathOf(sha256);
            if (!File.Exists(path)) return true;
            File.Delete(path);
            DurableFile.FlushDirectory(Path.GetDirectoryName(path)!);
            return true;
        }
    }

    /// <summary>Removes what a crash left of sources that were being written: nothing names such a file, and no erasure would look into it.</summary>
    public void RemoveUnfinished()
    {
        foreach (string draft in Directory.EnumerateFiles(root, ".*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            lock (changing)
            {
                // Named by its source, as all of DurableFile's are by what they become.
                if (inUse.ContainsKey(Path.GetFileName(draft).TrimStart('.').Split('.')[0])) continue;
                File.Delete(draft);
                DurableFile.FlushDirectory(Path.GetDirectoryName(draft)!);
            }
        }
    }

    /// <exception cref="EngineException">DataLoss when the file is missing or its content is not what its name says.</exception>
    public byte[] Get(string sha256) => Read(PathOf(sha256), sha256);

    /// <summary>Every source on disk, also those that no page names any more.</summary>
    public IEnumerable<string> List() =>
        Directory.EnumerateFiles(root, "*.gz", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => n.Length == 64 && n[0] != '.');

    /// <summary>Where the source lies below the store's folder.</summary>
    public static string RelativePath(string sha256) => Path.Combine(sha256[..2], sha256 + ".gz");

    public static byte[] Read(string path, string sha256)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using GZipStream gzip = new(file, CompressionMode.Decompress);
            using MemoryStream content = new();
            gzip.CopyTo(content);
            byte[] bytes = content.ToArray();
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != sha256)
                throw new EngineException(EngineFailure.DataLoss, $"{path}: the content is not what its name says");
            return bytes;
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(EngineFailure.DataLoss, $"{path}: {e.Message}", "", e);
        }
    }

    private void Write(string sha256, ReadOnlyMemory<byte> content)
    {
        string path = PathOf(sha256);
        string folder = Path.GetDirectoryName(path)!;
        if (File.Exists(path))
        {
            // Another put may have named it a moment ago without having flushed that name yet.
            DurableFile.FlushDirectory(folder);
            return;
        }

        DurableFile.CreateDirectory(folder);
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content.Span);
        DurableFile.Write(path, compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }

    private string PathOf(string sha256) => Path.Combine(root, RelativePath(sha256));
}
