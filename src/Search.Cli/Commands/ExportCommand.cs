using System.CommandLine;
using Grpc.Core;
using Search.Cli.Export;
using Search.Cli.Output;
using Search.Contracts.Citations;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search export</c>: everything a query finds, oldest first, as articles or as citations.</summary>
internal static class ExportCommand
{
    public const string Name = "export";

    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "jsonl (whole articles, as ingest takes them), ris or bibtex (citations).", HelpName = "FORMAT", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "ris", "bibtex");
        var literal = new Option<bool>("--literal") { Description = "Take the text as one literal piece." };
        var filters = new FilterOptions();
        var address = ServiceConnection.AddressOption();
        var text = new Argument<string[]>("QUERY") { Description = "As for query; without one, everything that the options let pass.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Name, CommandOptions.WithExamples(
            "Write every article a query finds to stdout, oldest first, as the index is at the start.",
            "search export 营商环境 --format ris > 营商环境.ris",
            "search export --newspaper 青岚时报 --reporter 温知远 --from 2022-01-01 --to 2022-12-31 > 2022.jsonl",
            "search export '\"高质量发展\"' --format bibtex"))
        { format, literal, address, text };
        filters.AddTo(command);
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                var request = new ExportArticlesRequest
                {
                    Query = string.Join(' ', parsed.GetValue(text) ?? []),
                    Literal = parsed.GetValue(literal),
                    Filters = filters.Read(parsed),
                };
                using StreamWriter output = StandardOutput.Open();
                using AsyncServerStreamingCall<ExportArticlesResponse> call = service.Search.ExportArticles(request, cancellationToken: cancellation);
                await foreach (ExportArticlesResponse answer in call.ResponseStream.ReadAllAsync(cancellation)) Write(output, parsed.GetRequiredValue(format), answer.Article);
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }

    private static void Write(StreamWriter output, string format, Article article)
    {
        switch (format)
        {
            case "ris":
                RisFormat.Write(output, Citation.Of(article));
                break;
            case "bibtex":
                BibTexFormat.Write(output, Citation.Of(article));
                break;
            default:
                output.WriteJsonLine(json => ArticleJson.Write(json, article));
                break;
        }
    }
}
