using System.CommandLine;
using Search.Cli.Output;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search status</c>: how the engine is.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var address = ServiceConnection.AddressOption();
        var command = new Command("status", CommandOptions.WithExamples(
            "Show sequences, generations, ingestion and alarms.",
            "search status",
            "search status --json | jq .alarms"))
        { json, address };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                GetStatusResponse status = await service.Admin.GetStatusAsync(new GetStatusRequest(), deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: cancellation);
                using StreamWriter output = StandardOutput.Open();
                if (parsed.GetValue(json)) output.WriteJsonLine(writer => StatusJson.Write(writer, status));
                else StatusText.Write(output, status);
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }
}
