using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Generations;

/// <summary>What the next start makes of generations that a stop, a crash, a failure or a lost end of the log left behind.</summary>
public sealed class InterruptedTests
{
    [Fact]
    public async Task A_reindex_that_was_cancelled_is_not_gone_on_with_though_a_stop_comes_before_it_has_ended()
    {
        using HeldAnalysis held = new();
        await using EngineFixture fixture = new(held);
        string id = await held.BeginReindexAsync(fixture);

        fixture.Engine.CancelReindex(id);
        SearchEngine first = fixture.Engine;
        Task closing = fixture.ReopenAsync();
        await EngineFixture.StoppingAsync(first);
        held.LetGo();
        await closing;
        await fixture.ReadyAsync();

        Assert.Equal((ReindexState.Cancelled, "g000001"), (fixture.Engine.GetReindex(id)!.State, fixture.Engine.GetStatus().Generation!.Name));
        Assert.Null(fixture.Engine.GetStatus().Reindex);
        Assert.False(Directory.Exists(Path.Combine(fixture.Directory.Path, "generations", id)));
    }

    [Fact]
    public async Task A_reindex_that_was_cancelled_is_not_gone_on_with_though_a_crash_comes_before_it_has_ended()
    {
        using HeldAnalysis held = new();
        // No commit removes a file of the one before while files are copied.
        await using EngineFixture fixture = new(held, commitInterval: TimeSpan.FromHours(1));
        string id = await held.BeginReindexAsync(fixture);
        Assert.True(File.Exists(Path.Combine(fixture.Directory.Path, "generations", id, "manifest.json")), "there is nothing to go on with");

        using TemporaryDirectory left = new();
        try
        {
            fixture.Engine.CancelReindex(id);
            CopyAll(fixture.Directory.Path, left.Path); // what a crash would leave now
        }
        finally
        {
            held.LetGo();
        }

        await using SearchEngine next = SearchEngine.Open(fixture.Options with { DataDirectory = left.Path, BeforeAnalysis = null }, NullLoggerFactory.Instance, TimeProvider.System);
        while (!(next.IsReady && next.Opened.IsCompleted)) await Task.Delay(20, TestContext.Current.CancellationToken); // it serves before it has looked at what else is there
        Assert.Equal((ReindexState.Cancelled, "g000001"), (next.GetReindex(id)!.State, next.GetStatus().Generation!.Name));
        Assert.False(Directory.Exists(Path.Combine(left.Path, "generations", id)));
    }

    [Fact]
    public async Task What_a_build_wrote_before_its_first_commit_goes_when_it_is_gone_on_with_since_a_text_of_it_may_be_erased_later()
    {
        using HeldAnalysis held = new();
        await using EngineFixture fixture = new(held, commitInterval: TimeSpan.FromHours(1));
        string id = await held.BeginReindexAsync(fixture);
        using TemporaryDirectory left = new();
        try
        {
            CopyAll(fixture.Directory.Path, left.Path);
        }
        finally
        {
            held.LetGo();
        }

        string segments = Path.Combine(left.Path, "generations", id, "segments"), flushed = Path.Combine(segments, "_zz.cfs");
        Assert.False(Directory.Exists(segments) && Directory.EnumerateFiles(segments, "segments_*").Any(), "it has a commit already");
        Directory.CreateDirectory(segments);
        File.WriteAllText(flushed, "what was flushed for the first commit when the crash came");

        await using SearchEngine next = SearchEngine.Open(fixture.Options with { DataDirectory = left.Path, BeforeAnalysis = null }, NullLoggerFactory.Instance, TimeProvider.System);
        while (next.GetStatus().Generation?.Name != id) await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Equal("resumed after a restart", next.GetReindex(id)!.Reason);
        Assert.False(File.Exists(flushed), "nothing removes it any more");
        Assert.True((await next.VerifyAsync(default)).Ok);
    }

    [Fact]
    public async Task A_reindex_that_a_stop_interrupted_is_gone_on_with()
    {
        using HeldAnalysis held = new();
        await using EngineFixture fixture = new(held);
        string id = await held.BeginReindexAsync(fixture);

        SearchEngine first = fixture.Engine;
        Task closing = fixture.ReopenAsync();
        await EngineFixture.StoppingAsync(first);
        Assert.Null(first.GetReindex(id)!.EndedAt);
        held.LetGo();
        await closing;

        Assert.Equal(ReindexState.Succeeded, (await fixture.WaitAsync(id)).State);
        Assert.Equal(id, fixture.Engine.GetStatus().Generation!.Name);
    }

