using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
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
    SimilarCommand.Create(),
    ExportCommand.Create(),
    ReindexCommand.Create(interrupt),
    StatusCommand.Create(),
    VerifyCommand.Create(),
    WordsCommand.Create(),
    DeleteCommand.Create(),
    EraseCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
};
ParseResult parsed = root.Parse(args);
List<string> errors = [.. parsed.Errors.Select(e => e.Message).Distinct().Concat(UnknownOptions(parsed))];
if (errors.Count > 0 && parsed.Action is not HelpAction)
{
    foreach (string message in errors) Console.Error.WriteLine($"search: {message}");
    Console.Error.WriteLine($"'{Names(parsed)} --help' tells how it is used.");
    return ExitCode.Usage;
}
// In a list of commands their examples would hide the list.
if (parsed.Action is HelpAction)
{
    foreach (Command listed in parsed.CommandResult.Command.Subcommands) listed.Description = CommandOptions.WithoutExamples(listed.Description ?? "");
}
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, interrupt.Token);

// An argument that takes many values also takes an option nobody knows. After -- everything is a value; a query's -word is an exclusion.
static IEnumerable<string> UnknownOptions(ParseResult parsed)
{
    string start = parsed.CommandResult.Command.Name is QueryCommand.Name or ExportCommand.Name ? "--" : "-";
    return parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
        .Where(t => t.Type == TokenType.Argument && t.Value.Length > 1 && t.Value.StartsWith(start, StringComparison.Ordinal))
        .Select(t => $"Unrecognized option '{t.Value}'. A value that begins with a dash comes after --.");
}

static string Names(ParseResult parsed)
{
    var names = new List<string>();
    for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
    {
        if (at is CommandResult { Parent: not null } command) names.Insert(0, command.Command.Name);
    }
    return string.Join(' ', names.Prepend("search"));
}
