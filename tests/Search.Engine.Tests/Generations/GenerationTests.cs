namespace Search.Engine.Tests.Generations;

public sealed class GenerationTests
{
    [Fact]
    public async Task What_was_put_is_searchable_once_its_sequence_is_reached()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        PutReceipt receipt = await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        await fixture.Engine.WaitForSequenceAsync(receipt.Sequence, default);

        Assert.Equal(1, (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "大桥" }, default)).Total);
        VerifyReport report = await fixture.Engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(1, report.Articles);
    }

    [Fact]
    public async Task Without_its_generations_the_index_rebuilds_itself_from_the_log()
    {
        await using EngineFixture fixture = new();
        for (int i = 0; i < 20; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.Engine.DeleteArticleAsync("a-7", default);
        await fixture.ReopenAsync(() => Directory.Delete(fixture.Directory.Sub("generations"), recursive: true));
        await fixture.ReadyAsync();

        VerifyReport report = await fixture.Engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(19, report.Articles);
    }

    [Fact]
    public async Task A_damaged_segment_is_noticed_and_the_generation_built_again()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 50; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车，市民前来参观。");
        await fixture.IndexedAsync();
        fixture.FirstCheck = TimeSpan.Zero;
        await fixture.ReopenAsync(() =>
        {
            // One flipped bit in every file that holds postings or stored text, each for itself or in one with all others.
            string[] files = [.. Directory.EnumerateFiles(fixture.Directory.Sub("generations"), "*.*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".fdt" or ".doc" or ".cfs")];
            Assert.NotEmpty(files);
            foreach (string file in files)
            {
                byte[] bytes = File.ReadAllBytes(file);
                bytes[bytes.Length / 2] ^= 0x10;
                File.WriteAllBytes(file, bytes);
            }
        });

        for (int i = 0; !(fixture.Engine.ListReindexes().FirstOrDefault(r => r.Reason.Contains("damaged", StringComparison.Ordinal)) is { State: ReindexState.Succeeded }); i++)
        {
            Assert.True(i < 6000, "no damage was noticed: " + string.Join("; ", fixture.Engine.ListReindexes()) + string.Join("; ", fixture.Engine.GetStatus().Alarms));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        VerifyReport report = await fixture.Engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(50, report.Articles);
    }

    [Fact]
    public async Task A_truncated_index_is_built_again()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 10; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.IndexedAsync();
        await fixture.ReopenAsync(() =>
        {
            string[] files = Directory.GetFiles(fixture.Directory.Sub("generations"), "*.si", SearchOption.AllDirectories);
            Assert.NotEmpty(files);
            foreach (string file in files) File.WriteAllBytes(file, []);
        });
        await fixture.ReadyAsync();

        Assert.Equal(10, (await fixture.Engine.VerifyAsync(default)).Articles);
        Assert.Contains(fixture.Engine.ListReindexes(), r => r.Reason.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reindex_switches_while_puts_and_searches_go_on_and_loses_none()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 200; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        using CancellationTokenSource ending = new();
        // Each leaves a moment between two: a reindex gives way, and on one processor would never come to its end beside three that want all of it.
        Task puts = Task.Run(async () =>
        {
            for (int i = 200; !ending.IsCancellationRequested; i++)
            {
                await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
                await Task.Delay(10);
            }
        });
        Task searches = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                SearchAnswer answer = await fixture.Engine.SearchAsync(new SearchInquiry { Query = "大桥" }, default);
                Assert.True(answer.Total >= 200, $"{answer.Total} of {answer.Sequence} in {answer.Generation}: {fixture.Engine.GetStatus()} {string.Join("; ", fixture.Engine.GetStatus().Alarms)}");
                await Task.Delay(1);
            }
        });

        // Whoever watches meets readers that are replaced at that moment.
        Task watching = Task.Run(async () =>
        {
            for (; !ending.IsCancellationRequested; await Task.Delay(1)) Assert.Equal(0, fixture.Engine.GetStatus().StoredOnlyCount);
        });

        string live = fixture.Engine.GetStatus().Generation!.Name;
        for (int i = 0; i < 3; i++)
        {
            ReindexStatus ended = await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
            Assert.True(ended.State == ReindexState.Succeeded, ended.ToString());
            Assert.NotEqual(live, fixture.Engine.GetStatus().Generation!.Name);
        }

        await ending.CancelAsync();
        await Task.WhenAll(puts, searches, watching);
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        VerifyReport report = await fixture.Engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(fixture.Engine.GetStatus().ArticleCount, report.Articles);
    }

    [Fact]
    public async Task A_kept_generation_can_be_made_live_again_and_catches_up()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        string first = fixture.Engine.GetStatus().Generation!.Name;
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        await fixture.PutAsync("a-2", "菜价回落", "本周菜价普遍回落。");

        GenerationStatus back = await fixture.Engine.ActivateGenerationAsync(first, default);

        Assert.True(back.Live);
        Assert.Equal(first, fixture.Engine.GetStatus().Generation!.Name);
        Assert.Equal(2, (await fixture.Engine.VerifyAsync(default)).Articles);
    }

    [Fact]
    public async Task A_second_reindex_is_refused_and_a_cancelled_one_leaves_the_live_generation_alone()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 300; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        string live = fixture.Engine.GetStatus().Generation!.Name;
        using ManualResetEventSlim hold = new();
        // A reparse that waits keeps the reindex running for as long as the test needs.
        await fixture.Engine.PutPagesAsync([new PagePut { Newspaper = "云溪日报", Date = "2021-05-06", Page = "B01", Articles = [new Article { Headline = "头", Paragraphs = ["文"] }], Source = "头\n文。"u8.ToArray(), FileName = "B01.txt" }], false, default);
        ReindexStatus running = fixture.Engine.StartReindex(_ =>
        {
            hold.Wait();
            return null;
        });

        Assert.Equal(EngineFailure.FailedPrecondition, Assert.Throws<EngineException>(() => fixture.Engine.StartReindex(null)).Failure);
        fixture.Engine.CancelReindex(running.Id);
        hold.Set();
        Assert.Equal(ReindexState.Cancelled, (await fixture.WaitAsync(running.Id)).State);
        Assert.Equal(live, fixture.Engine.GetStatus().Generation!.Name);
        Assert.Equal(EngineFailure.FailedPrecondition, Assert.Throws<EngineException>(() => fixture.Engine.CancelReindex(running.Id)).Failure);
        Assert.Equal(EngineFailure.NotFound, Assert.Throws<EngineException>(() => fixture.Engine.CancelReindex("g999999")).Failure);
    }

    [Fact]
    public async Task A_reparse_that_a_stop_interrupted_begins_again_and_ends()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 5; i++)
            await fixture.Engine.PutPagesAsync([new PagePut { Newspaper = "云溪日报", Date = "2021-05-06", Page = $"B{i}", Articles = [new Article { Headline = "头", Paragraphs = ["文"] }], Source = System.Text.Encoding.UTF8.GetBytes($"头{i}\n文。"), FileName = "B.txt" }], false, default);
        PagePut? Reparse(PageSource source) => new() { Newspaper = source.Newspaper, Date = source.Date, Page = source.Page, Articles = [new Article { Headline = "新的头", Paragraphs = [System.Text.Encoding.UTF8.GetString(source.Content)] }] };
        int seen = 0;
        using ManualResetEventSlim third = new();
        SearchEngine first = fixture.Engine;
        string id = first.StartReindex(source =>
        {
            if (++seen < 3) return Reparse(source);
            third.Set();
            while (!EngineFixture.IsStopping(first)) Thread.Sleep(5);
            return null;
        }).Id;
        third.Wait(TestContext.Current.CancellationToken);
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
        Assert.Equal(ReindexState.Reparsing, fixture.Engine.GetReindex(id)!.State);

        await fixture.Engine.ResumeReparseAsync(Reparse);

        ReindexStatus ended = await fixture.WaitAsync(id);
        Assert.True(ended is { State: ReindexState.Succeeded, PagesReparsed: 5 }, ended.ToString());
        Assert.Single(fixture.Engine.ListReindexes(), r => r.Id == id);
        IssueSummary issue = (await fixture.Engine.GetIssueAsync("云溪日报", "2021-05-06", default))!;
        Assert.All(issue.Pages, page => Assert.Equal(["新的头"], page.Articles.Select(a => a.Article.Headline)));
        Assert.True((await fixture.Engine.VerifyAsync(default)).Ok);
    }

    [Fact]
    public async Task A_reindex_begun_the_moment_another_ends_is_not_taken_for_one_to_prune()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 50; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        for (int round = 0; round < 15; round++)
        {
            string id = fixture.Engine.StartReindex(null).Id;
            while (fixture.Engine.GetReindex(id)!.EndedAt is null) await Task.Yield();
            Assert.True(fixture.Engine.GetReindex(id)!.State == ReindexState.Succeeded, fixture.Engine.GetReindex(id)!.ToString());
        }
    }

    [Fact]
    public async Task An_article_that_cannot_be_indexed_is_stored_only_and_stops_nothing_behind_it()
    {
        bool mended = false;
        await using EngineFixture fixture = new(article =>
        {
            if (article.Id == "bad" && !mended) throw new InvalidOperationException("the analyser has a bug");
        });
        await fixture.ReadyAsync();
        await fixture.PutAsync("bad", "坏的", "这一篇分析不了。");
        PutReceipt behind = await fixture.PutAsync("good", "桥通车了", "云溪大桥昨日通车。");
        await fixture.Engine.WaitForSequenceAsync(behind.Sequence, default);

        Assert.Equal(["good"], (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "通车" }, default)).Hits.Select(h => h.Logged.Article.Id));
        Assert.Equal("bad", (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "id:bad" }, default)).Hits.Single().Logged.Article.Id);
        EngineStatus status = fixture.Engine.GetStatus();
        Assert.Equal(1, status.StoredOnlyCount);
        Assert.Contains(status.Alarms, a => a.Contains("bad", StringComparison.Ordinal));
        Assert.True((await fixture.Engine.VerifyAsync(default)).Ok);

        mended = true;
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        Assert.Equal((0L, 0), (fixture.Engine.GetStatus().StoredOnlyCount, fixture.Engine.GetStatus().Alarms.Count));
        Assert.Equal("bad", (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "分析不了" }, default)).Hits.Single().Logged.Article.Id);
    }

    [Fact]
    public async Task A_second_engine_on_the_same_folder_is_refused()
    {
        await using EngineFixture fixture = new();
        Assert.Contains("in use", Assert.Throws<EngineException>(() => SearchEngine.Open(fixture.Options, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sequence_the_log_has_not_given_is_refused_instead_of_waited_for()
    {
        await using EngineFixture fixture = new();
        Assert.Equal("min_sequence", (await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.WaitForSequenceAsync(99, default))).Field);
    }
}
