using System.Diagnostics;

namespace Search.Clients.Tests;

/// <summary>The generated clients, made once for all tests.</summary>
public sealed class GeneratedClients : IAsyncLifetime
{
    internal static readonly string Source = FindSource();

    internal string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("search-clients-").FullName;

    public async ValueTask InitializeAsync()
    {
        var (exitCode, text) = await RunAsync(Path.Combine(Source, "generate"), [Directory]);
        Assert.True(exitCode == 0, text);
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal string NewDataDirectory() => Path.Combine(Directory, "data-" + Guid.NewGuid().ToString("N"));

    /// <summary>Runs a program to its end; both of its outputs in one text.</summary>
    internal static async Task<(int ExitCode, string Text)> RunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(5));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await errors + await output);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string FindSource()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Search.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("Search.sln is not above the tests"), "tests", "clients");
    }
}
