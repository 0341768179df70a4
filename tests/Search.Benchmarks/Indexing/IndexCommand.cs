using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Benchmarks.Tokens;
using Search.Engine;

namespace Search.Benchmarks.Indexing;

/// <summary>
/// <c>index FILE.jsonl DIR THREADS</c>: from JSON lines to searchable and committed, the durable log included, through the
/// engine's own door. One line in the form of the reference's. After the measurement the engine is opened again until its segments are merged into few, as a service's are soon after a
/// feed; <c>merge_s</c> is how long that took after the delay, or none where it could not be done.
/// </summary>
internal static class IndexCommand
{
    private const int BatchSize = 500;
    private const int BatchesInFlight = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 3 || !int.TryParse(args[2], CultureInfo.InvariantCulture, out int threads))
        {
            Console.Error.WriteLine("index FILE.jsonl DIR THREADS");
            return 2;
        }

        if (Directory.Exists(args[1])) Directory.Delete(args[1], recursive: true);
        long started = Stopwatch.GetTimestamp();
        long documents = 0, characters = 0, sequence = 0;
        SearchEngine engine = SearchEngine.Open(OptionsFor(args[1], threads), NullLoggerFactory.Instance, TimeProvider.System);
        try
        {
            Queue<Task<(IReadOnlyList<PutReceipt>, long Sequence)>> puts = new();
            List<Article> batch = new(BatchSize);
            foreach (string line in File.ReadLines(args[0]))
            {
                Article article = Read(line);
                batch.Add(article);
                documents++;
                characters += article.Headline.Length + article.Paragraphs.Sum(p => p.Length);
                if (batch.Count < BatchSize) continue;
                if (puts.Count >= BatchesInFlight) sequence = Math.Max(sequence, (await puts.Dequeue()).Sequence);
                List<Article> full = batch;
                batch = new(BatchSize);
                puts.Enqueue(engine.PutArticlesAsync(full, force: false, default));
            }

            if (batch.Count > 0) puts.Enqueue(engine.PutArticlesAsync(batch, force: false, default));
            while (puts.TryDequeue(out Task<(IReadOnlyList<PutReceipt>, long Sequence)>? put)) sequence = Math.Max(sequence, (await put).Sequence);
            await engine.WaitForSequenceAsync(sequence, default);
        }
        finally
        {
            await engine.DisposeAsync(); // commits
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        double? merged = await MergeAsync(OptionsFor(args[1], threads));
        long index = SizeOf(Path.Combine(args[1], "generations"), "segments");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"docs {documents} chars {characters} seconds {seconds:F3} docs_per_s {documents / seconds:F0} chars_per_s {characters / seconds:F0} index_bytes {index} log_bytes {SizeOf(Path.Combine(args[1], "log"), "log")} peak_rss_bytes {peak} merge_s {(merged is { } after ? after.ToString("F3", CultureInfo.InvariantCulture) : "none")}"));
        return 0;
    }

    /// <returns>Seconds; null where segments stay as they are.</returns>
    private static async Task<double?> MergeAsync(EngineOptions options)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(100);
        await using SearchEngine engine = SearchEngine.Open(options with { IdleMergeDelay = delay }, NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady) await Task.Delay(10);
        long began = Stopwatch.GetTimestamp();
        if (!await MergedAsync(engine)) return null;
        return (Stopwatch.GetElapsedTime(began) - delay).TotalSeconds;
    }

    /// <summary>Waits until segments are merged into few, or says on stderr that they cannot be: on a full disk that would be waited for in vain.</summary>
    /// <returns>Whether they are.</returns>
    internal static async Task<bool> MergedAsync(SearchEngine engine)
    {
        while (!engine.IsMerged)
        {
            if (engine.IsMergePutOff)
            {
                Console.Error.WriteLine("segments stay unmerged: the disk has no room for it, or refused it");
                return false;
            }

            await Task.Delay(10);
        }

        return true;
    }

    internal static EngineOptions OptionsFor(string directory, int threads) => new()
    {
        DataDirectory = directory,
        DictionariesDirectory = Dictionaries.Directory,
        ConfigDirectory = Path.Combine(Path.GetDirectoryName(Dictionaries.Directory)!, "config"),
        IndexingThreads = threads,
        KeepsAnswers = false, // rounds ask the same again
    };

    internal static Article Read(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        string Text(string key) => json.RootElement.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return new Article
        {
            Id = Text("id"),
            Newspaper = Text("source"),
            Date = Text("date"),
            Section = Text("section"),
            Headline = Text("title"),
            Paragraphs = Text("body").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
    }

    private static long SizeOf(string directory, string folder) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == folder).Sum(f => new FileInfo(f).Length);
}
