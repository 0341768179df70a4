using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Analysis;

namespace Search.Engine.Tests.UserWords;

/// <summary>Dictionary files edited while the engine runs.</summary>
public sealed class DictionaryFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly string user;

    public DictionaryFileTests()
    {
        string shipped = Path.Combine(EngineFixture.Checkout, "index", "dictionaries"), copy = directory.Sub("dictionaries");
        foreach (string file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        user = Path.Combine(copy, "user", "ours.txt");
    }

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task An_edited_file_is_in_force_without_a_restart_and_without_a_new_generation_and_a_malformed_line_is_named()
    {
        await using SearchEngine engine = Open();
        await UntilAsync(engine, e => e.IsReady);
        string generation = engine.GetStatus().Generation!.Name;
        (_, long sequence) = await engine.PutArticlesAsync([new Article { Id = "a", Headline = "头", Paragraphs = ["泠渡桥社开张。"] }], false, default);
        await engine.WaitForSequenceAsync(sequence, default); // what is not indexed yet when the word comes is not analysed again

        await File.WriteAllTextAsync(user, "泠渡桥社\n");
        await UntilAsync(engine, e => Knows(e, "泠渡桥社") && e.GetStatus().UserWords is { ArticlesPending: 0, ArticlesReanalyzed: 1 });
        Assert.Contains(await engine.ListUserWordsAsync(default), w => w is { Word: "泠渡桥社", Runtime: false, Sequence: 0 });

        await File.WriteAllTextAsync(user, "泠渡桥社\n# 下一行不成词\n两 词\n");
        await UntilAsync(engine, e => e.GetStatus().Alarms.Any(a => a.Contains("ours.txt, line 3", StringComparison.Ordinal)));
        Assert.True(Knows(engine, "泠渡桥社"));

        File.Delete(user);
        await UntilAsync(engine, e => !Knows(e, "泠渡桥社") && e.GetStatus().Alarms.Count == 0);
        Assert.Equal(generation, engine.GetStatus().Generation!.Name);
        Assert.True((await engine.VerifyAsync(default)).Ok);
    }

    [Fact]
    public async Task Files_changed_while_the_engine_was_closed_are_followed_at_its_start()
    {
        await using (SearchEngine engine = Open()) await UntilAsync(engine, e => e.IsReady);
        await File.WriteAllTextAsync(user, "泠渡桥社\n");
        await using SearchEngine again = Open();
        await UntilAsync(again, e => e.IsReady && Knows(e, "泠渡桥社"));
        Assert.Equal("g000001", again.GetStatus().Generation!.Name);
        long head = again.GetStatus().LogSequence;
        Assert.Equal(2, head); // the shipped words, then this one
    }

    [Fact]
    public async Task A_file_edited_while_the_engine_starts_is_followed_too()
    {
        using EditingLoggers loggers = new(user);
        await using SearchEngine engine = Open(loggers);
        Assert.True(File.Exists(user));
        await UntilAsync(engine, e => e.IsReady && Knows(e, "泠渡桥社"));
    }

    [Fact]
    public async Task A_line_malformed_at_the_start_leaves_the_last_good_files_in_force_until_it_is_mended()
    {
        string synonyms = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(user)!)!, "synonyms.txt");
        await File.WriteAllTextAsync(user, "泠渡桥社\n");
        await File.AppendAllTextAsync(synonyms, "泠渡桥社, 桥社\n");
        await using (SearchEngine engine = Open()) await UntilAsync(engine, e => e.IsReady && Knows(e, "泠渡桥社"));

        await File.WriteAllTextAsync(user, "两 词\n");
        await File.AppendAllTextAsync(synonyms, "独名\n");
        await using (SearchEngine engine = Open())
        {
            await UntilAsync(engine, e => e.IsReady && e.GetStatus().Alarms.Any(a => a.Contains("line 1", StringComparison.Ordinal)));
            Assert.Contains(engine.GetStatus().Alarms, a => a.Contains("ours.txt, line 1", StringComparison.Ordinal));
            Assert.True(Knows(engine, "泠渡桥社"));
        }

        await File.WriteAllTextAsync(user, "泠渡桥社\n汀洲渡社\n");
        await using (SearchEngine engine = Open())
        {
            await UntilAsync(engine, e => e.IsReady && e.GetStatus().Alarms.Any(a => a.Contains("synonyms.txt, line", StringComparison.Ordinal)));
            Assert.True(Knows(engine, "泠渡桥社"));
            Assert.False(Knows(engine, "汀洲渡社"));
            await File.WriteAllTextAsync(synonyms, "泠渡桥社, 桥社\n");
            await UntilAsync(engine, e => Knows(e, "汀洲渡社") && e.GetStatus().Alarms.Count == 0);
        }
    }

    [Fact]
    public async Task A_malformed_line_stops_the_first_start_and_is_named()
    {
        await File.WriteAllTextAsync(user, "两 词\n");
        Assert.Contains("ours.txt, line 1", Assert.Throws<AnalysisDictionaryException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_generation_takes_the_dictionaries_in_force_while_a_file_is_malformed()
    {
        await File.WriteAllTextAsync(user, "泠渡桥社\n");
        await using SearchEngine engine = Open();
        await UntilAsync(engine, e => e.IsReady && Knows(e, "泠渡桥社"));
        await File.WriteAllTextAsync(user, "两 词\n");
        await UntilAsync(engine, e => e.GetStatus().Alarms.Any(a => a.Contains("ours.txt, line 1", StringComparison.Ordinal)));

        string reindex = engine.StartReindex(null).Id;
        await UntilAsync(engine, e => e.GetReindex(reindex)!.State == ReindexState.Succeeded);
        string generation = engine.GetStatus().Generation!.Name;
        Assert.NotEqual("g000001", generation);
        var its = ChineseAnalysis.Load(Path.Combine(directory.Sub("data"), "generations", generation, "dictionaries"));
        Assert.Contains(its.FileWords, w => w.Text == "泠渡桥社");
        Assert.True(Knows(engine, "泠渡桥社"));
    }

    /// <summary>The reader stays the same, as no article came: only the words it is asked with are others.</summary>
    [Fact]
    public async Task Who_pages_on_is_answered_with_the_synonyms_of_the_first_page()
    {
        await using SearchEngine engine = Open();
        await UntilAsync(engine, e => e.IsReady);
        (_, long sequence) = await engine.PutArticlesAsync([.. Enumerable.Range(0, 12).Select(i => new Article { Id = $"a-{i}", Headline = $"消息{i}", Paragraphs = [i < 8 ? "青鸾殿昨日开放。" : "蟠龙阁昨日开放。"] })], false, default);
        await engine.WaitForSequenceAsync(sequence, default);
        SearchInquiry inquiry = new() { Query = "蟠龙阁", PageSize = 2, UnfoldReprints = true };
        SearchAnswer before = await engine.SearchAsync(inquiry, default), after = before;

        await File.AppendAllTextAsync(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(user)!)!, "synonyms.txt"), "蟠龙阁,青鸾殿\n");
        for (int i = 0; after.Total == 4; i++)
        {
            Assert.True(i < 6_000, "the synonym is not in force");
            await Task.Delay(50);
            after = await engine.SearchAsync(inquiry, default);
        }

        Assert.Equal((4, 12, before.Sequence), (before.Total, after.Total, after.Sequence));
        Assert.Equal(12, (await engine.SearchAsync(inquiry with { PageToken = after.NextPageToken }, default)).Total);
        Assert.Equal(4, (await engine.SearchAsync(inquiry with { PageToken = before.NextPageToken }, default)).Total);
    }

    private static bool Knows(SearchEngine engine, string word) => engine.Analyze(word, "query").Any(t => t.Term == word);

    private static async Task UntilAsync(SearchEngine engine, Func<SearchEngine, bool> condition)
    {
        for (int i = 0; !condition(engine); i++)
        {
            if (i > 6_000) throw new TimeoutException($"{engine.GetStatus()} {string.Join("; ", engine.GetStatus().Alarms)}");
            await Task.Delay(50);
        }
    }

    private SearchEngine Open(ILoggerFactory? loggers = null) => SearchEngine.Open(
        new EngineOptions
        {
            DataDirectory = directory.Sub("data"),
            DictionariesDirectory = directory.Sub("dictionaries"),
            ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config"),
        },
        loggers ?? NullLoggerFactory.Instance, TimeProvider.System);

    /// <summary>Somebody edits a file when it has been read and is not followed yet: as the one who follows it is made.</summary>
    private sealed class EditingLoggers(string file) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName)
        {
            if (categoryName.EndsWith(nameof(DictionaryFiles), StringComparison.Ordinal)) File.WriteAllText(file, "泠渡桥社\n");
            return NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
