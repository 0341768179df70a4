namespace Search.Crash;

/// <summary>Looks from outside at what a reindex builds: at the folder of the newest generation.</summary>
internal sealed class BuildWatch(string generations)
{
    private (string Folder, List<(string Path, DateTime WrittenAt)> Files)? left;

    /// <summary>How many files the last kill left of a build that had no commit yet.</summary>
    public int Left => left?.Files.Count ?? 0;

    /// <summary>Returns when a generation that has no commit yet has so many files, or has got its commit with fewer.</summary>
    /// <param name="unless">Ends the wait too.</param>
    public void WaitForFiles(int count, TimeSpan longest, Task unless)
    {
        bool begun = false;
        for (long began = Environment.TickCount64; Environment.TickCount64 - began < longest.TotalMilliseconds && !unless.IsCompleted;)
        {
            int? files = Look()?.Files.Count;
            if (files >= count || (begun && files is null)) return;
            begun |= files > 0;
            // Its commit lasts some milliseconds.
            if (files is null) Thread.Sleep(1);
            else Thread.Yield();
        }
    }

    /// <summary>Notes what a kill has left.</summary>
    public void Note() => left = Look() is { Files.Count: > 0 } some ? some : null;

    /// <summary>
    /// What a build has written before its first commit is nothing that any later one may name: with the first commit of the build that is gone on with it must be gone, or no erasure would ever
    /// look into it.
    /// </summary>
    public async Task CheckAsync()
    {
        if (left is not { } before) return;
        for (int i = 0; Directory.Exists(before.Folder) && !Directory.EnumerateFiles(before.Folder, "segments_*").Any(); i++)
        {
            Broken.Unless(i < 30_000, $"{before.Folder} has no commit after 300 s");
            await Task.Delay(10);
        }

        // One of its name may have been written anew.
        List<string> there = [.. before.Files.Where(f => File.Exists(f.Path) && File.GetLastWriteTimeUtc(f.Path) == f.WrittenAt).Select(f => f.Path)];
        Broken.Unless(there.Count == 0, $"a killed build left what nothing removes: {string.Join(", ", there)}");
    }

    /// <returns>What there is of a build without a commit; null if there is none.</returns>
    private (string Folder, List<(string Path, DateTime WrittenAt)> Files)? Look()
    {
        try
        {
            if (Directory.EnumerateDirectories(generations, "g*").Max(StringComparer.Ordinal) is not { } newest) return null;
            string folder = Path.Combine(newest, "segments");
            string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
            return Array.Exists(files, f => Path.GetFileName(f).StartsWith("segments", StringComparison.Ordinal)) ? null : (folder, [.. files.Select(f => (f, File.GetLastWriteTimeUtc(f)))]);
        }
        catch (DirectoryNotFoundException)
        {
            return null; // not made yet, or gone again
        }
    }
}
