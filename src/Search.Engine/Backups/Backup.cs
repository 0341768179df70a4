namespace Search.Engine;

/// <summary>What a backup wrote.</summary>
/// <param name="Sequence">The log's last sequence in it.</param>
/// <param name="FilesWritten">Files of which something was written now.</param>
/// <param name="FilesKept">Files that were there already.</param>
/// <param name="BytesWritten">Bytes written now.</param>
public sealed record BackupReceipt(long Sequence, long FilesWritten, long FilesKept, long BytesWritten);

/// <summary>A backup on disk, used without an engine.</summary>
public static class Backup
{
    /// <summary>In a data directory while it is being restored; an engine does not open it.</summary>
    internal const string UnfinishedMarker = "restore-unfinished";

    public static bool IsBackup(string directory) => File.Exists(Path.Combine(directory, BackupManifest.FileName));

    /// <summary>Writes a backup's files to an empty data directory, each block checked.</summary>
    /// <param name="sequence">The last entry wanted; null for all. An earlier one makes a new log (of another id) that goes on from there; its index is built when it is opened.</param>
    /// <returns>The restored log's last sequence.</returns>
    /// <exception cref="EngineException">NotFound, FailedPrecondition when the directory is not empty or in use, InvalidArgument for a sequence it does not reach, DataLoss.</exception>
    public static long Restore(string backup, string dataDirectory, long? sequence, CancellationToken cancellation)
    {
        BackupManifest manifest = BackupManifest.Read(backup) ?? throw new EngineException(EngineFailure.NotFound, $"{backup} holds no backup: there is no {BackupManifest.FileName}");
        if (sequence is { } wanted && (wanted < 0 || wanted > manifest.Sequence))
            throw new EngineException(EngineFailure.InvalidArgument, $"the backup reaches from sequence 0 to {manifest.Sequence}, not {wanted}", "sequence");
        if (Directory.Exists(dataDirectory) && Directory.EnumerateFileSystemEntries(dataDirectory).FirstOrDefault() is { } there)
            throw new EngineException(EngineFailure.FailedPrecondition, $"{dataDirectory} is not empty ({Path.GetFileName(there)}); a restore overwrites nothing");
        bool whole = sequence is null || sequence == manifest.Sequence;
        // Until it is whole nobody else opens it; and one that began here a moment earlier has left more than the lock.
        using DataDirectoryLock owner = DataDirectoryLock.MakeAndTake(dataDirectory);
        if (Directory.EnumerateFileSystemEntries(dataDirectory).FirstOrDefault(e => Path.GetFileName(e) != DataDirectoryLock.FileName) is { } meanwhile)
            throw new EngineException(EngineFailure.FailedPrecondition, $"{dataDirectory} is not empty ({Path.GetFileName(meanwhile)}); a restore overwrites nothing");
        string marker = Path.Combine(dataDirectory, UnfinishedMarker);
        DurableFile.Write(marker, []);
        BackupObjects objects = new(Path.Combine(backup, BackupObjects.FolderName));
        foreach (BackedUpFile file in manifest.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            // An index of later entries is of no use to an earlier log.
            if (whole || !file.Path.StartsWith("generations/", StringComparison.Ordinal)) Write(objects, file, Path.Combine(dataDirectory, file.Path));
        }

        if (!whole) LogTruncation.Truncate(Path.Combine(dataDirectory, "log", "articles.db"), sequence!.Value);
        else if (manifest.Generation.Length > 0) new GenerationStore(Path.Combine(dataDirectory, "generations")).WriteCurrent(manifest.Generation);
        foreach (string folder in Directory.EnumerateDirectories(dataDirectory, "*", SearchOption.AllDirectories).Append(dataDirectory)) DurableFile.FlushDirectory(folder);
        File.Delete(marker);
        DurableFile.FlushDirectory(dataDirectory);
        return sequence ?? manifest.Sequence;
    }

    /// <summary>Restores a backup to a temporary folder and checks everything in it as <see cref="DataDirectory.Verify"/> does.</summary>
    public static VerifyReport Verify(string backup, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("search-verify-").FullName;
        try
        {
            Restore(backup, folder, null, cancellation);
            return DataDirectory.Verify(folder, cancellation);
        }
        catch (EngineException e) when (e.Failure == EngineFailure.DataLoss)
        {
            return new VerifyReport(false, [e.Message], 0, 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(BackupObjects objects, BackedUpFile file, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (string block in file.Blocks) stream.Write(objects.Read(block, file.Path));
        if (stream.Length != file.Size) throw new EngineException(EngineFailure.DataLoss, $"{file.Path} has {stream.Length} bytes in the backup's blocks and {file.Size} in its manifest");
        stream.Flush(flushToDisk: true);
    }
}
