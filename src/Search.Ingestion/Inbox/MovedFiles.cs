namespace Search.Ingestion.Inbox;

/// <summary>
/// Files that were done with a while ago. A sender that stood still for longer than the settle time (a slow network) goes on writing into a file that has left the inbox meanwhile,
/// since a move does not close it; what comes then would never be fed. Such a file goes back into the inbox. A worker that starts anew knows of none.
/// </summary>
internal sealed class MovedFiles(InboxFolder folder, TimeSpan interval, TimeProvider time)
{
    /// <summary>Longer than connections that have died are kept by whoever receives files.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(30);

    private readonly Lock changing = new();
    private readonly Queue<Moved> moved = new();
    private long looked = time.GetTimestamp();

    /// <param name="relative">What it was called in the inbox.</param>
    /// <param name="path">Where it is now.</param>
    /// <param name="state">How it was when it was read.</param>
    /// <param name="report">Goes when the file goes back; null for none.</param>
    public void Add(string relative, string path, FileState state, string? report = null)
    {
        lock (changing) moved.Enqueue(new Moved(relative, path, state, report, time.GetTimestamp()));
    }

    /// <summary>Takes those back that have changed; once an interval.</summary>
    public void TakeBackChanged()
    {
        lock (changing)
        {
            if (time.GetElapsedTime(looked) < interval) return;
            looked = time.GetTimestamp();
            while (moved.TryPeek(out Moved? oldest) && time.GetElapsedTime(oldest.At) > Watched) moved.Dequeue();
            for (int left = moved.Count; left > 0; left--)
            {
                Moved file = moved.Dequeue();
                FileState? now = InboxFolder.LookAt(file.Path);
                if (now is null) continue; // somebody took it away
                if (now == file.State) moved.Enqueue(file);
                else if (!folder.TakeBack(file.Path, file.Relative)) moved.Enqueue(file); // another of its name is in the inbox: after that one
                else if (file.Report is not null) File.Delete(file.Report);
            }
        }
    }

    private sealed record Moved(string Relative, string Path, FileState State, string? Report, long At);
}
