using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Generations;

/// <summary>What fails half-way through a start, a reindex or a stop leaves nothing half done behind it.</summary>
public sealed class HalfwayTests
{
    [Fact]
    public async Task A_start_that_is_tried_again_does_not_open_a_second_time_what_is_open()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs a file that cannot be read by anybody");
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "大桥新闻", "云溪大桥昨日通车。");
        string unreadable = fixture.Directory.Sub("generations/g000777");
        await fixture.ReopenAsync(() =>
        {
            Directory.CreateDirectory(unreadable);
            File.CreateSymbolicLink(Path.Combine(unreadable, "manifest.json"), "/proc/self/mem");
        });
        while (!fixture.Engine.GetStatus().Alarms.Any(a => a.StartsWith("no index could be opened", StringComparison.Ordinal))) await Task.Delay(20, TestContext.Current.CancellationToken);
        GenerationIndex opened;
        using (SearcherLease lease = fixture.Engine.Acquire()) opened = lease.Generation;

        // At once: a start that is tried again meanwhile would remove a folder without its manifest itself.
        Directory.Move(unreadable, fixture.Directory.Sub("elsewhere"));

        while (fixture.Engine.GetStatus().Alarms.Count > 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        using SearcherLease after = fixture.Engine.Acquire();
        Assert.Same(opened, after.Generation);
        Assert.DoesNotContain(fixture.Engine.ListReindexes(), r => r.Reason.Contains("damaged", StringComparison.Ordinal));
        Assert.True((await fixture.Engine.VerifyAsync(default)).Ok);
    }

    [Fact]
    public async Task A_kept_generation_that_cannot_be_read_stops_no_start_and_is_not_made_live()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("needs a link to itself");
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "大桥新闻", "云溪大桥昨日通车。");
        string second = (await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id)).Id;
        await fixture.ReopenAsync(() =>
        {
            foreach (string file in Directory.GetFiles(fixture.Directory.Sub("generations/g000001/segments"), "segments_*"))
            {
                File.Delete(file);
                File.CreateSymbolicLink(file, file);
            }
        });
        await fixture.ReadyAsync();

        Assert.Equal(second, fixture.Engine.GetStatus().Generation!.Name);
        while (true)
        {
            EngineException refused = await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.ActivateGenerationAsync("g000001", default));
            if (refused.Failure == EngineFailure.Unavailable) continue; // starting
            Assert.Equal(EngineFailure.FailedPrecondition, refused.Failure);
            Assert.Contains("ahead of the log", refused.Message, StringComparison.Ordinal);
            break;
        }
    }

    [Fact]
    public async Task A_cancel_that_cannot_be_written_down_says_so()
    {
        using HeldAnalysis held = new();
        await using EngineFixture fixture = new(held);
        string id = await held.BeginReindexAsync(fixture);
        string history = fixture.Directory.Sub("generations/reindexes.json");
        File.Delete(history);
        Directory.CreateDirectory(Path.Combine(history, "in-the-way"));

        Assert.Equal(EngineFailure.Unavailable, Assert.Throws<EngineException>(() => fixture.Engine.CancelReindex(id)).Failure);
        Directory.Delete(history, recursive: true);
        held.LetGo();
        Assert.Equal(ReindexState.Cancelled, (await fixture.WaitAsync(id)).State);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 600, 3000)]
    [InlineData(4, 3000, 3600)]
    [InlineData(7200, 1, 3600)]
    public void The_longer_a_build_took_that_failed_the_longer_is_the_pause(int pause, int took, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), GenerationSwitch.PauseAfter(TimeSpan.FromSeconds(pause), TimeSpan.FromSeconds(took)));

    [Fact]
    public async Task A_cancelled_reindex_whose_files_cannot_be_deleted_has_ended_and_neither_another_nor_a_start_minds()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs a file that .NET cannot name");
        using HeldAnalysis held = new();
        await using EngineFixture fixture = new(held);
        string id = await held.BeginReindexAsync(fixture);
        using UndeletableFile obstacle = new(fixture.Directory.Sub("generations"), id);

        fixture.Engine.CancelReindex(id);
        held.LetGo();

        Assert.Equal(ReindexState.Cancelled, (await fixture.WaitAsync(id).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)).State);
        Assert.Equal(ReindexState.Succeeded, (await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id)).State);
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
    }

    [Fact]
    public async Task A_stop_whose_reindex_cannot_be_kept_ends_and_the_folder_can_be_opened_again()
    {
        using HeldAnalysis held = new();
        await using EngineFixture fixture = new(held);
        string id = await held.BeginReindexAsync(fixture);

        // A folder where the commit's own file would be.
        Directory.CreateDirectory(fixture.Directory.Sub($"generations/{id}/segments/segments_1/in-the-way"));
        Task reopened = fixture.ReopenAsync();
        held.LetGo();
        await reopened;

        await fixture.ReadyAsync();
        Assert.Equal(1, (await fixture.Engine.VerifyAsync(default)).Articles);
    }

    [Fact]
    public void An_engine_that_cannot_open_leaves_no_file_of_the_log_open()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("looks into /proc");
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.Sub("no-dictionaries"));
        EngineOptions options = new() { DataDirectory = directory.Sub("data"), DictionariesDirectory = directory.Sub("no-dictionaries"), ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config") };

        Assert.ThrowsAny<Exception>(() => SearchEngine.Open(options, NullLoggerFactory.Instance, TimeProvider.System));

        Assert.True(File.Exists(directory.Sub("data/log/articles.db")), "the log was not opened, so this shows nothing");
        Assert.DoesNotContain(OpenFiles(), f => f.StartsWith(directory.Path, StringComparison.Ordinal));
    }

    /// <summary>The names of this process' open files; one that another test closes meanwhile is not open any more.</summary>
    private static IEnumerable<string> OpenFiles()
    {
        foreach (string descriptor in Directory.EnumerateFiles("/proc/self/fd"))
        {
            string name;
            try { name = File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName ?? ""; }
            catch (FileNotFoundException) { continue; }
            yield return name;
        }
    }

    [Fact]
    public async Task An_append_told_while_the_projection_closes_stops_nobody()
    {
        using TemporaryDirectory directory = new();
        await using UserWords.SteppedProjection stepped = new();
        Projection? projection = null;
        // Told before the projection is, on the log's own thread: what the projection hears then comes after its end.
        stepped.Log.Appended += End;
        EngineOptions options = new() { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "" };
        projection = new Projection(stepped.Log, stepped.Generation, new SequenceWaiters(), options, new IndexAlarms(), TimeProvider.System, NullLogger.Instance);
        projection.Start();

        await stepped.Log.PutArticlesAsync([new Article { Id = "a-1", Headline = "大桥新闻" }], PutPolicy.Ordinary, default);
        IReadOnlyList<PutReceipt> second = await stepped.Log.PutArticlesAsync([new Article { Id = "a-2", Headline = "大桥新闻" }], PutPolicy.Ordinary, default);

        Assert.Equal(PutOutcome.Added, second[0].Outcome);

        void End()
        {
            stepped.Log.Appended -= End;
            projection!.Stop(commit: false);
            projection.Dispose();
        }
    }

    [Fact]
    public async Task An_erasure_that_was_not_finished_waits_for_no_entry_that_a_restore_to_before_it_took_away()
    {
        using TemporaryDirectory directory = new();
        EngineOptions options = new() { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "" };
        using (ClosedLog before = new(options))
        {
            await before.Log.PutArticlesAsync([new Article { Id = "a-1", Headline = "大桥新闻" }, new Article { Id = "a-2", Headline = "大桥新闻" }], PutPolicy.Ordinary, default);
            await before.Log.EraseArticleAsync("a-1", "", [], default);
        }

        LogTruncation.Truncate(Path.Combine(directory.Path, "log", "articles.db"), 2);

        using ClosedLog after = new(options);
        Assert.Equal([("a-1", after.Log.HeadSequence)], after.Log.ListUnfinishedErasures());
        Assert.Equal(2, after.Log.HeadSequence);
    }

    /// <summary>A file whose name is no text, so that nothing written in .NET can delete it; removed in the end wherever below the folder it is by then.</summary>
    private sealed class UndeletableFile : IDisposable
    {
        private readonly string root;

        public UndeletableFile(string root, string folder)
        {
            this.root = root;
            Run("touch \"$1/$(printf '\\377')\"", Path.Combine(root, folder));
        }

        public void Dispose() => Run("rm -rf \"$1\"/.deleted-* \"$1\"/*/$(printf '\\377')", root);

        private static void Run(string script, string folder)
        {
            using System.Diagnostics.Process shell = System.Diagnostics.Process.Start("sh", ["-c", script, "sh", folder]);
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
        }
    }
}
