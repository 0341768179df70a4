using System.Globalization;

namespace Search.Crash.Disk;

/// <summary>
/// The same steps where every read and write of a file gives and takes a random part of what is asked, as POSIX allows: whoever does not ask for the rest takes a part for
/// the whole. No step may fail, and everything must be there.
/// </summary>
internal sealed class ShortTransfers(string folder, int seed, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task RunAsync()
    {
        string root = Path.Combine(folder, "short"), steps = Path.Combine(folder, "short.steps");
        (int code, string errors) = await Recording.RunScriptAsync(Recording.Compile(folder), root, steps, new() { ["DISK_SHORT"] = seed.ToString(CultureInfo.InvariantCulture) }, Patience);
        Broken.Unless(code == 0, $"the process ended with {code}: {errors}");
        int acknowledged = (int)new FileInfo(steps).Length;
        await DiskState.CheckEngineAsync(Path.Combine(root, "data"), acknowledged, "short transfers");
        await DiskState.CheckLogAsync(Path.Combine(root, "data"), acknowledged, "short transfers");
        DiskState.CheckBackup(Path.Combine(root, "backup"), "short transfers");
        await DiskState.CheckErasureAsync(Path.Combine(root, "data"), "short transfers");
        output.WriteLine($"{acknowledged} steps with short reads and writes, none refused, everything there");
    }
}
