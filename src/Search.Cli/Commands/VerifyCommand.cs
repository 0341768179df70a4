using System.CommandLine;
using Search.Cli.Output;
using Search.Contracts.V1;
using Search.Engine;

namespace Search.Cli.Commands;

/// <summary><c>search verify</c>: whether log and index are sound and hold the same.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var address = ServiceConnection.AddressOption();
        var directory = new Argument<string?>("DIR") { Description = "A backup, or a data directory that no service has open; without it the running service checks its own.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("verify", CommandOptions.WithExamples(
            "Check the log's checksums, the page sources, the live generation (CheckIndex, dictionaries), and that log and index hold the same articles. Exit code 1 if anything is wrong.",
            "search verify",
            "search verify /var/backups/search"))
        { address, directory };
        command.SetAction((parsed, cancellation) => parsed.GetValue(directory) is { } local
            ? LocalFiles.RunAsync(() =>
            {
                VerifyReport report = Backup.IsBackup(local) ? Backup.Verify(local, cancellation) : DataDirectory.Verify(local, cancellation);
                return Tell(report.Ok, report.Problems, report.LogEntries, report.Articles);
            })
            : ServiceConnection.RunAsync(
                parsed.GetRequiredValue(address),
                async service =>
                {
                    // No deadline: it reads everything there is.
                    VerifyIndexResponse report = await ProgressLine.ShowAsync("Verifying", async _ => await service.Admin.VerifyIndexAsync(new VerifyIndexRequest(), cancellationToken: cancellation));
                    return Tell(report.Ok, report.Problems, report.LogEntries, report.Articles);
                },
                cancellation));
        return command;
    }

    private static int Tell(bool ok, IEnumerable<string> problems, long logEntries, long articles)
    {
        foreach (string problem in problems) Console.Error.WriteLine($"search: {problem}");
        Console.Out.WriteLine($"{(ok ? "ok" : "not ok")}: {logEntries} log entries, {articles} articles the same in log and index");
        return ok ? ExitCode.Success : ExitCode.Failed;
    }
}
