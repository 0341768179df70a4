namespace Search.Crash.Disk;

/// <summary>
/// Records every write and flush of a run, then plays a power failure at every flush of it in three ways (<see cref="Loss"/>), opens
/// what is left of the log, and now and then the whole engine on it, and compares with what was acknowledged.
/// </summary>
internal sealed class PowerLoss(string folder, int seed, int engineEvery, TextWriter output)
{
    private readonly string root = Path.Combine(folder, "disk");
    private readonly Random random = new(seed);
    private int engines, logs, moment;

    public async Task RunAsync()
    {
        (int code, string errors) = await Recording.RunScriptAsync(Recording.Compile(folder), root, Path.Combine(root, "acknowledged"), new() { ["DISK_JOURNAL"] = Path.Combine(folder, "journal") }, TimeSpan.FromMinutes(5));
        Broken.Unless(code == 0, errors);
        List<DiskOperation> operations = DiskOperation.Read(Path.Combine(folder, "journal"), root);
        CrashDisk disk = new();
        int acknowledged = 0;
        foreach (DiskOperation operation in operations)
        {
            // Just before a flush the most is at stake; just after it what it promised must hold.
            if (operation.Kind == 'S') await FailHereAsync(disk, acknowledged);
            disk.Apply(operation);
            if (operation is { Kind: 'W', Path: "acknowledged" })
            {
                acknowledged++;
                await FailHereAsync(disk, acknowledged);
            }
        }

        Broken.Unless(acknowledged == DiskScript.States.Count - 1, $"{acknowledged} steps were acknowledged, {DiskScript.States.Count - 1} were to be: the recording is not complete");
        output.WriteLine($"{operations.Count} operations, {operations.Count(o => o.Kind == 'S')} flushes; {logs} crash states of the log opened and compared, {engines} with the whole engine: nothing acknowledged lost");
    }

    private async Task FailHereAsync(CrashDisk disk, int acknowledged)
    {
        moment++;
        foreach (Loss loss in Enum.GetValues<Loss>())
        {
            string state = Path.Combine(folder, "state");
            if (Directory.Exists(state)) Directory.Delete(state, recursive: true);
            disk.WriteTo(state, loss, random);
            string where = $"power lost in {DiskScript.NameOf(acknowledged)} (moment {moment}, losing {loss}, seed {seed})";
            string data = Path.Combine(state, "data");
            logs++;
            await DiskState.CheckLogAsync(data, acknowledged, where);
            if (moment % engineEvery != (int)loss) continue;
            engines++;
            await DiskState.CheckEngineAsync(data, acknowledged, where);
            // A backup that is being written over must leave the one before, or the new one, whole.
            DiskState.CheckBackup(Path.Combine(state, "backup"), where);
            await DiskState.CheckErasureAsync(data, where);
        }
    }
}
