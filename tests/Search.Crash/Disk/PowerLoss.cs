using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine;

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
        Record();
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

    private void Record()
    {
        Directory.CreateDirectory(root);
        string shim = Path.Combine(folder, "disk.so");
        Run("gcc", ["-shared", "-fPIC", "-O1", "-o", shim, Path.Combine(AppContext.BaseDirectory, "disk.c"), "-ldl", "-lpthread"], []);
        Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Search.Crash.dll"), "script", root], new() { ["LD_PRELOAD"] = shim, ["DISK_ROOT"] = root, ["DISK_JOURNAL"] = Path.Combine(folder, "journal") });
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
            await CheckLogAsync(data, acknowledged, where);
            if (moment % engineEvery == (int)loss) await CheckEngineAsync(data, acknowledged, where);
            // A backup that is being written over must leave the one before, or the new one, whole.
            string backup = Path.Combine(state, "backup");
            if (moment % engineEvery == (int)loss && Backup.IsBackup(backup))
            {
                VerifyReport report = Backup.Verify(backup, default);
                Broken.Unless(report.Ok, $"{where}: the backup: {string.Join("; ", report.Problems)}");
            }
        }
    }

    private async Task CheckLogAsync(string data, int acknowledged, string where)
    {
        logs++;
        await using IArticleLog log = SqliteArticleLog.Open(Path.Combine(data, "log"), DiskScript.Options(data), _ => null, TimeProvider.System, NullLogger.Instance);
        IReadOnlyList<string> problems = log.Verify(default);
        Broken.Unless(problems.Count == 0, $"{where}: {string.Join("; ", problems)}");
        Dictionary<string, string> stored = log.ListArticles().Where(a => !a.Deleted).ToDictionary(a => a.Id, a => log.GetArticle(a.Id)!.Article.Headline);
        Compare(stored, acknowledged, where);
        foreach (KeptSource source in log.ListSources()) SourceStore.Read(Path.Combine(data, "sources", SourceStore.RelativePath(source.Sha256)), source.Sha256);
    }

    private async Task CheckEngineAsync(string data, int acknowledged, string where)
    {
        engines++;
        await using SearchEngine engine = SearchEngine.Open(DiskScript.Options(data), NullLoggerFactory.Instance, TimeProvider.System);
        for (int i = 0; !engine.IsReady || engine.ListReindexes().Any(r => r.EndedAt is null); i++)
        {
            Broken.Unless(i < 3000, $"{where}: the engine is not ready: {string.Join("; ", engine.GetStatus().Alarms)}");
            await Task.Delay(20);
        }

        await engine.WaitForSequenceAsync(engine.GetStatus().LogSequence, default);
        VerifyReport report = await engine.VerifyAsync(default);
        Broken.Unless(report.Ok, $"{where}: {string.Join("; ", report.Problems)}");
        if (acknowledged > DiskScript.StepOfErasure)
            Broken.Unless((await engine.SearchAsync(new SearchInquiry { Query = DiskScript.Erased }, default)).Total == 0, $"{where}: an erased text is found");
    }

    private static void Compare(Dictionary<string, string> stored, int acknowledged, string where)
    {
        bool Same(Dictionary<string, string> state) => state.Count == stored.Count && state.All(e => stored.TryGetValue(e.Key, out string? headline) && headline == e.Value);
        if (Same(DiskScript.States[acknowledged]) || (acknowledged + 1 < DiskScript.States.Count && Same(DiskScript.States[acknowledged + 1]))) return;
        throw new Broken(string.Create(CultureInfo.InvariantCulture, $"{where}: {acknowledged} steps were acknowledged, the log holds [{string.Join(", ", stored.Select(e => e.Key + "=" + e.Value))}]"));
    }

    private static void Run(string program, string[] arguments, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        foreach ((string key, string value) in environment) start.Environment[key] = value;
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Broken.Unless(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {errors}");
    }
}
