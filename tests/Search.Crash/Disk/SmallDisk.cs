using System.Diagnostics;
using System.Globalization;

namespace Search.Crash.Disk;

/// <summary>
/// A disk that can be filled up and made read-only: a file system of its own in memory, in a mount namespace that ends with this program. Where the system lets nobody mount
/// one, <c>disk.c</c> refuses what such a disk would refuse.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Inside = "SEARCH_CRASH_MOUNTS";
    private readonly string marks;

    private SmallDisk(string root, bool mounted, string marks)
    {
        Root = root;
        IsMounted = mounted;
        this.marks = marks;
    }

    public string Root { get; }

    /// <summary>Whether it is a file system and not <c>disk.c</c>.</summary>
    public bool IsMounted { get; }

    private string Ballast => Path.Combine(Root, "ballast");

    private string FullMark => Path.Combine(marks, "full");

    private string ReadOnlyMark => Path.Combine(marks, "read-only");

    /// <summary>Runs this program once more where it may mount.</summary>
    /// <returns>Its exit code; null when this is that program, or nothing may be mounted here.</returns>
    public static async Task<int?> RunInsideAsync(string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(Inside) is not null) return null;
        foreach (string[] unshare in (string[][])[["-m"], ["-rm"]])
        {
            string probe = Directory.CreateTempSubdirectory("search-crash-mount-").FullName;
            bool may = await RunAsync("unshare", [.. unshare, "mount", "-t", "tmpfs", "-o", "size=64k", "none", probe]) == 0;
            Directory.Delete(probe);
            if (!may) continue;
            ProcessStartInfo start = new("unshare", [.. unshare, "dotnet", Path.Combine(AppContext.BaseDirectory, "Search.Crash.dll"), .. arguments]);
            start.Environment[Inside] = "yes";
            using Process inside = Process.Start(start)!;
            await inside.WaitForExitAsync();
            return inside.ExitCode;
        }

        return null;
    }

    /// <param name="folder">Made if absent.</param>
    public static async Task<SmallDisk> MakeAsync(string folder, int megabytes)
    {
        string root = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName, marks = Directory.CreateDirectory(Path.Combine(folder, "marks")).FullName;
        if (Environment.GetEnvironmentVariable(Inside) is not null)
        {
            Broken.Unless(await RunAsync("mount", ["-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "none", root]) == 0, "the small disk cannot be mounted");
            return new SmallDisk(root, mounted: true, marks);
        }

        SmallDisk disk = new(root, mounted: false, marks);
        Environment.SetEnvironmentVariable("LD_PRELOAD", Recording.Compile(folder));
        Environment.SetEnvironmentVariable("DISK_ROOT", root);
        Environment.SetEnvironmentVariable("DISK_FULL_WHILE", disk.FullMark);
        Environment.SetEnvironmentVariable("DISK_READ_ONLY_WHILE", disk.ReadOnlyMark);
        return disk;
    }

    /// <param name="leave">Bytes left free; <c>disk.c</c> leaves none.</param>
    public void Fill(long leave)
    {
        if (!IsMounted)
        {
            File.WriteAllText(FullMark, "");
            return;
        }

        using FileStream ballast = new(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (leave == 0 || new DriveInfo(Root).AvailableFreeSpace > leave) ballast.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Empty()
    {
        File.Delete(Ballast);
        File.Delete(FullMark);
    }

    /// <summary>Nobody may have a file of it open.</summary>
    public async Task SetReadOnlyAsync(bool readOnly)
    {
        // The mount, not the file system: an ordinary user's namespace may change no more.
        if (IsMounted) Broken.Unless(await RunAsync("mount", ["-o", readOnly ? "remount,bind,ro" : "remount,bind,rw", Root]) == 0, "the small disk cannot be mounted again");
        else if (readOnly) await File.WriteAllTextAsync(ReadOnlyMark, "");
        else File.Delete(ReadOnlyMark);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsMounted) await RunAsync("umount", ["-l", Root]);
    }

    private static async Task<int> RunAsync(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1; // there is no such program
        }
    }
}
