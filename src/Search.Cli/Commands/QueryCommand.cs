using System.CommandLine;
using Search.Cli.Output;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search query</c>: ranked hits with highlights.</summary>
internal static class QueryCommand
{
    public const string Name = "query";

    public static Command Create()
    {
        var top = CommandOptions.Number("--top", "Hits.", 10, 1, 10_000);
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var literal = new Option<bool>("--literal") { Description = "Take the text as one literal piece." };
        var unfold = new Option<bool>("--unfold") { Description = "Give reprints as hits of their own." };
        var strict = new Option<bool>("--strict") { Description = "Refuse signs that make no sense as operators; every word must be there." };
        var recency = CommandOptions.Number("--recency", "Rank newer articles higher: one this many days older than the newest gains half as much. 0 means as configured.", 0, 0, 36_500);
        var filters = new FilterOptions();
        var address = ServiceConnection.AddressOption();
        var text = new Argument<string[]>("TEXT") { Description = "Words, \"phrases\", -exclusion, field:term.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(Name, CommandOptions.WithExamples(
            "Find articles.",
            "search query 经开区高质量发展",
            "search query '\"营商环境\" -旅游' --top 20 --from 2022-01-01",
            "search query headline:开工 --json | jq '.hits[].id'"))
        { top, json, literal, unfold, strict, recency, address, text };
        filters.AddTo(command);
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                var request = new SearchRequest
                {
                    Query = string.Join(' ', parsed.GetRequiredValue(text)),
                    Literal = parsed.GetValue(literal),
                    UnfoldReprints = parsed.GetValue(unfold),
                    Strict = parsed.GetValue(strict),
                    RecencyHalfLifeDays = parsed.GetValue(recency),
                    Filters = filters.Read(parsed),
                };
                SearchResponse found = await HitPages.TakeAsync(service.Search, request, parsed.GetValue(top), cancellation);
                HitOutput.Print(found, parsed.GetValue(json));
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }
}
