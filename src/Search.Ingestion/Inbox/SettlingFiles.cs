namespace Search.Ingestion.Inbox;

/// <summary>Which files have stopped changing. A file is complete when size and time stay the same for the settle time, seen by our own clock: a sender's clock may be off.</summary>
internal sealed class SettlingFiles(TimeSpan settle, TimeProvider time)
{
    private readonly Dictionary<string, (FileState State, long Since)> seen = new(StringComparer.Ordinal);

    /// <summary>Notes how the files are now and gives those that are complete, in the order given.</summary>
    public List<string> Observe(IReadOnlyList<string> files, Func<string, FileState?> look)
    {
        var complete = new List<string>();
        var present = new HashSet<string>(files, StringComparer.Ordinal);
        foreach (string gone in seen.Keys.Where(k => !present.Contains(k)).ToList()) seen.Remove(gone);
        long now = time.GetTimestamp();
        foreach (string file in files)
        {
            if (look(file) is not { } state)
            {
                seen.Remove(file);
                continue;
            }
            if (!seen.TryGetValue(file, out var before) || before.State != state) seen[file] = before = (state, now);
            if (time.GetElapsedTime(before.Since, now) >= settle) complete.Add(file);
        }
        return complete;
    }

    /// <summary>How the file was when it last counted as complete.</summary>
    public FileState? StateOf(string file) => seen.TryGetValue(file, out var entry) ? entry.State : null;

    /// <summary>How long the file has been as it is, as far as we have seen.</summary>
    public TimeSpan UnchangedFor(string file) => seen.TryGetValue(file, out var entry) ? time.GetElapsedTime(entry.Since) : TimeSpan.Zero;

    /// <summary>Whether some files are still being watched: the next look should come after the settle time.</summary>
    public bool Any => seen.Count > 0;
}
