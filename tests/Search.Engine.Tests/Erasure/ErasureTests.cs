using System.Text;
using Search.Engine.Tests.Log;

namespace Search.Engine.Tests.Erasure;

public sealed class ErasureTests
{
    private const string Secret = "鸢尾巷七号";
    private const string Page = "云溪大桥通车\n\n本报讯 云溪大桥昨日通车，市民纷纷前来参观。\n\n\n\n鸢尾巷七号住户名单\n\n本报讯 住在鸢尾巷七号的是退休教师祝栖梧。\n";

    [Fact]
    public async Task An_erased_text_does_not_come_back_under_another_id_from_another_place_or_divided_otherwise()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        Article story = new() { Id = "k-2", Newspaper = "渡口晚报", Date = "2024-05-01", Page = "A01", Headline = "仓库失窃案", Paragraphs = ["证人名叫阙如晦,", "住鸢尾巷。"], FirstLine = 2, LastLine = 3, Confidence = 1 };
        await fixture.Engine.PutArticlesAsync([story], false, default);
        await fixture.Engine.EraseArticleAsync("k-2", "", default);

        (IReadOnlyList<PutReceipt> again, _) = await fixture.Engine.PutArticlesAsync(
            [story with { Id = "k-9", FirstLine = 0, LastLine = 0, Confidence = 0.5, Kicker = "仓库", Headline = "失窃案", Paragraphs = ["证人名叫阙如晦, 住鸢尾巷。"] }], force: true, default);

