using System.Diagnostics;
using System.Globalization;
using Lucene.Net.Index;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Analysis;
using Search.Benchmarks.Indexing;
using Search.Benchmarks.Tokens;
using Search.Engine;

namespace Search.Benchmarks.Finding;

/// <summary>
/// <c>aids ARTICLES DIR</c>: what each finding aid takes over generated articles, in process, one caller. Fills DIR if it is not there.
/// </summary>
internal static class AidsCommand
{
    private const int Samples = 1_000;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 2 || !int.TryParse(args[0], CultureInfo.InvariantCulture, out int count))
        {
            Console.Error.WriteLine("aids ARTICLES DIR");
            return 2;
        }

        GeneratedNews news = new();
        bool fill = !Directory.Exists(args[1]);
        List<Article> sample = [];
        await using (SearchEngine engine = SearchEngine.Open(IndexCommand.OptionsFor(args[1], 0), NullLoggerFactory.Instance, TimeProvider.System))
        {
            while (!engine.IsReady) await Task.Delay(10);
            long sequence = 0;
            for (int from = 0; from < count; from += 1_000)
            {
                Article[] batch = [.. Enumerable.Range(from, Math.Min(1_000, count - from)).Select(news.Article)];
                sample.AddRange(batch.Where((_, i) => i % Math.Max(1, count / Samples) == 0));
                if (fill) sequence = (await engine.PutArticlesAsync(batch, force: false, default)).Sequence;
            }

            if (fill) await engine.WaitForSequenceAsync(sequence, default);
            while (engine.SuggestionSequence < engine.GetStatus().SearchableSequence) await Task.Delay(10);
            ChineseAnalysis analysis = Dictionaries.Load();
            Suggest(engine, analysis, sample);
            Facets(engine, analysis, sample);
            Pages(engine);
            Corrections(engine, analysis, sample);
            Time("similar", [.. sample.Select(a => (Action)(() => engine.FindSimilarAsync(a.Id, 5, default).GetAwaiter().GetResult()))]);
            Time("newspapers", [.. sample.Take(200).Select(_ => (Action)(() => engine.ListNewspapersAsync(default).GetAwaiter().GetResult()))]);
            Time("status", [.. sample.Take(200).Select(_ => (Action)(() => engine.GetStatus()))]);
            long begun = Stopwatch.GetTimestamp(), exported = 0, before = GC.GetTotalAllocatedBytes();
            await foreach (LoggedArticle _ in engine.ExportAsync(new SearchInquiry(), default)) exported++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"export articles {exported} per_s {exported / Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} allocated_bytes_per_article {(GC.GetTotalAllocatedBytes() - before) / Math.Max(1, exported)}"));
        }

        State(args[1]);
        return 0;
    }

    /// <summary>What is typed on the way to a word of a headline, letter by letter.</summary>
    private static void Suggest(SearchEngine engine, ChineseAnalysis analysis, List<Article> sample)
    {
        List<string> hanzi = [], pinyin = [], initials = [], mixed = [];
        foreach (Article article in sample)
        {
            IReadOnlyList<AnalyzedToken> tokens = analysis.Analyze(article.Headline, AnalysisMode.Query);
            string rest = article.Headline[tokens[tokens.Count / 2].Start..];
            string text = rest.Length <= 6 ? rest : rest[..6], spelled = analysis.Readings.Write(text), first = analysis.Readings.Initials(text);
            hanzi.AddRange(Enumerable.Range(1, text.Length).Select(length => text[..length]));
            pinyin.AddRange(Enumerable.Range(1, spelled.Length).Select(length => spelled[..length]));
            initials.AddRange(Enumerable.Range(1, first.Length).Select(length => first[..length]));
            string behind = analysis.Readings.Write(text.AsSpan(1));
            mixed.AddRange(Enumerable.Range(1, behind.Length).Select(length => text[0] + behind[..length]));
        }

        foreach ((string kind, List<string> typed) in ((string, List<string>)[])[("hanzi", hanzi), ("pinyin", pinyin), ("initials", initials), ("mixed", mixed)])
            Time($"suggest {kind}", [.. typed.Select(prefix => (Action)(() => engine.SuggestAsync(new SuggestInquiry(prefix, 10), default).GetAwaiter().GetResult()))]);
    }

    private static void Facets(SearchEngine engine, ChineseAnalysis analysis, List<Article> sample)
    {
        string[] queries = [.. sample.Select(a => string.Join(' ', analysis.Analyze(a.Headline, AnalysisMode.Query).Take(2).Select(t => t.Term)))];
        FacetKind[] all = Enum.GetValues<FacetKind>();
        Action[] Searches(FacetKind[] facets, string? query) =>
            [.. queries.Select(q => (Action)(() => engine.SearchAsync(new SearchInquiry { Query = query ?? q, Facets = facets, Highlight = new HighlightSettings { Disabled = true } }, default).GetAwaiter().GetResult()))];
        for (int round = 0; round < 2; round++)
        {
            Time("search two words", Searches([], null));
            Time("search two words, 7 facets", Searches(all, null));
        }

        Time("search everything", [.. Searches([], "").Take(50)]);
        Time("search everything, 7 facets", [.. Searches(all, "").Take(50)]);
    }

    private static void Pages(SearchEngine engine)
    {
        List<double> took = [];
        string token = "";
        for (int page = 0; page < 500; page++)
        {
            double begun = ThreadClock.Milliseconds;
            SearchAnswer answer = engine.SearchAsync(new SearchInquiry { Order = HitOrder.Newest, PageSize = 20, PageToken = token, UnfoldReprints = true, Highlight = new HighlightSettings { Disabled = true } }, default).GetAwaiter().GetResult();
            took.Add(ThreadClock.Milliseconds - begun);
            token = answer.NextPageToken;
            if (token.Length == 0) break;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pages first_50_cpu_ms {took.Take(50).Average():F2} last_50_cpu_ms {took.TakeLast(50).Average():F2} pages {took.Count}"));
    }

    /// <summary>One character of a headline's word replaced by one that is read alike.</summary>
    private static void Corrections(SearchEngine engine, ChineseAnalysis analysis, List<Article> sample)
    {
        Pinyin pinyin = new(analysis.Readings);
        Random random = new(7);
        List<(string Right, string Slip)> slips = [];
        foreach (Article article in sample)
        {
            if (analysis.Analyze(article.Headline, AnalysisMode.Query).Select(t => t.Term).FirstOrDefault(t => t.Length is >= 3 and <= 5) is not { } word) continue;
            int at = random.Next(word.Length);
            char[] alike = [.. pinyin.Homophones(word[at]).Where(c => c != word[at] && pinyin.Of(c)[0] == pinyin.Of(word[at])[0])];
            if (alike.Length > 0) slips.Add((word, word[..at] + alike[random.Next(alike.Length)] + word[(at + 1)..]));
        }

        HashSet<string> corrected = [];
        Time("search right words", [.. slips.Select(s => (Action)(() => engine.SearchAsync(new SearchInquiry { Query = s.Right }, default).GetAwaiter().GetResult()))]);
        Time("search slips, corrected", [.. slips.Select(s => (Action)(() =>
        {
            if (engine.SearchAsync(new SearchInquiry { Query = s.Slip }, default).GetAwaiter().GetResult().Corrections.FirstOrDefault()?.Query == s.Right) corrected.Add(s.Slip);
        }))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"corrections slips {slips.Select(s => s.Slip).Distinct().Count()} first_is_right {corrected.Count}"));
    }

    /// <summary>The structure that suggestions come from, built from the index files as the service does after a start.</summary>
    private static void State(string directory)
    {
        ChineseAnalysis analysis = Dictionaries.Load();
        string generation = File.ReadAllText(Path.Combine(directory, "generations", "current")).Trim();
        using SegmentDirectory files = new(new DirectoryInfo(Path.Combine(directory, "generations", generation, "segments")));
        using DirectoryReader reader = DirectoryReader.Open(files);
        SuggestionKeys keys = new(analysis.Folding, new Pinyin(analysis.Readings));
        long before = GC.GetTotalMemory(forceFullCollection: true), begun = Stopwatch.GetTimestamp();
        SuggestionTable table = new(analysis, keys, 10_000_000);
        table.Follow(reader, default);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        begun = Stopwatch.GetTimestamp();
        table.Follow(reader, default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"state articles {table.Articles} build_s {seconds:F2} again_ms {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:F1} bytes_per_article {bytes / Math.Max(1, table.Articles)}"));
    }

    private static void Time(string what, Action[] work)
    {
        foreach (Action warm in work.Take(50)) warm();
        double[] took = new double[work.Length], processor = new double[work.Length];
        for (int i = 0; i < work.Length; i++)
        {
            double used = ThreadClock.Milliseconds;
            long begun = Stopwatch.GetTimestamp();
            work[i]();
            took[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            processor[i] = ThreadClock.Milliseconds - used;
        }

        Array.Sort(took);
        Array.Sort(processor);
        int middle = took.Length / 2, last = (int)(took.Length * 0.99);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: n {took.Length} cpu_p50_ms {processor[middle]:F3} cpu_p99_ms {processor[last]:F3} cpu_max_ms {processor[^1]:F2} p50_ms {took[middle]:F3} p99_ms {took[last]:F3}"));
    }
}
