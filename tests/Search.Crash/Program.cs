using System.Globalization;
using Search.Crash;

int kills = 20, seed = Random.Shared.Next(1, 1_000_000);
string? data = null;
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--kills": kills = int.Parse(args[i + 1], CultureInfo.InvariantCulture); continue;
        case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); continue;
        case "--data": data = args[i + 1]; continue;
    }

    Console.Error.WriteLine("Usage: Search.Crash [--kills N] [--seed N] [--data DIR]");
    return 2;
}

string directory = Path.GetFullPath(data ?? Path.Combine(Directory.CreateTempSubdirectory("search-crash-").FullName, "data"));
Console.WriteLine($"--kills {kills} --seed {seed}, data in {directory}");
try
{
    await new CrashRun(directory, kills, seed, Console.Out).RunAsync();
}
catch (Exception broken)
{
    Console.Error.WriteLine($"BROKEN with --seed {seed}: {(broken is Broken ? broken.Message : broken)}");
    Console.Error.WriteLine($"The data directory stays: {directory}");
    return 1;
}

if (data is null) Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
return 0;
