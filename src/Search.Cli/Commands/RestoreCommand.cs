using System.CommandLine;
using Search.Engine;

namespace Search.Cli.Commands;

/// <summary><c>search restore</c>: a backup into an empty data directory, while no service uses it.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var into = new Option<string?>("--into") { Description = "The data directory, absent or empty (default: index/data of the checkout).", HelpName = "DIR" };
        var sequence = new Option<long?>("--sequence") { Description = "The last log entry wanted (default: all). An earlier one gives the articles as they were then.", HelpName = "N" };
        var backup = new Argument<string>("DIR") { Description = "The backup." };
        var command = new Command("restore", CommandOptions.WithExamples(
            "Bring a backup back into an empty data directory. It overwrites nothing; start the service afterwards.",
            "search restore /var/backups/search --into /var/lib/search",
            "search restore /var/backups/search --into /tmp/as-it-was --sequence 41200"))
        { into, sequence, backup };
        command.SetAction((parsed, cancellation) =>
        {
            string? target = parsed.GetValue(into) ?? Dictionaries.DataDirectory();
            if (target is null) return Task.FromResult(ServiceConnection.Fail("this is no checkout: name the data directory with --into"));
            return LocalFiles.RunAsync(() =>
            {
                long last = Backup.Restore(Path.GetFullPath(parsed.GetRequiredValue(backup)), Path.GetFullPath(target), parsed.GetValue(sequence), cancellation);
                Console.Out.WriteLine($"restored to sequence {last} in {target}");
                return ExitCode.Success;
            });
        });
        return command;
    }
}