    [Fact]
    public async Task A_log_that_lost_its_end_takes_every_generation_with_it_that_has_seen_more()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        using TemporaryDirectory early = new();
        for (int i = 0; i < 3; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.ReopenAsync(() => CopyAll(Path.Combine(fixture.Directory.Path, "log"), early.Path));
        await fixture.ReadyAsync();
        for (int i = 3; i < 6; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "南岸图书馆迎来读者。");
        await fixture.IndexedAsync(); // by the generation before, too
        Assert.Equal(ReindexState.Succeeded, (await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id)).State);
        string folder = Path.Combine(fixture.Directory.Path, "generations");

        await fixture.ReopenAsync(() =>
        {
            Directory.Delete(Path.Combine(fixture.Directory.Path, "log"), recursive: true);
            CopyAll(early.Path, Path.Combine(fixture.Directory.Path, "log"));
        });
        // Before the first put: the same numbers are given to others, and after a crash nothing would tell.
        Assert.True(Directory.Exists(Path.Combine(folder, "ahead-g000001")) && Directory.Exists(Path.Combine(folder, "ahead-g000002")));
        for (int i = 6; i < 12; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "城东公园今日开放。");
        await fixture.ReadyAsync();
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, TestContext.Current.CancellationToken);

        VerifyReport report = await fixture.Engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(9, report.Articles);
        Assert.Contains(fixture.Engine.GetStatus().Alarms, a => a.Contains("the log has lost entries", StringComparison.Ordinal));
        // Neither can be made live: they hold what the log does not.
        foreach (string gone in (string[])["g000001", "g000002"])
        {
            Assert.Equal(EngineFailure.NotFound, (await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.ActivateGenerationAsync(gone, default))).Failure);
            Assert.True(Directory.Exists(Path.Combine(folder, "ahead-" + gone)), "what is nowhere else is thrown away");
        }

        // They hold texts, so an erasure takes them along.
        await fixture.Engine.EraseArticleAsync("a-0", "", default);
        Assert.Empty(Directory.EnumerateDirectories(folder, "ahead-*"));
    }

    [Fact]
    public async Task A_first_build_that_fails_is_begun_again_by_itself()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        string generations = Path.Combine(fixture.Directory.Path, "generations");

        await fixture.ReopenAsync(() =>
        {
            Directory.Delete(generations, recursive: true);
            Directory.CreateDirectory(generations);
            File.WriteAllText(Path.Combine(generations, "g000001"), "no folder can be made here");
        });
        await fixture.ReadyAsync();

        Assert.Equal(ReindexState.Failed, fixture.Engine.GetReindex("g000001")!.State);
        Assert.Equal(1, (await fixture.Engine.VerifyAsync(default)).Articles);
        Assert.Empty(fixture.Engine.GetStatus().Alarms);
    }

    [Fact]
    public async Task A_first_build_that_cannot_begin_leaves_nothing_on_the_disk()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs a file that cannot be read by anybody");
        using TemporaryDirectory directory = new();
        string shipped = Path.Combine(EngineFixture.Checkout, "index", "dictionaries"), dictionaries = directory.Sub("dictionaries");
        foreach (string file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories).Append("/proc/self/mem"))
        {
            string link = Path.Combine(dictionaries, file.StartsWith(shipped, StringComparison.Ordinal) ? Path.GetRelativePath(shipped, file) : "unreadable.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, file);
        }

        EngineOptions options = new() { DataDirectory = directory.Sub("data"), DictionariesDirectory = dictionaries, ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config") };
        await using SearchEngine engine = SearchEngine.Open(options, NullLoggerFactory.Instance, new StoppedClock());
        while (engine.ListReindexes() is not [{ EndedAt: not null }]) await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Equal(ReindexState.Failed, engine.ListReindexes()[0].State);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(options.DataDirectory, "generations")));
    }

    [Fact]
    public async Task Where_the_live_generation_is_gone_one_that_is_complete_serves_at_once()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        ReindexStatus second = await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        await fixture.PutAsync("a-2", "菜价回落", "本周菜价普遍回落。");

        await fixture.ReopenAsync(() => Directory.Delete(Path.Combine(fixture.Directory.Path, "generations", second.Id), recursive: true));
        await fixture.ReadyAsync();
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, TestContext.Current.CancellationToken);

        Assert.Equal("g000001", fixture.Engine.GetStatus().Generation!.Name);
        Assert.Equal(2, fixture.Engine.ListReindexes().Count); // none was begun
        VerifyReport report = await fixture.Engine.VerifyAsync(default);
        Assert.True(report is { Ok: true, Articles: 2 }, string.Join("\n", report.Problems));
    }

    /// <summary>Nothing that waits is ever due: what failed is not begun again.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static void CopyAll(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock") continue;
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
