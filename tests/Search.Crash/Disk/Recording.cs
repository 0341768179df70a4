using System.Diagnostics;

namespace Search.Crash.Disk;

/// <summary>Runs the script in a process of its own with <c>disk.c</c> in front of libc.</summary>
internal static class Recording
{
    /// <returns>The library's path.</returns>
    public static string Compile(string folder)
    {
        string library = Path.Combine(folder, "disk.so");
        using Process gcc = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-O1", "-o", library, Path.Combine(AppContext.BaseDirectory, "disk.c"), "-ldl", "-lpthread"]))!;
        gcc.WaitForExit();
        Broken.Unless(gcc.ExitCode == 0, $"gcc ended with {gcc.ExitCode}");
        return library;
    }

    public static async Task<(int Code, string Errors)> RunScriptAsync(string library, string root, string acknowledgements, Dictionary<string, string> environment, TimeSpan patience)
    {
        Directory.CreateDirectory(root);
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Search.Crash.dll"), "script", root, acknowledgements]) { RedirectStandardError = true };
        start.Environment["LD_PRELOAD"] = library;
        start.Environment["DISK_ROOT"] = root;
        foreach ((string key, string value) in environment) start.Environment[key] = value;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(new CancellationTokenSource(patience).Token);
            return (process.ExitCode, await errors);
        }
        catch (OperationCanceledException)
        {
            throw new Broken($"the script did not end in {patience.TotalMinutes} minutes");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
