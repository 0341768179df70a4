using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using Search.Cli.Output;
using Search.Contracts.V1;
using Search.Ingestion;

namespace Search.Cli.Commands;

/// <summary><c>search batch</c>: many queries, their ranked ids as a TREC run.</summary>
internal static class BatchCommand
{
    /// <summary>Enough to keep a service busy that answers on all its cores, few enough not to be its only load.</summary>
    private const int InFlight = 8;

    public static Command Create()
    {
        var top = CommandOptions.Number("--top", "Hits a query.", 100, 1, 10_000);
        var literal = new Option<bool>("--literal") { Description = "Ask for each text as a literal piece." };
        var address = ServiceConnection.AddressOption();
        var queries = new Argument<string>("QUERIES.tsv") { Description = "Lines of qid TAB text in UTF-8; - is stdin." };
        var command = new Command("batch", CommandOptions.WithExamples(
            "Run many queries and print TREC run lines: qid Q0 articleId rank score search.",
            "search batch queries.tsv --top 100 > run.txt",
            "search batch --literal pieces.tsv"))
        { top, literal, address, queries };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            service => RunAsync(service, parsed.GetRequiredValue(queries), parsed.GetValue(top), parsed.GetValue(literal), cancellation),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServiceConnection service, string path, int top, bool literal, CancellationToken cancellation)
    {
        using var input = new StreamReader(path == "-" ? Console.OpenStandardInput() : File.OpenRead(path), StandardOutput.Utf8);
        using StreamWriter output = StandardOutput.Open();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        SearchService.SearchServiceClient client = service.Search;
        var asked = new Queue<(string Id, Task<SearchResponse> Answer)>();
        int code = ExitCode.Success, number = 0;
        try
        {
            while (await input.ReadLineAsync(cancellation) is { } line)
            {
                number++;
                if (string.IsNullOrWhiteSpace(line)) continue;
                int tab = line.IndexOf('\t', StringComparison.Ordinal);
                if (tab <= 0 || line.AsSpan(0, tab).ContainsAny(' ', '\r'))
                {
                    code = ServiceConnection.Fail($"{path}:{number}: the line is not 'qid TAB text'");
                    continue;
                }
                if (asked.Count == InFlight) await WriteNextAsync();
                var request = new SearchRequest { Query = line[(tab + 1)..], Literal = literal, UnfoldReprints = true, Highlight = new HighlightOptions { Disabled = true } };
                asked.Enqueue((line[..tab], Task.Run(() => HitPages.TakeAsync(client, request, top, stop.Token), CancellationToken.None)));
            }
            while (asked.Count > 0) await WriteNextAsync();
            return code;
        }
        finally
        {
            await stop.CancelAsync();
            // Their failures are those of the one that ended the run, or of its end.
            foreach (var (_, answer) in asked) await answer.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        async Task WriteNextAsync()
        {
            var (id, answer) = asked.Dequeue();
            SearchResponse found;
            try
            {
                found = await answer;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
            {
                // This query cannot be read; the others can.
                code = ServiceConnection.Fail($"query {id}: {RpcFailures.Describe(e)}");
                return;
            }
            for (int i = 0; i < found.Hits.Count; i++)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id} Q0 {found.Hits[i].Id} {i + 1} {found.Hits[i].Score:R} search"));
        }
    }
}
