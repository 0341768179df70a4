using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Analysis;
using Search.Benchmarks.Indexing;
using Search.Benchmarks.Tokens;
using Search.Engine;

namespace Search.Benchmarks.Searching;

/// <summary>
/// <c>recall FILE.jsonl DIR [COUNT] [SEED]</c>: pieces of 1 to 12 characters from anywhere in the texts, across punctuation and paragraphs, asked for literally
/// and in quotes of what <c>index FILE.jsonl DIR</c> built; the number found against a plain search through the folded texts.
/// </summary>
internal static class RecallCommand
{
    private const int Longest = 12;

    public static async Task<int> RunAsync(string[] args)
    {
        int count = 5_000, seed = 1;
        if (args.Length is < 2 or > 4
            || (args.Length > 2 && !int.TryParse(args[2], CultureInfo.InvariantCulture, out count))
            || (args.Length > 3 && !int.TryParse(args[3], CultureInfo.InvariantCulture, out seed)))
        {
            Console.Error.WriteLine("recall FILE.jsonl DIR [COUNT] [SEED]");
            return 2;
        }

        CharacterFolding folding = ChineseAnalysis.Load(Dictionaries.Directory).Folding;
        List<(string Headline, string Body)> texts = [.. File.ReadLines(args[0]).Select(IndexCommand.Read).Select(a => (a.Headline, a.Body))];
        List<string[]> folded = [.. File.ReadLines(args[0]).Select(IndexCommand.Read).Select(a => new[] { Fold(folding, a.Headline), Fold(folding, a.Body), Fold(folding, a.Section) })];
        Random random = new(seed);
        string[] pieces = [.. Enumerable.Range(0, count).Select(_ => Piece(random, folding, texts))];
        string[] sought = [.. pieces.Select(p => Fold(folding, p))];
        long[] expected = new long[count];
        Parallel.For(0, count, i => expected[i] = folded.LongCount(fields => fields.Any(f => f.Contains(sought[i], StringComparison.Ordinal))));

        await using SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[1], 0), NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady) await Task.Delay(1);
        int literal = 0, quoted = 0, quotable = 0;
        for (int i = 0; i < count; i++)
        {
            SearchInquiry inquiry = new() { Query = pieces[i], Literal = true, PageSize = 1, Highlight = new HighlightSettings { Disabled = true } };
            long found = (await engine.SearchAsync(inquiry, default)).Total;
            if (found == expected[i]) literal++;
            else Console.Error.WriteLine($"literal: {pieces[i].ReplaceLineEndings("⏎")}: {found} found, {expected[i]} contain it");

            // A quotation mark inside would end the quotation.
            if (sought[i].Contains('"', StringComparison.Ordinal)) continue;
            quotable++;
            found = (await engine.SearchAsync(inquiry with { Query = $"\"{pieces[i]}\"", Literal = false }, default)).Total;
            if (found == expected[i]) quoted++;
            else Console.Error.WriteLine($"quoted: {pieces[i].ReplaceLineEndings("⏎")}: {found} found, {expected[i]} contain it");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recall pieces {count} seed {seed} articles {texts.Count} literal {literal} of {count} quoted {quoted} of {quotable}"));
        return literal == count && quoted == quotable ? 0 : 1;
    }

    /// <summary>So many units that count, from anywhere in a headline or a body, with the white space between them.</summary>
    private static string Piece(Random random, CharacterFolding folding, List<(string Headline, string Body)> texts)
    {
        while (true)
        {
            (string headline, string body) = texts[random.Next(texts.Count)];
            string text = random.Next(10) == 0 ? headline : body;
            if (text.Length == 0) continue;
            int to = random.Next(text.Length), from = to;
            for (int left = random.Next(1, Longest + 1); to < text.Length && left > 0; to++)
                if (!folding.IsSkipped(text[to])) left--;
            if (text[from..to].Any(c => !folding.IsSkipped(c))) return text[from..to];
        }
    }

    private static string Fold(CharacterFolding folding, string text) => string.Concat(text.Where(c => !folding.IsSkipped(c)).Select(folding.Fold));
}
