using System.CommandLine;
using Grpc.Core;
using Search.Contracts.V1;
using Search.Ingestion;

namespace Search.Cli.Commands;

/// <summary><c>search delete</c>: articles out of the index.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var address = ServiceConnection.AddressOption();
        var ids = new Argument<string[]>("ID") { Description = "Article ids.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("delete", CommandOptions.WithExamples(
            "Delete articles. The same delivery fed again does not bring them back (ingest --force does).",
            "search delete jksb-2022-03-09-A01-3"))
        { address, ids };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address), service => RunAsync(service, parsed.GetRequiredValue(ids), cancellation), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServiceConnection service, string[] ids, CancellationToken cancellation)
    {
        int code = ExitCode.Success;
        foreach (string id in ids)
        {
            try
            {
                await service.Ingestion.DeleteArticleAsync(new DeleteArticleRequest { Id = id }, deadline: DateTime.UtcNow.AddSeconds(60), cancellationToken: cancellation);
                Console.Out.WriteLine($"deleted {id}");
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
            {
                code = ServiceConnection.Fail($"{id}: {RpcFailures.Describe(e)}");
            }
        }
        return code;
    }
}
