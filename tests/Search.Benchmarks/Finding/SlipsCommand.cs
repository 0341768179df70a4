using System.Globalization;
using Lucene.Net.Index;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Analysis;
using Search.Benchmarks.Indexing;
using Search.Benchmarks.Tokens;
using Search.Engine;

namespace Search.Benchmarks.Finding;

/// <summary>
/// <c>slips DIR QUERIES.txt [SEED] [SHOWN]</c>: right queries that get a correction, and slips that are corrected: in each query one word is replaced by another one that is read alike or nearly alike and
/// occurs in articles too, or one character of a word is, so that it is none any more. Over what <c>index</c> built; each query as typed and without its spaces.
/// </summary>
internal static class SlipsCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 2 or > 4)
        {
            Console.Error.WriteLine("slips DIR QUERIES.txt [SEED] [SHOWN]");
            return 2;
        }

        int seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        int shown = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 0;
        string[] spaced = await File.ReadAllLinesAsync(args[1]);
        await using SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[0], 0), NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady || engine.SuggestionSequence < engine.GetStatus().SearchableSequence) await Task.Delay(10);
        ChineseAnalysis analysis = Dictionaries.Load();
        string generation = (await File.ReadAllTextAsync(Path.Combine(args[0], "generations", "current"))).Trim();
        using SegmentDirectory files = new(new DirectoryInfo(Path.Combine(args[0], "generations", generation, "segments")));
        using DirectoryReader reader = DirectoryReader.Open(files);
        SlipMaker slips = new(analysis, DictionaryWords.Read().Select(word => word.Word).Where(word => reader.DocFreq(new Term(TextField.Body.Name(), word)) > 0));
        Random alike = new(seed), near = new(seed + 1), alikeCharacter = new(seed + 2), nearCharacter = new(seed + 3);
        foreach ((string kind, string[] queries) in ((string, string[])[])[("spaced", spaced), ("joined", [.. spaced.Select(query => query.Replace(" ", "", StringComparison.Ordinal))])])
        {
            Measure(engine, $"{kind} right", [.. queries.Select(query => ("", query))], shown);
            Measure(engine, $"{kind} slips", Slips(query => slips.Word(query, isNear: false, alike)), shown);
            Measure(engine, $"{kind} near slips", Slips(query => slips.Word(query, isNear: true, near)), shown);
            Measure(engine, $"{kind} character slips", Slips(query => slips.Character(query, isNear: false, alikeCharacter)), shown);
            Measure(engine, $"{kind} near character slips", Slips(query => slips.Character(query, isNear: true, nearCharacter)), shown);

            List<(string Right, string Typed)> Slips(Func<string, string?> slip) => [.. queries.Select(query => (query, slip(query))).Where(made => made.Item2 is not null).Select(made => (made.query, made.Item2!))];
        }

        return 0;
    }

    private static void Measure(SearchEngine engine, string what, List<(string Right, string Typed)> queries, int shown)
    {
        int corrected = 0, first = 0;
        double[] took = new double[queries.Count], search = new double[queries.Count];
        foreach (HighlightSettings highlight in (HighlightSettings[])[new() { Disabled = true }, new()]) // the first round warms up
        {
            corrected = first = 0;
            for (int i = 0; i < queries.Count; i++)
            {
                double begun = ThreadClock.Milliseconds;
                SearchAnswer answer = engine.SearchAsync(new SearchInquiry { Query = queries[i].Typed, Highlight = highlight }, default).GetAwaiter().GetResult();
                search[i] = ThreadClock.Milliseconds - begun;
                took[i] = answer.Stages.Help.TotalMilliseconds;
                string? best = answer.Corrections.FirstOrDefault()?.Query;
                if (best is not null) corrected++;
                if (best is not null && best == queries[i].Right) first++;
                if (!highlight.Disabled && i < shown && (queries[i].Right.Length > 0 ? best != queries[i].Right : best is not null)) Console.WriteLine($"  {queries[i].Typed} -> {best} ({queries[i].Right})");
            }
        }

        Array.Sort(took);
        Array.Sort(search);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: n {took.Length} corrected {corrected} right {first} help_p50_ms {took[took.Length / 2]:F2} help_p99_ms {took[(int)(took.Length * 0.99)]:F2} cpu_p50_ms {search[took.Length / 2]:F2} cpu_p99_ms {search[(int)(took.Length * 0.99)]:F2}"));
    }
}
