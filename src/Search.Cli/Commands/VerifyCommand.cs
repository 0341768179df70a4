using System.CommandLine;
using Search.Cli.Output;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search verify</c>: whether log and index are sound and hold the same.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var address = ServiceConnection.AddressOption();
        var command = new Command("verify", CommandOptions.WithExamples(
            "Check the log, the live generation, and that both hold the same articles. Exit code 1 if anything is wrong.",
            "search verify"))
        { address };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                // No deadline: it reads everything there is.
                VerifyIndexResponse report = await ProgressLine.ShowAsync("Verifying", async _ => await service.Admin.VerifyIndexAsync(new VerifyIndexRequest(), cancellationToken: cancellation));
                foreach (string problem in report.Problems) Console.Error.WriteLine($"search: {problem}");
                Console.Out.WriteLine($"{(report.Ok ? "ok" : "not ok")}: {report.LogEntries} log entries, {report.Articles} articles the same in log and index");
                return report.Ok ? ExitCode.Success : ExitCode.Failed;
            },
            cancellation));
        return command;
    }
}
