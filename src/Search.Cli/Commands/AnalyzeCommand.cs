using System.CommandLine;
using System.Text;
using Search.Analysis;
using Search.Cli.Output;

namespace Search.Cli.Commands;

/// <summary><c>search analyze</c>: the tokens of a text, without the service.</summary>
internal static class AnalyzeCommand
{
    private static readonly Dictionary<string, AnalysisMode> Modes = new(StringComparer.Ordinal)
    {
        ["smartcn"] = AnalysisMode.SmartCn,
        ["index"] = AnalysisMode.Index,
        ["query"] = AnalysisMode.Query,
    };

    public static Command Create()
    {
        var mode = new Option<string>("--mode")
        {
            Description = "smartcn: what Apache Lucene's SmartChineseAnalyzer gives; index: as articles are indexed; query: as queries are read.",
            HelpName = "MODE",
            DefaultValueFactory = _ => "index",
        };
        mode.AcceptOnlyFromAmong([.. Modes.Keys]);
        var dictionaries = new Option<string?>("--dictionaries") { Description = "The folder of dictionaries (default: those of this checkout, or those that came with the command).", HelpName = "DIR" };
        var explain = new Option<bool>("--explain") { Description = "Show what every step makes of each line: a line a step, its name and a tab first; --mode does not matter then." };
        var file = new Argument<string?>("FILE") { Description = "A text in UTF-8; stdin if none.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("analyze", CommandOptions.WithExamples(
            "Show the tokens of each line of a text as term/start/end/positionIncrement; offsets count UTF-16 units of the line.",
            "echo 推动高质量发展 | search analyze --mode query",
            "search analyze --mode smartcn page.txt",
            "echo 第Ⅲ期增長３．５％ | search analyze --explain"))
        { mode, dictionaries, explain, file };
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Run(Modes[parsed.GetRequiredValue(mode)], parsed.GetValue(dictionaries) ?? Dictionaries.Find(), parsed.GetValue(file), parsed.GetValue(explain), cancellation)));
        return command;
    }

    private static int Run(AnalysisMode mode, string? dictionaries, string? file, bool explain, CancellationToken cancellation)
    {
        if (dictionaries is null) return ServiceConnection.Fail("no dictionaries are found: neither in a checkout around this command or the working directory, nor beside the command.");
        try
        {
            // The console's own reader would decode by the locale; the contract is UTF-8. An invalid byte is U+FFFD, as everywhere.
            using var input = new StreamReader(file is null ? Console.OpenStandardInput() : File.OpenRead(file), StandardOutput.Utf8);
            var analysis = ChineseAnalysis.Load(dictionaries);
            using StreamWriter output = StandardOutput.Open();
            var tokens = new StringBuilder();
            while (input.ReadLine() is { } line)
            {
                if (cancellation.IsCancellationRequested) return ServiceConnection.Fail("interrupted");
                if (explain)
                {
                    foreach (AnalysisStage stage in analysis.Explain(line))
                        output.WriteLine($"{stage.Name}\t{Write(stage.Tokens, tokens)}");
                }
                else
                    output.WriteLine(Write(analysis.Analyze(line, mode), tokens));
            }
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AnalysisDictionaryException)
        {
            return ServiceConnection.Fail(e.Message);
        }
    }

    private static StringBuilder Write(IReadOnlyList<AnalyzedToken> tokens, StringBuilder written)
    {
        written.Clear();
        foreach (AnalyzedToken token in tokens)
        {
            if (written.Length > 0) written.Append(' ');
            written.Append(token.Term).Append('/').Append(token.Start).Append('/').Append(token.End).Append('/').Append(token.PositionIncrement);
        }
        return written;
    }
}
