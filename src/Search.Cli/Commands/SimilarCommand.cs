using System.CommandLine;
using Search.Cli.Output;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search similar</c>: articles about the same as a given one.</summary>
internal static class SimilarCommand
{
    public static Command Create()
    {
        var top = CommandOptions.Number("--top", "Articles.", 5, 1, 50);
        var json = new Option<bool>("--json") { Description = "One JSON object, as of query." };
        var address = ServiceConnection.AddressOption();
        var id = new Argument<string>("ID") { Description = "An article's id." };
        var command = new Command("similar", CommandOptions.WithExamples(
            "Find articles about the same as a given one; its reprints are left out.",
            "search similar qlsb-2024-05-17-A01-1 --top 10"))
        { top, json, address, id };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                FindSimilarResponse similar = await service.Search.FindSimilarAsync(new FindSimilarRequest { Id = parsed.GetRequiredValue(id), Limit = parsed.GetValue(top) }, cancellationToken: cancellation);
                var found = new SearchResponse { Total = new Total { Value = similar.Hits.Count, Relation = TotalRelation.LowerBound }, Hits = { similar.Hits } };
                HitOutput.Print(found, parsed.GetValue(json));
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }
}
