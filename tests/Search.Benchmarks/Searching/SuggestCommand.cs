using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Benchmarks.Indexing;
using Search.Engine;

namespace Search.Benchmarks.Searching;

/// <summary><c>suggest DIR [COUNT]</c>: new words in what <c>index</c> built, a line each, then the time and the memory it took.</summary>
internal static class SuggestCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        int count = 200;
        if (args.Length is < 1 or > 2 || (args.Length > 1 && !int.TryParse(args[1], CultureInfo.InvariantCulture, out count)))
        {
            Console.Error.WriteLine("suggest DIR [COUNT]");
            return 2;
        }

        await using SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[0], 0), NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady) await Task.Delay(1);
        long before = Process.GetCurrentProcess().PeakWorkingSet64;
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<SuggestedUserWord> words = await engine.SuggestUserWordsAsync(count, default);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (SuggestedUserWord word in words)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word.Word}\t{(word.IsPerson ? "person" : "term")}\t{word.Occurrences}\t{word.ArticleCount}\t{word.Confidence:F3}\t{string.Join(" … ", word.Examples)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"suggest articles {engine.GetStatus().ArticleCount} words {words.Count} seconds {seconds:F3} rss_before_bytes {before} rss_peak_bytes {Process.GetCurrentProcess().PeakWorkingSet64}"));
        return 0;
    }
}
