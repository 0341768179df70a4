namespace Search.Ingestion;

/// <summary>The inbox belongs to another worker, in this process or another.</summary>
public sealed class InboxOwnedException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// The folder on disk: what counts as a file to feed, and where fed and unreadable ones go. Names that begin with a dot are the worker's own
/// or somebody's temporary ones; links are never followed, so that nothing outside the folder is read or moved.
/// </summary>
internal sealed class InboxFolder : IDisposable
{
    public const string DoneName = ".done";
    public const string QuarantineName = ".quarantine";
    private const string CorrectionSuffix = ".correction.json";
    private const string DraftPrefix = ".draft-";
    private const string LockName = ".lock";

    private static readonly string[] UnfinishedSuffixes = [".part", ".tmp", ".crdownload", ".filepart", ".partial", "~"];

    /// <summary>What belongs to the file beside it and moves with it; see Search.Newspaper.</summary>
    private static readonly string[] CompanionSuffixes = [".meta.json", CorrectionSuffix];

    private static readonly EnumerationOptions Recursive = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = true,
        MaxRecursionDepth = 16,
    };

    private readonly FileStream owner;

    private InboxFolder(string root, FileStream owner)
    {
        Root = root;
        this.owner = owner;
    }

    /// <summary>Absolute, without a slash at its end.</summary>
    public string Root { get; }

    public string Done => Path.Combine(Root, DoneName);

    public string Quarantine => Path.Combine(Root, QuarantineName);

    /// <summary>Makes the folder if need be and takes its lock, which the system gives back when the process ends, however it ends.</summary>
    /// <exception cref="InboxOwnedException">Another worker owns it.</exception>
    public static InboxFolder Own(string path)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Directory.CreateDirectory(root);
        string lockFile = Path.Combine(root, LockName);
        RefuseLinks(root, lockFile);
        try
        {
            var folder = new InboxFolder(root, new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            folder.RemoveDrafts();
            return folder;
        }
        catch (IOException e)
        {
            throw new InboxOwnedException($"The inbox {root} is owned by another worker (its lock {lockFile} is held): one worker an inbox.", e);
        }
    }

    /// <summary>Every file that may be fed, relative to the root, in name order. A correction (or meta file) that comes after its page was fed brings the page back to be fed with it.</summary>
    public List<string> List()
    {
        var files = new List<string>();
        var companions = new List<string>();
        foreach (FileInfo file in new DirectoryInfo(Root).EnumerateFiles("*", Recursive))
        {
            if (file.Name[0] == '.' || file.LinkTarget is not null || IsUnfinished(file.Name)) continue;
            string relative = Path.GetRelativePath(Root, file.FullName);
            if (!relative.StartsWith('.') && !relative.Contains($"{Path.DirectorySeparatorChar}.", StringComparison.Ordinal)) (IsCompanion(file.Name) ? companions : files).Add(relative);
        }
        foreach (string companion in companions)
        {
            string page = CompanionSuffixes.Where(s => companion.EndsWith(s, StringComparison.OrdinalIgnoreCase)).Select(s => companion[..^s.Length]).First();
            if (!files.Contains(page, StringComparer.Ordinal) && Recall(page)) files.Add(page);
        }
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>Size and time of a file and its companions, all that a writer may still be changing; null when it is gone or has become a link.</summary>
    public FileState? Look(string relative)
    {
        var file = new FileInfo(Path.Combine(Root, relative));
        if (!file.Exists || file.LinkTarget is not null) return null;
        long size = file.Length, newest = file.LastWriteTimeUtc.Ticks;
        foreach (string suffix in CompanionSuffixes)
        {
            var companion = new FileInfo(file.FullName + suffix);
            if (!companion.Exists) continue;
            size += companion.Length;
            newest = Math.Max(newest, companion.LastWriteTimeUtc.Ticks);
        }
        return new FileState(size, newest);
    }

    /// <summary>Moves the latest version of a file that was fed back into the inbox, with its companions where no newer ones are there.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Recall(string relative)
    {
        string to = FullPath(relative);
        // Looked for first: a name that comes out of a list may be no name at all.
        if (Path.Exists(to) || !File.Exists(Path.Combine(Done, relative)) || LatestDone(relative) is not { } from) return false;
        return TakeBack(from, relative);
    }

    /// <summary>Moves a file that was done with back into the inbox, with its companions where no newer ones are there.</summary>
    /// <returns>False if it is gone, or another has come in its place.</returns>
    public bool TakeBack(string from, string relative)
    {
        string to = FullPath(relative);
        if (Path.Exists(to) || !File.Exists(from)) return false;
        RefuseLinks(Root, from);
        RefuseLinks(Root, to);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Move(from, to, overwrite: false);
        foreach (string suffix in CompanionSuffixes)
        {
            if (File.Exists(from + suffix) && !Path.Exists(to + suffix)) File.Move(from + suffix, to + suffix, overwrite: false);
        }
        return true;
    }

    /// <summary>Size and time of one file by its full path; null when it is gone.</summary>
    public static FileState? LookAt(string path) => new FileInfo(path) is { Exists: true } file ? new FileState(file.Length, file.LastWriteTimeUtc.Ticks) : null;

    /// <summary>
    /// A page that comes again as it was keeps the correction it was fed with: whoever delivers it a second time knows nothing of the archivist's work. A page that has changed
    /// does not, since a correction speaks of lines and articles by number.
    /// </summary>
    /// <param name="relative">The page, or its list.</param>
    /// <param name="all">All files that make the page.</param>
    /// <returns>Whether a correction was put beside it.</returns>
    public bool RestoreCorrection(string relative, IEnumerable<string> all)
    {
        string page = FullPath(relative);
        if (File.Exists(page + CorrectionSuffix) || LatestDone(relative) is not { } done || !File.Exists(done + CorrectionSuffix) || !all.All(IsAsDone)) return false;
        // Under a hidden name until it is whole: half a correction would be taken for a wrong one.
        string draft = Path.Combine(Path.GetDirectoryName(page)!, $".{Path.GetFileName(page)}{CorrectionSuffix}.tmp");
        File.Copy(done + CorrectionSuffix, draft, overwrite: true);
        File.Move(draft, page + CorrectionSuffix, overwrite: false);
        return true;
    }

    private bool IsAsDone(string relative) =>
        LatestDone(relative) is { } done && new FileInfo(done).Length == new FileInfo(FullPath(relative)).Length && File.ReadAllBytes(done).AsSpan().SequenceEqual(File.ReadAllBytes(FullPath(relative)));

    /// <summary>Where the version of a file that was fed last is kept.</summary>
    private string? LatestDone(string relative)
    {
        string wanted = Path.Combine(Done, relative);
        RefuseLinks(Root, wanted);
        int number = 0;
        while (File.Exists(FreeName(wanted, number + 1))) number++;
        return number == 0 ? null : FreeName(wanted, number);
    }

    public string FullPath(string relative) => Path.Combine(Root, relative);

    /// <summary>Moves a file with its companions below <paramref name="folder"/>, numbered if the name is taken; never overwrites.</summary>
    /// <returns>Where it is now.</returns>
    public string MoveTo(string folder, string relative) => Move(relative, Path.Combine(folder, relative));

    /// <param name="wanted">Where it is to be, below the inbox.</param>
    public string Move(string relative, string wanted)
    {
        string from = FullPath(relative);
        RefuseLinks(Root, wanted);
        Directory.CreateDirectory(Path.GetDirectoryName(wanted)!);
        string to = MoveNumbered(from, wanted);
        foreach (string suffix in CompanionSuffixes)
        {
            if (File.Exists(from + suffix)) MoveNumbered(from + suffix, to + suffix);
        }
        return to;
    }

    /// <summary>Deletes a file of the inbox with its companions, these first: without its file one would lie there for good.</summary>
    public void Delete(string relative)
    {
        foreach (string suffix in CompanionSuffixes) File.Delete(FullPath(relative) + suffix);
        File.Delete(FullPath(relative));
    }

    /// <summary><paramref name="wanted"/>, or with a number before its extension (<c>A01.2.txt</c>) when that is taken.</summary>
    public static string FreeName(string wanted, int number) =>
        number == 1 ? wanted : Path.Combine(Path.GetDirectoryName(wanted)!, $"{Path.GetFileNameWithoutExtension(wanted)}.{number}{Path.GetExtension(wanted)}");

    /// <summary>A file of the worker's own that is not finished; a crash leaves it behind and the next start removes it.</summary>
    public string NewDraft() => Path.Combine(Quarantine, DraftPrefix + Guid.NewGuid().ToString("N"));

    public static bool IsDraft(string path) => Path.GetFileName(path).StartsWith(DraftPrefix, StringComparison.Ordinal);

    /// <exception cref="UnauthorizedAccessException">The path, below the inbox, leads over a link.</exception>
    public void RefuseLinks(string path) => RefuseLinks(Root, path);

    public void Dispose() => owner.Dispose();

    private void RemoveDrafts()
    {
        RefuseLinks(Root, Quarantine);
        if (!Directory.Exists(Quarantine)) return;
        foreach (string draft in Directory.EnumerateFiles(Quarantine, DraftPrefix + "*")) File.Delete(draft);
    }

    /// <summary>Whoever may write to the inbox could plant a link in place of one of the worker's folders and have files moved anywhere.</summary>
    private static void RefuseLinks(string root, string path)
    {
        for (string? at = path; at is not null && at.Length > root.Length; at = Path.GetDirectoryName(at))
        {
            if (new FileInfo(at).LinkTarget is not null) throw new UnauthorizedAccessException($"{at} is a link; the worker does not leave its folder.");
        }
    }

    private static string MoveNumbered(string from, string wanted)
    {
        for (int number = 1; ; number++)
        {
            string to = FreeName(wanted, number);
            if (Path.Exists(to)) continue;
            try
            {
                File.Move(from, to, overwrite: false);
                return to;
            }
            catch (IOException) when (Path.Exists(to) && File.Exists(from))
            {
                // Taken between the look and the move: the next number.
            }
        }
    }

    private static bool IsUnfinished(string name) => UnfinishedSuffixes.Any(s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase));

    private static bool IsCompanion(string name) => CompanionSuffixes.Any(s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What of a file changes while it is being written.</summary>
internal readonly record struct FileState(long Size, long WrittenTicks);