        Assert.Equal((PutOutcome.StaysDeleted, "k-2"), (again[0].Outcome, again[0].Id));
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "阙如晦"));
    }

    [Fact]
    public async Task After_an_erasure_no_file_of_the_data_directory_holds_the_text()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 300; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", $"云溪大桥昨日通车，这是第{i}篇。");
        string id = await PutPageAsync(fixture, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。");
        // A second version, so that the first is history; then more, so that segments and pages of the log are full of both.
        Assert.Equal(id, await PutPageAsync(fixture, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧，并非误传的祝青桐。"));
        for (int i = 300; i < 600; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", $"云溪大桥昨日通车，这是第{i}篇。");
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id); // the generation before is kept for a rollback
        Assert.NotEmpty(DataDirectorySearch.Find(fixture.Directory.Path, Secret));
        Assert.NotEmpty(DataDirectorySearch.FindInSegments(fixture.Directory.Path, "栖梧"));

        EraseReceipt receipt = await fixture.Engine.EraseArticleAsync(id, "asked for by the person named", default);

        Assert.Equal((2, true), (receipt.Entries, receipt.SourceErased));
        foreach (string gone in (string[])[Secret, "祝栖梧", "祝青桐", "鸢尾", "栖梧"]) Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, gone));
        foreach (string gone in (string[])["祝栖梧", "栖梧", "鸢尾"]) Assert.Empty(DataDirectorySearch.FindInSegments(fixture.Directory.Path, gone));
        Assert.Null(await fixture.Engine.GetArticleAsync(id, default));
        Assert.Equal(0, (await fixture.Engine.SearchAsync(new SearchInquiry { Query = "祝栖梧" }, default)).Total);
        Assert.Null(await fixture.Engine.GetSourceAsync("云溪日报", "2021-05-06", "B01", default));
        VerifyReport report = await fixture.Engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(601, report.Articles); // the page's other article stays

        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, Secret));
        Assert.True((await fixture.Engine.VerifyAsync(default)).Ok);
    }

    [Fact]
    public async Task An_erasure_leaves_nothing_in_the_index_where_the_log_is_damaged_elsewhere_and_ends_when_that_is_mended()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        string folder = Path.Combine(fixture.Directory.Path, "log");
        for (int i = 0; i < 30; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await fixture.PutAsync("secret", "名单", "大桥之下，住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        await fixture.ReopenAsync(() =>
        {
            DamagedLog.Change(folder, "CREATE TABLE x(y); INSERT INTO x VALUES(zeroblob(100000)); DROP TABLE x");
            using FileStream file = new(DamagedLog.FileOf(folder), FileMode.Open);
            file.Position = 32; // the list of free pages: they are nobody's now, which the check before the file is written anew finds
            file.Write(new byte[8]);
        });
        await fixture.ReadyAsync();
        Assert.NotEmpty(DataDirectorySearch.FindInSegments(fixture.Directory.Path, "栖梧"));

        EngineException refusal = await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.EraseArticleAsync("secret", "", default));

        Assert.Equal(EngineFailure.DataLoss, refusal.Failure);
        Assert.Empty(DataDirectorySearch.FindInSegments(fixture.Directory.Path, "栖梧"));
        Assert.Contains(fixture.Engine.GetStatus().Alarms, alarm => alarm.Contains("erasure", StringComparison.Ordinal));

        await fixture.ReopenAsync(() => DamagedLog.Change(folder, "VACUUM"));
        await fixture.ReadyAsync();
        for (int i = 0; DamagedLog.Ask(folder, "SELECT count(*) FROM erasures WHERE finished = 0") > 0; i++)
        {
            Assert.True(i < 3000, "the erasure did not go on within five minutes");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧"));
    }

    [Fact]
    public async Task Readers_that_a_page_token_holds_do_not_keep_the_text_on_disk()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        for (int i = 0; i < 30; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        PutReceipt secret = await fixture.PutAsync("secret", "名单", "大桥之下，住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.Engine.WaitForSequenceAsync(secret.Sequence, default);
        SearchAnswer first = await fixture.Engine.SearchAsync(new SearchInquiry { Query = "大桥", PageSize = 5 }, default);
        Assert.NotEmpty(first.NextPageToken);

        await fixture.Engine.EraseArticleAsync("secret", "", default);

        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧"));
        Assert.Equal(EngineFailure.InvalidArgument, (await Assert.ThrowsAsync<EngineException>(() =>
            fixture.Engine.SearchAsync(new SearchInquiry { Query = "大桥", PageSize = 5, PageToken = first.NextPageToken }, default))).Failure);
    }

    [Fact]
    public async Task An_erasure_that_waits_for_an_export_says_so_and_ends_with_it()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        await fixture.PutAsync("other", "大桥", "云溪大桥昨日通车。");
        PutReceipt secret = await fixture.PutAsync("secret", "名单", "大桥之下，住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.Engine.WaitForSequenceAsync(secret.Sequence, default);
        Task erasing;
        await using (IAsyncEnumerator<LoggedArticle> export = fixture.Engine.ExportAsync(new SearchInquiry { Query = "大桥" }, default).GetAsyncEnumerator())
        {
            Assert.True(await export.MoveNextAsync());
            erasing = fixture.Engine.EraseArticleAsync("secret", "", default);
            for (int i = 0; !fixture.Engine.GetStatus().Alarms.Any(a => a.Contains("erasure waits", StringComparison.Ordinal)); i++)
            {
                Assert.True(i < 3000, "no alarm within 300 s");
                await Task.Delay(100);
            }

            Assert.False(erasing.IsCompleted);
        }

        await erasing;
        Assert.DoesNotContain(fixture.Engine.GetStatus().Alarms, a => a.Contains("erasure", StringComparison.Ordinal));
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧"));
    }

    [Fact]
    public async Task An_erased_text_is_not_taken_again_and_neither_is_a_source_that_brings_it()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        string id = await PutPageAsync(fixture, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.Engine.EraseArticleAsync(id, "", default);

        // The same page, then a page that was never seen but holds the same article, both with force.
        PagePutReceipt same = await PutPageAsync(fixture, Page, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。");
        PagePutReceipt other = await PutPageAsync(fixture, Page + "责编 甘棠\n", "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。");

        Assert.All([same, other], put => Assert.Equal((PutOutcome.StaysDeleted, false), (put.Articles[1].Outcome, put.SourceKept)));
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧"));

        // A text without what was to be erased may take the place.
        PutReceipt redacted = await fixture.PutAsync(id, "住户名单", "本报讯 名单已经撤下。");
        Assert.Equal(PutOutcome.Added, redacted.Outcome);
        Assert.Equal(PutOutcome.StaysDeleted, (await PutPageAsync(fixture, Page, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。")).Articles[1].Outcome);
        Assert.Equal("住户名单", (await fixture.Engine.GetArticleAsync(id, default))!.Article.Headline);
    }

    [Fact]
    public async Task A_page_of_the_same_issue_that_continues_the_text_loses_its_source_too_and_a_reprint_elsewhere_does_not()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        string id = await PutPageAsync(fixture, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧，他的故事要从三十年前说起。");
        async Task PutSourceAsync(string newspaper, string page) => await fixture.Engine.PutPagesAsync(
            [new PagePut { Newspaper = newspaper, Date = "2021-05-06", Page = page, FileName = page + ".txt", Articles = [new Article { Headline = "别的消息" + page, Paragraphs = ["今日天晴。"] }],
                Source = Encoding.Unicode.GetBytes("\uFEFF" + newspaper + "（上接B01版）本报讯 住在鸢尾巷七号的是退休教师\n祝栖梧，他的故事要从三十年前说起。") }], false, default);
        await PutSourceAsync("云溪日报", "B02");
        await PutSourceAsync("柳林晨报", "A03");

        await fixture.Engine.EraseArticleAsync(id, "", default);

        Assert.Null(await fixture.Engine.GetSourceAsync("云溪日报", "2021-05-06", "B02", default));
        Assert.NotNull(await fixture.Engine.GetSourceAsync("柳林晨报", "2021-05-06", "A03", default));
    }

    [Fact]
    public async Task An_interrupted_erasure_is_finished_by_the_next_start()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        string id = await PutPageAsync(fixture, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.ReopenAsync(() =>
        {
            // As after a crash between the log's transaction and everything that follows it.
            using ClosedLog log = new(fixture.Options);
            log.Log.EraseArticleAsync(id, "", [], default).GetAwaiter().GetResult();
            Assert.NotEmpty(DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧"));
        });

        // The text is gone before the erasure has ended: while it waits for a reader that is still open there may be an alarm.
        for (int i = 0; i < 6000 && DamagedLog.Ask(Path.Combine(fixture.Directory.Path, "log"), "SELECT count(*) FROM erasures WHERE finished = 0") > 0; i++) await Task.Delay(50);
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧"));
        Assert.Empty(fixture.Engine.GetStatus().Alarms);
    }

    [Fact]
    public async Task An_erasure_whose_caller_gives_up_ends_all_the_same()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        string id = await PutPageAsync(fixture, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。");
        using CancellationTokenSource patience = new();
        using (SearcherLease held = fixture.Engine.Acquire()) // its files cannot go while somebody searches them
        {
            long before = fixture.Engine.GetStatus().LogSequence;
            Task erasing = fixture.Engine.EraseArticleAsync(id, "", patience.Token);
            while (fixture.Engine.GetStatus().LogSequence == before) await Task.Delay(5, TestContext.Current.CancellationToken);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => erasing);
        }

        for (int i = 0; i < 6000 && DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧").Count > 0; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "祝栖梧"));
    }

    [Fact]
    public async Task The_source_of_a_page_that_was_refused_is_not_kept_unless_another_put_named_it()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        PagePut twice = new()
        {
            Newspaper = "云溪日报",
            Date = "2021-05-06",
            Page = "B01",
            FileName = "B01.txt",
            Source = Encoding.UTF8.GetBytes(Page),
            Articles = [new Article { Id = "a-1", Headline = "云溪大桥通车" }, new Article { Id = "a-1", Headline = "鸢尾巷七号住户名单" }],
        };

        async Task RefusedAsync() => Assert.Equal(EngineFailure.InvalidArgument, (await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.PutPagesAsync([twice], false, default))).Failure);
        await RefusedAsync();
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, Secret));

        await fixture.Engine.PutPagesAsync([twice with { Articles = [twice.Articles[0]] }], false, default);
        await RefusedAsync();
        Assert.NotNull(await fixture.Engine.GetSourceAsync("云溪日报", "2021-05-06", "B01", default));
    }

    [Fact]
    public async Task What_a_crash_left_of_a_source_that_was_being_written_goes_with_the_next_start_and_with_an_erasure()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        string id = await PutPageAsync(fixture, "本报讯 住在鸢尾巷七号的是退休教师祝栖梧。");
        string source = Directory.EnumerateFiles(Path.Combine(fixture.Directory.Path, "sources"), "*.gz", SearchOption.AllDirectories).Single();
        string draft = Path.Combine(Path.GetDirectoryName(source)!, $".{Path.GetFileName(source)}.{Guid.NewGuid():N}.tmp");
        await fixture.ReopenAsync(() => File.Copy(source, draft));
        for (int i = 0; i < 3000 && File.Exists(draft); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(draft), "a start leaves it");
        Assert.True(File.Exists(source));

        File.Copy(source, draft);
        await fixture.ReadyAsync();
        await fixture.Engine.EraseArticleAsync(id, "", default);

        Assert.False(File.Exists(draft), "an erasure leaves it");
    }

    [Fact]
    public async Task What_never_was_cannot_be_erased_and_what_was_erased_can_be_asked_for_again()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        Assert.Equal(EngineFailure.NotFound, (await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.EraseArticleAsync("nobody", "", default))).Failure);
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        await fixture.Engine.DeleteArticleAsync("a-1", default);
        EraseReceipt first = await fixture.Engine.EraseArticleAsync("a-1", "", default);
        EraseReceipt again = await fixture.Engine.EraseArticleAsync("a-1", "", default);
        Assert.Equal((1, 0, first.Sequence), (first.Entries, again.Entries, again.Sequence));
        Assert.Empty(DataDirectorySearch.Find(fixture.Directory.Path, "云溪大桥"));
    }

    private static async Task<string> PutPageAsync(EngineFixture fixture, string text) => (await PutPageAsync(fixture, Page.Replace("本报讯 住在鸢尾巷七号的是退休教师祝栖梧。", text, StringComparison.Ordinal), text)).Articles[1].Id;

    private static async Task<PagePutReceipt> PutPageAsync(EngineFixture fixture, string source, string text)
    {
        (IReadOnlyList<PagePutReceipt> pages, long sequence) = await fixture.Engine.PutPagesAsync(
            [new PagePut
            {
                Newspaper = "云溪日报", Date = "2021-05-06", Page = "B01", FileName = "B01.txt", Source = Encoding.GetEncoding("GB18030").GetBytes(source),
                Articles = [new Article { Headline = "云溪大桥通车", Paragraphs = ["本报讯 云溪大桥昨日通车，市民纷纷前来参观。"] }, new Article { Headline = "鸢尾巷七号住户名单", Paragraphs = [text] }],
            }], force: true, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
        return pages[0];
    }

    static ErasureTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
