using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine.Tests.Indexing;

namespace Search.Engine.Tests.Generations;

/// <summary>A reindex in whose middle the dictionaries change: it is held at one article until they have.</summary>
public sealed class DictionaryDuringReindexTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly ManualResetEventSlim goOn = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool hold;

    public DictionaryDuringReindexTests()
    {
        string shipped = Path.Combine(EngineFixture.Checkout, "index", "dictionaries");
        foreach (string file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(Dictionaries, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private string Dictionaries => directory.Sub("dictionaries");

    public void Dispose()
    {
        goOn.Set();
        goOn.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task Words_put_and_files_edited_meanwhile_are_in_the_new_generation_with_every_put_and_no_search_fails()
    {
        await using SearchEngine engine = await OpenAsync();
        await PutAsync(engine, 0, 60);
        using CancellationTokenSource ending = new();
        Task<int> searches = Task.Run(async () =>
        {
            int answered = 0;
            for (; !ending.IsCancellationRequested; answered++) Assert.True((await engine.SearchAsync(new SearchInquiry { Query = "开张" }, default)).Total >= 59);
            return answered;
        });

        hold = true;
        string reindex = engine.StartReindex(null).Id;
        await held.Task;
        await engine.PutUserWordsAsync(["泠渡桥社"], default);
        await File.WriteAllTextAsync(Path.Combine(Dictionaries, "user", "ours.txt"), "汀洲渡社\n");
        await PutAsync(engine, 60, 5);
        await engine.DeleteArticleAsync("m-7", default);
        while (!(Knows(engine, "泠渡桥社") && Knows(engine, "汀洲渡社") && engine.GetStatus().UserWords is { ArticlesPending: 0 })) await Task.Delay(20);
        Assert.Null(engine.GetReindex(reindex)!.EndedAt);
        goOn.Set();
        while (engine.GetReindex(reindex)!.EndedAt is null) await Task.Delay(20);

        Assert.Equal((ReindexState.Succeeded, reindex), (engine.GetReindex(reindex)!.State, engine.GetStatus().Generation!.Name));
        while (engine.GetStatus().UserWords is not { ArticlesPending: 0 }) await Task.Delay(20);
        await ending.CancelAsync();
        Assert.True(await searches > 0);
        await engine.WaitForSequenceAsync(engine.GetStatus().LogSequence, default);
        Assert.True(Knows(engine, "泠渡桥社") && Knows(engine, "汀洲渡社"));
        VerifyReport report = await engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(64, report.Articles);

        // It says what one says that is built now, with all words from the start.
        IReadOnlyList<string> content = Content(engine);
        string again = engine.StartReindex(null).Id;
        while (engine.GetReindex(again)!.EndedAt is null) await Task.Delay(20);
        Assert.Equal(again, engine.GetStatus().Generation!.Name);
        Assert.Equal(Content(engine), content);
    }

    [Fact]
    public async Task Synonyms_edited_meanwhile_are_in_force_after_the_switch_too()
    {
        await using SearchEngine engine = await OpenAsync();
        (_, long sequence) = await engine.PutArticlesAsync([new Article { Id = "s-1", Headline = "消息", Paragraphs = ["青鸾殿昨日开放。"] }], false, default);
        await engine.WaitForSequenceAsync(sequence, default);
        SearchInquiry inquiry = new() { Query = "蟠龙阁" };
        Assert.Equal(0, (await engine.SearchAsync(inquiry, default)).Total);
        hold = true;
        string reindex = engine.StartReindex(null).Id;
        await held.Task;
        await File.AppendAllTextAsync(Path.Combine(Dictionaries, "synonyms.txt"), "蟠龙阁,青鸾殿\n");
        while ((await engine.SearchAsync(inquiry, default)).Total == 0) await Task.Delay(20);

        goOn.Set();
        while (engine.GetReindex(reindex)!.EndedAt is null) await Task.Delay(20);

        SearchAnswer after = await engine.SearchAsync(inquiry, default);
        Assert.Equal((1L, reindex), (after.Total, after.Generation));
    }

    [Fact]
    public async Task A_build_that_a_stop_interrupted_begins_anew_when_the_shipped_dictionaries_are_others_at_the_next_start()
    {
        string first, interrupted;
        await using (SearchEngine engine = await OpenAsync())
        {
            await PutAsync(engine, 0, 60);
            first = engine.GetStatus().Generation!.DictionaryHash;
            hold = true;
            interrupted = engine.StartReindex(null).Id;
            await held.Task;
            ValueTask closing = engine.DisposeAsync();
            await EngineFixture.StoppingAsync(engine);
            goOn.Set();
            await closing;
        }

        ReplaceVariants();
        await using SearchEngine opened = await OpenAsync();

        Assert.NotEqual(first, opened.GetStatus().Generation!.DictionaryHash);
        Assert.Contains(opened.ListReindexes(), r => r.State == ReindexState.Succeeded && r.Reason.Contains("other dictionaries", StringComparison.Ordinal));
        Assert.Contains(opened.ListReindexes(), r => r.Id == interrupted && r.State == ReindexState.Failed && r.Error.Contains("interrupted", StringComparison.Ordinal));
        VerifyReport report = await opened.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(60, report.Articles);
    }

    private static bool Knows(SearchEngine engine, string word) => engine.Analyze(word, "query").Any(t => t.Term == word);

    private static IReadOnlyList<string> Content(SearchEngine engine)
    {
        using SearcherLease lease = engine.Acquire();
        return IndexContent.Of(lease.Searcher.IndexReader);
    }

    private static async Task PutAsync(SearchEngine engine, int from, int count)
    {
        (_, long sequence) = await engine.PutArticlesAsync(
            [.. Enumerable.Range(from, count).Select(i => new Article { Id = $"m-{i}", Newspaper = "汀洲晚报", Date = "2024-05-01", Page = "A01", Headline = $"消息{i}", Paragraphs = [$"{(i % 2 == 0 ? "泠渡桥社" : "汀洲渡社")}第{i}家分店昨日开张。"] })],
            false, default);
        await engine.WaitForSequenceAsync(sequence, default);
    }

    /// <summary>A release with another table of variants.</summary>
    private void ReplaceVariants()
    {
        string variants = Path.Combine(Dictionaries, "variants.txt"), checksums = Path.Combine(Dictionaries, "checksums.txt");
        string before = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(variants)));
        File.AppendAllText(variants, "# a later edition\n");
        string after = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(variants)));
        string sums = File.ReadAllText(checksums);
        Assert.Contains(before, sums, StringComparison.Ordinal);
        File.WriteAllText(checksums, sums.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>The first article that is analysed after <see cref="hold"/> is set waits; nothing is put until it does, so it is the reindex's.</summary>
    private void HoldOnce(Article article)
    {
        if (!hold || !held.TrySetResult()) return;
        hold = false;
        goOn.Wait();
    }

    private async Task<SearchEngine> OpenAsync()
    {
        SearchEngine engine = SearchEngine.Open(
            new EngineOptions
            {
                DataDirectory = directory.Sub("data"),
                DictionariesDirectory = Dictionaries,
                ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config"),
                BeforeAnalysis = HoldOnce,
            },
            NullLoggerFactory.Instance, TimeProvider.System);
        // With other dictionaries it serves before the build that they need has begun.
        while (!engine.IsReady || !engine.Opened.IsCompleted || engine.ListReindexes().Any(r => r.EndedAt is null)) await Task.Delay(20);
        return engine;
    }
}
