using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Benchmarks.Indexing;
using Search.Engine;

namespace Search.Benchmarks.Ranking;

/// <summary><c>run DIR QUERIES.tsv OUT [CONFIG]</c>: a TREC run of 100 hits a query, in process, on what <c>index</c> built; CONFIG holds another ranking.json.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is not (3 or 4))
        {
            Console.Error.WriteLine("run DIR QUERIES.tsv OUT [CONFIG]");
            return 2;
        }

        EngineOptions options = IndexCommand.OptionsFor(args[0], 0);
        if (args.Length == 4) options = options with { ConfigDirectory = args[3] };
        await using SearchEngine engine = SearchEngine.Open(options, NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady) await Task.Delay(10);
        string[] lines = await File.ReadAllLinesAsync(args[1]);
        string[] runs = new string[lines.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, lines.Length), async (i, cancellation) =>
        {
            string[] parts = lines[i].Split('\t', 2);
            SearchAnswer answer = await engine.SearchAsync(new SearchInquiry { Query = parts[1], PageSize = 100, UnfoldReprints = true, Highlight = new HighlightSettings { Disabled = true } }, cancellation);
            runs[i] = string.Concat(answer.Hits.Select((hit, rank) => string.Create(CultureInfo.InvariantCulture, $"{parts[0]} Q0 {hit.Logged.Article.Id} {rank + 1} {hit.Score:R} search\n")));
        });
        await File.WriteAllTextAsync(args[2], string.Concat(runs));
        return 0;
    }
}
