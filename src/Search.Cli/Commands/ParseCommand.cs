using System.CommandLine;
using Search.Cli.Output;
using Search.Newspaper;

namespace Search.Cli.Commands;

/// <summary><c>search parse</c>: what a file is understood as, without the service.</summary>
internal static class ParseCommand
{
    public static Command Create()
    {
        var newspaper = CommandOptions.Newspaper();
        var date = CommandOptions.Date();
        var page = CommandOptions.Page();
        var explain = new Option<bool>("--explain") { Description = "Add the reasoning, line by line." };
        var files = new Argument<string[]>("FILE") { Description = "Files or folders.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("parse", CommandOptions.WithExamples(
            "Show the articles of newspaper files as JSON lines, one line a page.",
            "search parse --newspaper 经开时报 --date 2022-03-09 A01.txt",
            "search parse --explain A01.txt | jq .explanation"))
        { newspaper, date, page, explain, files };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(files),
            new PageHints { Newspaper = parsed.GetValue(newspaper), Date = parsed.GetValue(date), Page = parsed.GetValue(page), Explain = parsed.GetValue(explain) },
            cancellation)));
        return command;
    }

    private static int Run(string[] files, PageHints hints, CancellationToken cancellation)
    {
        var reader = new PageReader();
        int code = ExitCode.Success;
        using StreamWriter output = StandardOutput.Open();
        foreach (ReadResult result in files.SelectMany(f => reader.Read(f, hints, cancellation)))
        {
            if (cancellation.IsCancellationRequested) return ServiceConnection.Fail("interrupted");
            output.WriteJsonLine(json => ParsedPageJson.Write(json, result));
            if (result is not FailureResult failure) continue;
            code = ExitCode.Failed;
            Console.Error.WriteLine($"search: {Rejections.Line(failure)}");
        }
        return code;
    }
}
