using System.Security.Cryptography;

namespace Search.Engine;

/// <summary>
/// The blocks of a backup, named by the SHA-256 of what they hold: what is there already is not written again, whatever file it
/// was of, and a damaged block cannot pass for a whole one. Blocks of a fixed size, since the log only grows at its end and
/// changes here and there, and everything else is never changed.
/// </summary>
internal sealed class BackupObjects(string root)
{
    public const string FolderName = "objects";

    /// <summary>Many pages of the log's database; small enough that one changed page costs little.</summary>
    private const int BlockSize = 1 << 20;

    private readonly HashSet<string> changed = [];

    public long FilesWritten { get; private set; }

    public long FilesKept { get; private set; }

    public long BytesWritten { get; private set; }

    public static bool IsName(string name) => name.Length == 64 && name.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0;

    /// <summary>Takes a file in.</summary>
    /// <param name="path">What it is called in the backup.</param>
    public BackedUpFile Add(string file, string path, CancellationToken cancellation)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] buffer = new byte[BlockSize];
        List<string> blocks = [];
        long size = 0, before = BytesWritten;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read == 0) break;
            size += read;
            blocks.Add(Write(buffer.AsSpan(0, read)));
        }

        if (BytesWritten > before) FilesWritten++;
        else FilesKept++;
        return new BackedUpFile(path, size, blocks);
    }

    /// <summary>A file that an earlier backup took in and that never changes.</summary>
    /// <returns>False when a block of it is gone.</returns>
    public bool TryKeep(BackedUpFile file)
    {
        if (!file.Blocks.All(b => File.Exists(PathOf(b)))) return false;
        FilesKept++;
        return true;
    }

    /// <summary>Makes every block written durable; the manifest that names them may be written after.</summary>
    public void Flush()
    {
        foreach (string folder in changed) DurableFile.FlushDirectory(folder);
        if (changed.Count > 0) DurableFile.FlushDirectory(root);
        changed.Clear();
    }

    /// <summary>Removes blocks that no file of the backup has any more, and what interrupted backups left.</summary>
    public void RemoveAllBut(IEnumerable<BackedUpFile> files)
    {
        HashSet<string> kept = [.. files.SelectMany(f => f.Blocks)];
        foreach (string file in Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            if (!kept.Contains(Path.GetFileName(file))) File.Delete(file);
    }

    /// <exception cref="EngineException">DataLoss when the block is missing or damaged.</exception>
    public byte[] Read(string block, string ofFile)
    {
        string path = PathOf(block);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(EngineFailure.DataLoss, $"{path} is missing: a block of {ofFile}", "", e);
        }

        return Convert.ToHexStringLower(SHA256.HashData(content)) == block
            ? content
            : throw new EngineException(EngineFailure.DataLoss, $"{path} is damaged: a block of {ofFile}");
    }

    private string Write(ReadOnlySpan<byte> block)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(block));
        string path = PathOf(name);
        string folder = Path.GetDirectoryName(path)!;
        changed.Add(folder); // also of one that is there: a backup that was broken off may not have made its name durable
        // A crash can leave a block short; one of the right length was flushed before it got its name.
        if (new FileInfo(path) is { Exists: true } there && there.Length == block.Length) return name;
        DurableFile.CreateDirectory(folder);
        string draft = Path.Combine(folder, $".{name}.tmp");
        using (FileStream stream = new(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(block);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        BytesWritten += block.Length;
        return name;
    }

    private string PathOf(string name) => Path.Combine(root, name[..2], name);
}
