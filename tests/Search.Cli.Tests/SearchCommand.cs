using System.Diagnostics;
using System.Text;

namespace Search.Cli.Tests;

/// <summary>What a run of the command printed, and how it ended.</summary>
internal sealed record CommandRun(int Code, string Output, string Messages)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the built <c>search</c> as a process of its own, as a shell would.</summary>
internal static class SearchCommand
{
    public static Task<CommandRun> RunAsync(params string[] arguments) => RunAsync("", arguments);

    public static async Task<CommandRun> RunAsync(string input, string[] arguments)
    {
        var utf8 = new UTF8Encoding(false);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "search.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        start.Environment.Remove("SEARCH_ADDRESS");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), messages = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"search {string.Join(' ', arguments)} did not end");
        }
        return new CommandRun(process.ExitCode, await output, await messages);
    }
}
