using System.Globalization;

namespace Search.Crash.Disk;

/// <summary>
/// The same steps on a disk that is full, or answers every write and flush with an error, from a random operation on. Steps may
/// then fail, each with an error; what was acknowledged must be there once the disk is well again, and the index whole.
/// </summary>
internal sealed class DiskFaults(string folder, int seed, int faults, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task RunAsync()
    {
        Random random = new(seed);
        string shim = Recording.Compile(folder);
        string journal = Path.Combine(folder, "journal");
        (int code, string errors) = await Recording.RunScriptAsync(shim, Path.Combine(folder, "whole"), Path.Combine(folder, "whole.steps"), new() { ["DISK_JOURNAL"] = journal }, Patience);
        Broken.Unless(code == 0, errors);
        int operations = DiskOperation.Read(journal, Path.Combine(folder, "whole")).Count, refused = 0;
        for (int i = 0; i < faults; i++)
        {
            string kind = i % 2 == 0 ? "ENOSPC" : "EIO";
            int from = random.Next(operations);
            string where = string.Create(CultureInfo.InvariantCulture, $"{kind} from operation {from} of {operations} on (seed {seed})");
            string root = Path.Combine(folder, "faulty"), steps = Path.Combine(folder, "faulty.steps");
            if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
            File.Delete(steps);
            (code, errors) = await Recording.RunScriptAsync(shim, root, steps, new() { ["DISK_FAIL"] = string.Create(CultureInfo.InvariantCulture, $"{kind}:{from}") }, Patience);
            // 3: a step was refused with an error that the caller gets. Anything else is a crash, or a step that hangs.
            Broken.Unless(code is 0 or 3, $"{where}: the process ended with {code}: {errors}");
            if (code == 3) refused++;
            int acknowledged = File.Exists(steps) ? (int)new FileInfo(steps).Length : 0;
            await DiskState.CheckEngineAsync(Path.Combine(root, "data"), acknowledged, where);
            await DiskState.CheckLogAsync(Path.Combine(root, "data"), acknowledged, where);
            DiskState.CheckBackup(Path.Combine(root, "backup"), where);
            await DiskState.CheckErasureAsync(Path.Combine(root, "data"), where);
        }

        output.WriteLine($"{faults} disks that filled up or failed at a random operation of {operations}: {refused} runs were refused a step, nothing acknowledged lost, every index whole again");
    }
}
