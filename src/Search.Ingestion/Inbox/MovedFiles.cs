using Microsoft.Extensions.Logging;

namespace Search.Ingestion.Inbox;

/// <summary>
/// Files that were done with a while ago. A sender that stood still for longer than the settle time (a slow network) goes on writing into a file that has left the inbox meanwhile,
/// since a move does not close it; what comes then would never be fed. Such a file goes back into the inbox, with all that was fed as one with it. Not one that has come again
/// since: a connection that died half-way may still bring its last bytes, and they are older than the whole file. A worker that starts anew knows of none.
/// </summary>
internal sealed class MovedFiles(InboxFolder folder, TimeSpan interval, TimeProvider time, ILogger log)
{
    /// <summary>Longer than connections that have died are kept by whoever receives files.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(30);

    private readonly Lock changing = new();
    private readonly Queue<Together> moved = new();

    /// <summary>What a file was moved with last, by its name in the inbox; an older move of that name counts no more.</summary>
    private readonly Dictionary<string, Together> latest = new(StringComparer.Ordinal);

    private long looked = time.GetTimestamp();

    /// <param name="files">What was fed as one, in the order in which it was moved.</param>
    public void Add(IReadOnlyList<MovedFile> files)
    {
        lock (changing)
        {
            var together = new Together(files, time.GetTimestamp());
            foreach (MovedFile file in files) latest[file.Relative] = together;
            moved.Enqueue(together);
        }
    }

    /// <summary>Takes those back that have changed; once an interval.</summary>
    /// <exception cref="OperationCanceledException">The rest is looked at next time.</exception>
    public void TakeBackChanged(CancellationToken cancellation)
    {
        lock (changing)
        {
            // A drive that is away has lost no file.
            if (time.GetElapsedTime(looked) < interval || !Directory.Exists(folder.Root)) return;
            looked = time.GetTimestamp();
            for (int left = moved.Count; left > 0; left--)
            {
                cancellation.ThrowIfCancellationRequested();
                Together together = moved.Dequeue();
                if (IsWatchedOn(together)) moved.Enqueue(together);
                else Forget(together);
            }
        }
    }

    private bool IsWatchedOn(Together together)
    {
        try
        {
            List<MovedFile> files = [.. together.Files.Where(f => latest.GetValueOrDefault(f.Relative) == together)];
            if (!together.Returning)
            {
                List<MovedFile> changed = files.FindAll(f => InboxFolder.LookAt(f.Path) is { } now && now != f.State);
                foreach (MovedFile older in changed.FindAll(f => Path.Exists(folder.FullPath(f.Relative))))
                {
                    log.CameAgain(older.Path);
                    latest.Remove(older.Relative);
                    changed.Remove(older);
                    files.Remove(older);
                }
                // Age only after the look: a round may last longer than files are watched. What is not there may be there again.
                if (changed.Count == 0) return files.Count > 0 && time.GetElapsedTime(together.At) <= Watched;
                together.Returning = true;
            }
            // The list before what it lists: whoever begins again finds the rest by it.
            foreach (MovedFile file in files.AsEnumerable().Reverse())
            {
                folder.TakeBack(file.Path, file.Relative);
                if (file.Report is not null && !File.Exists(file.Path)) File.Delete(file.Report);
            }
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!together.Failed) log.NotTakenBack(together.Files[^1].Relative, e.Message);
            return together.Failed = true;
        }
    }

    private void Forget(Together together)
    {
        foreach (MovedFile file in together.Files)
        {
            if (latest.GetValueOrDefault(file.Relative) == together) latest.Remove(file.Relative);
        }
    }

    private sealed class Together(IReadOnlyList<MovedFile> files, long at)
    {
        public IReadOnlyList<MovedFile> Files => files;

        public long At => at;

        /// <summary>Some of it may be back already.</summary>
        public bool Returning { get; set; }

        public bool Failed { get; set; }
    }
}

/// <summary>A file that has left the inbox.</summary>
/// <param name="Relative">What it was called in the inbox.</param>
/// <param name="Path">Where it is now.</param>
/// <param name="State">How it was when it was read.</param>
/// <param name="Report">Goes when the file goes back; null for none.</param>
internal sealed record MovedFile(string Relative, string Path, FileState State, string? Report = null);
