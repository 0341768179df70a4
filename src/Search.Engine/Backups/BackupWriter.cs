namespace Search.Engine;

/// <summary>
/// Copies log, sources and live generation into a folder while everything goes on. The generation's commit is held first and
/// the log copied after it, so the copy of the index is never ahead of the copy of its log; the sources come last, since every
/// source that the log names was on disk before it was named.
/// </summary>
internal sealed class BackupWriter(string dataDirectory, IArticleLog log, LiveGeneration live, TimeProvider time)
{
    private const string LogFile = "log/articles.db";

    /// <exception cref="EngineException">InvalidArgument or FailedPrecondition when the folder cannot take this backup; DataLoss when what is to be copied is damaged.</exception>
    public BackupReceipt Write(string directory, CancellationToken cancellation)
    {
        BackupManifest? previous = Prepare(directory);
        using FileStream owner = Own(directory);
        RemoveLeftovers(directory);
        BackupObjects objects = new(Path.Combine(directory, BackupObjects.FolderName));
        List<BackedUpFile> files = [];
        string generation = AddLiveGeneration(objects, files, cancellation);
        (long sequence, IReadOnlyList<KeptSource> sources) = AddLog(objects, directory, files, cancellation);
        AddSources(objects, sources, previous, files, cancellation);
        objects.Flush();
        BackupManifest manifest = new()
        {
            Format = BackupManifest.CurrentFormat,
            LogId = log.LogId,
            Sequence = sequence,
            CreatedAt = time.GetUtcNow(),
            Generation = generation,
            Files = files,
        };
        manifest.Write(directory);
        // What an earlier backup held and this one does not, erased texts among it, goes.
        objects.RemoveAllBut(files);
        return new BackupReceipt(sequence, objects.FilesWritten, objects.FilesKept, objects.BytesWritten);
    }

    private BackupManifest? Prepare(string directory)
    {
        if (!Path.IsPathFullyQualified(directory)) throw new EngineException(EngineFailure.InvalidArgument, "the backup's directory must be an absolute path", "directory");
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)), data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataDirectory));
        if (IsWithin(full, data) || IsWithin(data, full)) throw new EngineException(EngineFailure.InvalidArgument, "a backup does not belong in the data directory, nor the data directory in a backup", "directory");
        DurableFile.CreateDirectory(Path.Combine(directory, BackupObjects.FolderName));
        BackupManifest? previous = BackupManifest.Read(directory);
        if (previous is not null && previous.LogId != log.LogId)
            throw new EngineException(EngineFailure.FailedPrecondition, $"{directory} holds the backup of another article log ({previous.LogId})", "directory");
        string[] ours = [BackupObjects.FolderName, BackupManifest.FileName, LockName];
        if (Directory.EnumerateFileSystemEntries(directory).Select(e => Path.GetFileName(e)!).FirstOrDefault(n => !ours.Contains(n) && !IsLeftover(n)) is { } foreign)
            throw new EngineException(EngineFailure.FailedPrecondition, $"{directory} holds something that is no backup: {foreign}", "directory");
        return previous;
    }

    private const string LockName = "lock";

    /// <summary>Of a backup that was killed: the copy of the log, what SQLite kept beside it, a manifest that was not named yet.</summary>
    private static bool IsLeftover(string name) =>
        name[0] == '.' && (name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".tmp-journal", StringComparison.Ordinal) || name.EndsWith(".tmp-wal", StringComparison.Ordinal) || name.EndsWith(".tmp-shm", StringComparison.Ordinal));

    /// <summary>Nobody writes them any more once the folder is owned; and they may hold what has been erased since.</summary>
    private static void RemoveLeftovers(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory).Where(f => IsLeftover(Path.GetFileName(f))).ToList()) File.Delete(file);
    }

    private static FileStream Own(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new EngineException(EngineFailure.FailedPrecondition, $"another backup is being written to {directory}: {e.Message}", "directory", e);
        }
    }

    /// <returns>Its name; empty if none is live.</returns>
    private string AddLiveGeneration(BackupObjects objects, List<BackedUpFile> files, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            files.Clear();
            GenerationIndex? index = live.Index;
            if (index is null) return "";
            try
            {
                index.Commit();
                using CommitSnapshot? commit = index.HoldCommit();
                if (commit is null && index != live.Index) continue; // closed, since another became live
                if (commit is null) return "";
                index.CheckIntegrity(cancellation);
                AddGeneration(objects, commit, files, cancellation);
                return index.Name;
            }
            catch (Exception e) when (attempt < 5 && index != live.Index && e is ObjectDisposedException or FileNotFoundException or DirectoryNotFoundException or EngineException)
            {
                // Another generation became live meanwhile and this one was closed: that one is to be copied.
            }
        }
    }

    private static void AddGeneration(BackupObjects objects, CommitSnapshot commit, List<BackedUpFile> files, CancellationToken cancellation)
    {
        string name = Path.GetFileName(commit.GenerationPath), below = $"generations/{name}/";
        foreach (string segment in commit.SegmentFiles.Order(StringComparer.Ordinal))
            files.Add(objects.Add(Path.Combine(commit.GenerationPath, "segments", segment), $"{below}segments/{segment}", cancellation));
        files.Add(objects.Add(Path.Combine(commit.GenerationPath, GenerationManifest.FileName), below + GenerationManifest.FileName, cancellation));
        string dictionaries = Path.Combine(commit.GenerationPath, "dictionaries");
        foreach (string file in Directory.EnumerateFiles(dictionaries, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            files.Add(objects.Add(file, $"{below}dictionaries/{Path.GetRelativePath(dictionaries, file).Replace('\\', '/')}", cancellation));
    }

    private (long Sequence, IReadOnlyList<KeptSource> Sources) AddLog(BackupObjects objects, string directory, List<BackedUpFile> files, CancellationToken cancellation)
    {
        string copy = Path.Combine(directory, $".{Guid.NewGuid():N}.tmp");
        try
        {
            log.CopyTo(copy);
            // A damaged log must not replace the sound copy of it that is there.
            IReadOnlyList<string> problems = LogVerifier.Verify(copy, cancellation);
            if (problems.Count > 0) throw new EngineException(EngineFailure.DataLoss, $"the article log is damaged, the backup that is there stays: {problems[0]}");
            files.Add(objects.Add(copy, LogFile, cancellation));
            LogCatalog catalog = new(copy);
            return (catalog.ReadHead(), catalog.ListSources());
        }
        finally
        {
            LogSchema.ReleaseReaders(copy);
            File.Delete(copy);
        }
    }

    private void AddSources(BackupObjects objects, IReadOnlyList<KeptSource> sources, BackupManifest? previous, List<BackedUpFile> files, CancellationToken cancellation)
    {
        Dictionary<string, BackedUpFile> known = previous?.Files.Where(f => f.Path.StartsWith("sources/", StringComparison.Ordinal)).ToDictionary(f => f.Path) ?? [];
        foreach (string sha256 in sources.SelectMany(s => new[] { s.Sha256, s.CorrectionSha256 }).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string path = "sources/" + SourceStore.RelativePath(sha256).Replace('\\', '/');
            if (known.TryGetValue(path, out BackedUpFile? kept) && objects.TryKeep(kept))
            {
                files.Add(kept);
                continue;
            }

            string file = Path.Combine(dataDirectory, "sources", SourceStore.RelativePath(sha256));
            SourceStore.Read(file, sha256);
            files.Add(objects.Add(file, path, cancellation));
        }
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
