using System.Globalization;
using Search.Crash;
using Search.Crash.Disk;

const string Usage = "Usage: Search.Crash [kill|power|faults|full|short] [--kills N] [--engine-every N] [--faults N] [--seed N] [--data DIR]";
int kills = 20, engineEvery = 25, faults = 20, seed = Random.Shared.Next(1, 1_000_000);
string? data = null;
string mode = args.Length > 0 && args[0][0] != '-' ? args[0] : "kill";
if (mode == "script")
{
    // The process that is recorded.
    try
    {
        await DiskScript.RunAsync(args[1], args[2]);
        return 0;
    }
    catch (Exception refused) when (refused is Search.Engine.EngineException or IOException or Broken or OperationCanceledException)
    {
        Console.Error.WriteLine(refused);
        return 3;
    }
}

for (int i = args.Length > 0 && args[0] == mode ? 1 : 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--kills": kills = int.Parse(args[i + 1], CultureInfo.InvariantCulture); continue;
        case "--faults": faults = int.Parse(args[i + 1], CultureInfo.InvariantCulture); continue;
        case "--engine-every": engineEvery = Math.Max(3, int.Parse(args[i + 1], CultureInfo.InvariantCulture)); continue;
        case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); continue;
        case "--data": data = args[i + 1]; continue;
    }

    mode = "";
}

if (mode is not ("kill" or "power" or "faults" or "full" or "short"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

if (mode == "full" && await SmallDisk.RunInsideAsync(args) is { } code) return code;

// The recorded flushes are played, not done: memory serves as the disk where there is some.
if (mode is not ("kill" or "full") && Directory.Exists("/dev/shm")) Environment.SetEnvironmentVariable("TMPDIR", "/dev/shm");
string directory = Path.GetFullPath(data ?? Path.Combine(Directory.CreateTempSubdirectory("search-crash-").FullName, "data"));
Console.WriteLine($"{mode} --seed {seed}, in {directory}");
try
{
    Directory.CreateDirectory(directory);
    await (mode switch
    {
        "kill" => new CrashRun(directory, kills, seed, Console.Out).RunAsync(),
        "power" => new PowerLoss(directory, seed, engineEvery, Console.Out).RunAsync(),
        "full" => new FullDisk(directory, Console.Out).RunAsync(),
        "short" => new ShortTransfers(directory, seed, Console.Out).RunAsync(),
        _ => new DiskFaults(directory, seed, faults, Console.Out).RunAsync(),
    });
}
catch (Exception broken)
{
    Console.Error.WriteLine($"BROKEN with --seed {seed}: {(broken is Broken ? broken.Message : broken)}");
    Console.Error.WriteLine($"What it wrote stays: {directory}");
    return 1;
}

if (data is null) Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
return 0;
