using System.CommandLine;
using System.CommandLine.Help;
using Search.Cli;
using Search.Cli.Commands;

// Ctrl-C and SIGTERM cancel; `reindex` asks first. System.CommandLine's own handling would end the process two seconds later.
using var interrupt = new Interrupt();

var root = new RootCommand("Full-text search for Chinese newspapers.")
{
    ParseCommand.Create(),
    AnalyzeCommand.Create(),
    IngestCommand.Create(),
    QueryCommand.Create(),
    BatchCommand.Create(),
    ReindexCommand.Create(interrupt),
    StatusCommand.Create(),
    VerifyCommand.Create(),
    DeleteCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
{
    foreach (string message in parsed.Errors.Select(e => e.Message).Distinct()) Console.Error.WriteLine($"search: {message}");
    Console.Error.WriteLine($"'{Names(parsed)} --help' tells how it is used.");
    return ExitCode.Usage;
}
// In a list of commands their examples would hide the list.
if (parsed.Action is HelpAction)
{
    foreach (Command listed in parsed.CommandResult.Command.Subcommands) listed.Description = CommandOptions.WithoutExamples(listed.Description ?? "");
}
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, interrupt.Token);

static string Names(ParseResult parsed)
{
    var names = new List<string>();
    for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
    {
        if (at is System.CommandLine.Parsing.CommandResult { Parent: not null } command) names.Insert(0, command.Command.Name);
    }
    return string.Join(' ', names.Prepend("search"));
}
