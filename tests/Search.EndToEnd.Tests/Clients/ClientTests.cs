using System.Diagnostics;
using Search.EndToEnd.Tests.Processes;

namespace Search.EndToEnd.Tests.Clients;

/// <summary>
/// Clients in other languages, generated from the protos as they stand (tests/clients): each puts a page, searches, pages on,
/// streams, and reads an error's details, and ends with an error itself where anything is not as it should be.
/// </summary>
public sealed class ClientTests(GeneratedClients clients, ITestOutputHelper output) : IClassFixture<GeneratedClients>
{
    [Fact]
    public async Task A_python_client_puts_searches_pages_on_streams_and_reads_an_errors_details()
    {
        await using var service = await ServiceRun.StartAsync(clients.NewDataDirectory());
        await RunAsync("/usr/bin/python3", [Path.Combine(GeneratedClients.Source, "python", "search_client.py"), service.Address, Path.Combine(clients.Directory, "python")], "python client: ok");
    }

    [Fact]
    public async Task A_node_client_puts_searches_pages_on_streams_and_reads_an_errors_details()
    {
        await using var service = await ServiceRun.StartAsync(clients.NewDataDirectory());
        await RunAsync("node", [Path.Combine(clients.Directory, "node", "dist", "node-client.mjs"), service.Address], "node client: ok");
    }

    private async Task RunAsync(string program, string[] arguments, string lastLine)
    {
        var (exitCode, text) = await GeneratedClients.RunAsync(program, arguments);
        output.WriteLine(text);
        Assert.Equal(0, exitCode);
        Assert.EndsWith(lastLine, text.TrimEnd(), StringComparison.Ordinal);
    }
}

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
