using System.CommandLine;
using Grpc.Core;
using Search.Contracts.V1;
using Search.Ingestion;

namespace Search.Cli.Commands;

/// <summary><c>search erase</c>: texts removed for good.</summary>
internal static class EraseCommand
{
    public static Command Create()
    {
        var address = ServiceConnection.AddressOption();
        var reason = new Option<string>("--reason") { Description = "Why, for the audit record.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var ids = new Argument<string[]>("ID") { Description = "Article ids.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("erase", CommandOptions.WithExamples(
            "Remove articles' texts for good from log, page sources, index, the inbox's copies and later backups. It cannot be undone; the same text fed again is not taken.",
            "search erase jksb-2022-03-09-A01-3 --reason \"court order 17/2031\""))
        { reason, address, ids };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address), service => RunAsync(service, parsed.GetRequiredValue(ids), parsed.GetRequiredValue(reason), cancellation), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServiceConnection service, string[] ids, string reason, CancellationToken cancellation)
    {
        int code = ExitCode.Success;
        foreach (string id in ids)
        {
            try
            {
                // No deadline: the log's files are rewritten.
                EraseArticleResponse erased = await service.Ingestion.EraseArticleAsync(new EraseArticleRequest { Id = id, Reason = reason }, cancellationToken: cancellation);
                Console.Out.WriteLine($"erased {id}: {erased.EntriesErased} log entries{(erased.SourceErased ? ", page source" : "")}");
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
            {
                code = ServiceConnection.Fail($"{id}: {RpcFailures.Describe(e)}");
            }
        }
        return code;
    }
}
