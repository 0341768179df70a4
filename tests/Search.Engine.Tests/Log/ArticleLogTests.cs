using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Log;

public sealed class ArticleLogTests : IAsyncLifetime
{
    private const string Newspaper = "云溪日报";
    private const string Date = "2021-05-06";
    private readonly TemporaryDirectory directory = new();
    private SqliteArticleLog log = null!;

    public ValueTask InitializeAsync()
    {
        log = Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task A_new_page_gets_ids_from_newspaper_date_page_and_number()
    {
        PagePutReceipt receipt = await Put(Story("桥通车了", "云溪大桥昨日通车。"), Story("菜价回落", "本周菜价普遍回落。"));

        Assert.All(receipt.Articles, a => Assert.Equal(PutOutcome.Added, a.Outcome));
        Assert.Matches("^n[0-9a-f]{8}-2021-05-06-A01-1$", receipt.Articles[0].Id);
        Assert.EndsWith("-A01-2", receipt.Articles[1].Id, StringComparison.Ordinal);
        Assert.Equal([1, 2], receipt.Articles.Select(a => a.Sequence));
    }

    [Fact]
    public async Task The_same_page_again_changes_nothing_and_says_so()
    {
        PagePutReceipt first = await Put(Story("桥通车了", "云溪大桥昨日通车。"));
        PagePutReceipt again = await Put(Story("桥通车了", "云溪大桥昨日通车。"));

        Assert.Equal(PutOutcome.Unchanged, again.Articles[0].Outcome);
        Assert.Equal(first.Articles[0].Id, again.Articles[0].Id);
        Assert.Equal(1, log.HeadSequence);
    }

    [Fact]
    public async Task The_correction_of_a_page_is_kept_with_its_source()
    {
        PagePut page = new() { Newspaper = Newspaper, Date = Date, Page = "A01", Articles = [Story("桥通车了", "云溪大桥昨日通车。")], FileName = "A01.txt" };
        await log.PutPagesAsync([new LoggedPagePut(page, "aa", "cc")], PutPolicy.Ordinary, default);
        Assert.Equal("cc", log.GetSource(Newspaper, Date, "A01")!.CorrectionSha256);
        await log.PutPagesAsync([new LoggedPagePut(page, "aa", "dd")], PutPolicy.Ordinary, default);
        Assert.Equal("dd", log.GetSource(Newspaper, Date, "A01")!.CorrectionSha256);
    }

    [Fact]
    public async Task A_corrected_page_keeps_the_ids_of_articles_that_match_and_deletes_those_that_went()
    {
        PagePutReceipt first = await Put(
            Story("桥通车了", "云溪大桥昨日通车，市民纷纷前往参观，现场热闹非凡。"), Story("菜价回落", "本周菜价普遍回落，市民拍手称快。"), Story("讣告", "老校长林远山昨日辞世。"));
        PagePutReceipt second = await Put(
            Story("菜价回落", "本周菜价普遍回落，市民拍手称快，摊主也说好卖。"), Story("新图书馆开馆", "南岸图书馆今天迎来首批读者。"), Story("云溪大桥通车", "云溪大桥昨日通车，市民纷纷前往参观，现场热闹非凡。"));

        Assert.Equal(first.Articles[1].Id, second.Articles[0].Id);
        Assert.Equal(PutOutcome.Replaced, second.Articles[0].Outcome);
        Assert.EndsWith("-A01-4", second.Articles[1].Id, StringComparison.Ordinal);
        Assert.Equal(first.Articles[0].Id, second.Articles[2].Id);
        Assert.Equal([first.Articles[2].Id], second.DeletedIds);
        Assert.Equal(["菜价回落", "新图书馆开馆", "云溪大桥通车"], log.GetIssue(Newspaper, Date)!.Pages[0].Articles.Select(a => a.Article.Headline));
    }

    [Fact]
    public async Task Pages_not_named_stay()
    {
        await Put(Story("头版", "头版的文章。"));
        await log.PutPagesAsync([Page("B02", Story("二版", "二版的文章。"))], PutPolicy.Ordinary, default);
        await Put(Story("头版换了", "完全不同的一篇文字在这里。"));

        Assert.Equal(["A01", "B02"], log.GetIssue(Newspaper, Date)!.Pages.Select(p => p.Page));
    }

    [Fact]
    public async Task A_delivery_seen_before_does_not_bring_back_what_was_deleted_after_it_unless_forced()
    {
        Article story = Story("撤稿", "这篇报道后来撤回了。");
        string id = (await Put(story)).Articles[0].Id;
        await log.DeleteArticleAsync(id, default);

        Assert.Equal(new PutReceipt(id, 2, PutOutcome.StaysDeleted), (await Put(story)).Articles[0]);
        Assert.Null(log.GetArticle(id));

        IReadOnlyList<PagePutReceipt> forced = await log.PutPagesAsync([Page("A01", story)], PutPolicy.Force, default);
        Assert.Equal(PutOutcome.Added, forced[0].Articles[0].Outcome);
        Assert.NotNull(log.GetArticle(forced[0].Articles[0].Id));
    }

    [Fact]
    public async Task A_single_article_put_again_after_its_delete_stays_deleted()
    {
        Article story = Story("短讯", "一条短讯。") with { Id = "own-7", Newspaper = Newspaper, Date = Date };
        await log.PutArticlesAsync([story], PutPolicy.Ordinary, default);
        await log.DeleteArticleAsync("own-7", default);

        Assert.Equal(PutOutcome.StaysDeleted, (await log.PutArticlesAsync([story], PutPolicy.Ordinary, default))[0].Outcome);
        Assert.Equal(PutOutcome.Added, (await log.PutArticlesAsync([story with { Headline = "短讯（修订）" }], PutPolicy.Ordinary, default))[0].Outcome);
        Assert.Equal(3, log.GetArticle("own-7")!.Version);
    }

    [Fact]
    public async Task Articles_without_an_id_that_share_a_headline_are_different_articles()
    {
        Article a = Story("简讯", "城东公园今日开放。") with { Newspaper = Newspaper, Date = Date };
        Article b = Story("简讯", "城西泳池明日开放。") with { Newspaper = Newspaper, Date = Date };

        IReadOnlyList<PutReceipt> receipts = await log.PutArticlesAsync([a, b, a], PutPolicy.Ordinary, default);

        Assert.NotEqual(receipts[0].Id, receipts[1].Id);
        Assert.Equal(receipts[0] with { Outcome = PutOutcome.Unchanged }, receipts[2]);
    }

    [Fact]
    public async Task Numbers_are_never_given_twice()
    {
        string id = (await Put(Story("一", "第一篇文章的正文在此。"))).Articles[0].Id;
        await log.DeleteArticleAsync(id, default);
        PagePutReceipt next = await Put(Story("二", "全然无关的另一件事情。"));

        Assert.EndsWith("-A01-2", next.Articles[0].Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_parser_finds_anew_in_a_kept_source_never_revives_deletes_or_overwrites_single_puts()
    {
        PagePutReceipt first = await Put(Story("甲", "甲篇的正文说的是修路的事情。"), Story("乙", "乙篇的正文说的是植树的事情。"));
        await log.DeleteArticleAsync(first.Articles[0].Id, default);
        Article corrected = log.GetArticle(first.Articles[1].Id)!.Article with { Headline = "乙（读者来信更正）" };
        await log.PutArticlesAsync([corrected], PutPolicy.Ordinary, default);

        IReadOnlyList<PagePutReceipt> reparsed = await log.PutPagesAsync(
            [Page("A01", Story("甲", "甲篇的正文说的是修路的事情，更完整了。"), Story("乙", "乙篇的正文说的是植树的事情。"))], PutPolicy.Reparse, default);

        Assert.Equal([PutOutcome.StaysDeleted, PutOutcome.Unchanged], reparsed[0].Articles.Select(a => a.Outcome));
        Assert.Equal("乙（读者来信更正）", log.GetArticle(first.Articles[1].Id)!.Article.Headline);
    }

    [Fact]
    public async Task A_refused_put_does_not_sink_those_committed_with_it()
    {
        Task<long> refused = log.DeleteArticleAsync("nobody", default);
        Task<PagePutReceipt> good = Put(Story("桥通车了", "云溪大桥昨日通车。"));

        Assert.Equal(EngineFailure.NotFound, (await Assert.ThrowsAsync<EngineException>(() => refused)).Failure);
        Assert.Equal(1, (await good).Articles[0].Sequence);
    }

    [Fact]
    public async Task A_put_refused_after_it_has_written_leaves_nothing_and_sinks_none_of_many_committed_with_it()
    {
        List<Task<IReadOnlyList<PagePutReceipt>>> good = [], refused = [];
        for (int i = 0; i < 40; i++)
        {
            good.Add(log.PutPagesAsync([Page($"A{i:00}", Story($"桥通车了{i}", "云溪大桥昨日通车。"))], PutPolicy.Ordinary, default));
            Article twice = Story("菜价回落", "本周菜价普遍回落。") with { Id = "same" };
            if (i % 4 == 1) refused.Add(log.PutPagesAsync([Page($"B{i:00}", Story("水位回落", "云溪水位回落。")), Page($"C{i:00}", twice, twice)], PutPolicy.Ordinary, default));
        }

        foreach (Task<IReadOnlyList<PagePutReceipt>> put in refused) Assert.Equal(EngineFailure.InvalidArgument, (await Assert.ThrowsAsync<EngineException>(() => put)).Failure);
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), (await Task.WhenAll(good)).Select(pages => pages[0].Articles[0].Sequence));
        Assert.Equal(40, log.HeadSequence);
        Assert.Equal(40, log.CountArticles());
        Assert.Equal(40, log.GetIssue(Newspaper, Date)!.Pages.Count);
        Assert.Empty(log.Verify(default));
    }

    [Fact]
    public async Task A_new_id_is_none_that_another_article_of_the_same_call_names()
    {
        string code = ArticleIds.DeriveCode(Newspaper), first = ArticleIds.Make(code, Date, "A01", 1), second = ArticleIds.Make(code, Date, "A02", 1);
        // As a line of an export, sent beside lines that have no id yet.
        IReadOnlyList<PagePutReceipt> pages = await log.PutPagesAsync(
            [Page("A01", Story("桥通车了", "云溪大桥昨日通车。"), Story("菜价回落", "本周菜价普遍回落。") with { Id = first }), Page("A02", Story("水位回落", "云溪水位回落。"))], PutPolicy.Ordinary, default);
        IReadOnlyList<PutReceipt> articles = await log.PutArticlesAsync(
            [OnPage("A03", Story("茶园开采", "春茶昨日开采。")), OnPage("A02", Story("新校招生", "新校今起招生。") with { Id = ArticleIds.Make(code, Date, "A03", 1) })], PutPolicy.Ordinary, default);

        Assert.All([.. pages.SelectMany(p => p.Articles), .. articles], a => Assert.Equal(PutOutcome.Added, a.Outcome));
        Assert.Equal(second, pages[1].Articles[0].Id);
        Assert.Equal(5, log.CountArticles());
        Assert.Equal(["桥通车了", "菜价回落", "茶园开采", "新校招生"], new[] { pages[0].Articles[0], pages[0].Articles[1], articles[0], articles[1] }.Select(a => log.GetArticle(a.Id)!.Article.Headline));

        static Article OnPage(string page, Article article) => article with { Newspaper = Newspaper, Date = Date, Page = page };
    }

    [Fact]
    public async Task A_put_that_the_database_refuses_fails_all_committed_with_it_and_leaves_nothing()
    {
        // SQLite takes it for NULL, which the column does not.
        Article broken = Story("水位回落", "云溪水位回落。") with { Confidence = double.NaN };
        List<Task<IReadOnlyList<PagePutReceipt>>> puts = [];
        for (int i = 0; i < 20; i++) puts.Add(log.PutPagesAsync([Page($"A{i:00}", Story($"桥通车了{i}", "云溪大桥昨日通车。"), i == 7 ? broken : Story("菜价回落", $"本周菜价普遍回落{i}。"))], PutPolicy.Ordinary, default));
        await Assert.ThrowsAsync<EngineException>(() => puts[7]);
        Task[] all = [.. puts];
        await Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default);
        int kept = puts.Count(p => p.IsCompletedSuccessfully);

        Assert.Equal(2 * kept, log.HeadSequence);
        Assert.Equal(2 * kept, log.CountArticles());
        PagePutReceipt after = await Put(Story("茶园开采", "春茶昨日开采。"));
        Assert.Equal((2 * kept) + 1, after.Articles[0].Sequence);
        Assert.Empty(log.Verify(default));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_reopening()
    {
        string id = (await Put(Story("桥通车了", "云溪大桥昨日通车。"))).Articles[0].Id;
        string logId = log.LogId;
        await log.DisposeAsync();
        log = Open();

        Assert.Equal(logId, log.LogId);
        Assert.Equal(1, log.HeadSequence);
        Assert.Equal("云溪大桥昨日通车。", log.GetArticle(id)!.Article.Body);
    }

    [Fact]
    public async Task A_flipped_bit_in_an_entry_is_named_and_never_served()
    {
        await Put(Story("桥通车了", "云溪大桥昨日通车。"));
        await log.DisposeAsync();
        using (SqliteConnection raw = new($"Data Source={directory.Sub("articles.db")};Pooling=False"))
        {
            raw.Open();
            using SqliteCommand flip = raw.CreateCommand();
            flip.CommandText = "UPDATE log SET body = replace(body, '大桥', '大侨') WHERE seq = 1";
            flip.ExecuteNonQuery();
        }

        log = Open();
        EngineException damage = Assert.Throws<EngineException>(() => log.Read(0, 10, currentOnly: false));
        Assert.Equal(EngineFailure.DataLoss, damage.Failure);
        Assert.Contains("entry 1", damage.Message, StringComparison.Ordinal);
        Assert.Contains(log.Verify(default), p => p.Contains("entry 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_of_a_newer_format_is_refused_with_a_message()
    {
        await log.DisposeAsync();
        using (SqliteConnection raw = new($"Data Source={directory.Sub("articles.db")};Pooling=False"))
        {
            raw.Open();
            using SqliteCommand raise = raw.CreateCommand();
            raise.CommandText = "UPDATE meta SET value = '99' WHERE key = 'format'";
            raise.ExecuteNonQuery();
        }

        Assert.Contains("format 99", Assert.Throws<EngineException>(Open).Message, StringComparison.Ordinal);
        using (SqliteConnection raw = new($"Data Source={directory.Sub("articles.db")};Pooling=False"))
        {
            raw.Open();
            using SqliteCommand lower = raw.CreateCommand();
            lower.CommandText = "UPDATE meta SET value = $format WHERE key = 'format'";
            lower.Parameters.AddWithValue("$format", LogSchema.Format.ToString(System.Globalization.CultureInfo.InvariantCulture));
            lower.ExecuteNonQuery();
        }

        log = Open();
    }

    [Fact]
    public async Task Superseded_texts_are_left_out_of_a_rebuild_but_their_numbers_are_not()
    {
        Article story = Story("短讯", "一条短讯。") with { Id = "own-1", Newspaper = Newspaper };
        await log.PutArticlesAsync([story], PutPolicy.Ordinary, default);
        await log.PutArticlesAsync([story with { Headline = "短讯二" }], PutPolicy.Ordinary, default);

        IReadOnlyList<LogEntry> entries = log.Read(0, 10, currentOnly: true);
        Assert.Equal([1, 2], entries.Select(e => e.Sequence));
        Assert.Null(entries[0].Body);
        Assert.NotNull(entries[1].Body);
    }

    [Fact]
    public async Task A_check_while_puts_go_on_sees_one_moment()
    {
        using CancellationTokenSource ending = new();
        Task puts = Task.Run(async () =>
        {
            for (int i = 0; !ending.IsCancellationRequested; i++) await log.PutArticlesAsync([Story($"短讯{i}", "一条短讯。") with { Id = $"own-{i}", Newspaper = Newspaper }], PutPolicy.Ordinary, default);
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 30; i++) Assert.Empty(log.Verify(default));
        await ending.CancelAsync();
        await puts;
    }

    [Fact]
    public async Task An_issue_is_deleted_whole()
    {
        await Put(Story("一", "第一篇文章。"), Story("二", "第二篇文章。"));
        (IReadOnlyList<string> deleted, long sequence) = await log.DeleteIssueAsync(Newspaper, Date, default);

        Assert.Equal(2, deleted.Count);
        Assert.Equal(4, sequence);
        Assert.Null(log.GetIssue(Newspaper, Date));
        Assert.Empty(log.ListNewspapers());
    }

    [Fact]
    public async Task A_copy_that_cannot_be_written_is_refused_with_both_files_named()
    {
        await using SqliteArticleLog log = Open();
        string copy = directory.Sub(Path.Combine("missing", "copy.db"));
        EngineException refused = Assert.Throws<EngineException>(() => log.CopyTo(copy));
        Assert.Equal(EngineFailure.Unavailable, refused.Failure);
        Assert.Contains("articles.db", refused.Message, StringComparison.Ordinal);
        Assert.Contains(copy, refused.Message, StringComparison.Ordinal);
    }

    private SqliteArticleLog Open() => SqliteArticleLog.Open(
        directory.Path, new EngineOptions { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "" }, _ => null, TimeProvider.System, NullLogger.Instance);

    private async Task<PagePutReceipt> Put(params Article[] articles) => (await log.PutPagesAsync([Page("A01", articles)], PutPolicy.Ordinary, default))[0];

    private static LoggedPagePut Page(string page, params Article[] articles) =>
        new(new PagePut { Newspaper = Newspaper, Date = Date, Page = page, Articles = articles }, "", "");

    private static Article Story(string headline, params string[] paragraphs) => new() { Headline = headline, Paragraphs = paragraphs };
}
