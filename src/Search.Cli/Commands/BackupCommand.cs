using System.CommandLine;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search backup</c>: a consistent copy while the service serves.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var address = ServiceConnection.AddressOption();
        var directory = new Argument<string>("DIR") { Description = "Where to, on the service's machine; made if it is not there. A further backup to the same place only writes what is new." };
        var command = new Command("backup", CommandOptions.WithExamples(
            "Write a consistent copy of log, page sources and live index. 'search verify DIR' checks it, 'search restore DIR' brings it back.",
            "search backup /var/backups/search"))
        { address, directory };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                string target = Path.GetFullPath(parsed.GetRequiredValue(directory));
                // No deadline: it reads everything there is.
                CreateBackupResponse done = await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = target }, cancellationToken: cancellation);
                Console.Out.WriteLine($"backed up to sequence {done.Sequence}: {done.FilesCopied} files written ({done.BytesCopied} bytes), {done.FilesKept} kept");
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }
}
