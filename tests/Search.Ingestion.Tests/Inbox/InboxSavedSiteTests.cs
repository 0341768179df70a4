using Search.Contracts.V1;

namespace Search.Ingestion.Tests.Inbox;

public sealed class InboxSavedSiteTests : WatchedInbox
{
    private const string Folder = "河东晨报/2031-04-05/";
    private const string List = Folder + "layout/page_05.htm";
    private static readonly string[] Headlines = ["苇塘新闸开闸放水", "西坡果农忙套袋", "老码头夜市添新灯"];

    [Fact]
    public async Task A_folder_dropped_at_once_is_fed_as_one_page_and_moved_together()
    {
        DropArticles(1, 2, 3);
        Drop(Folder + "layout/page.jpg", "a picture");
        Drop(List, ListOf(3));
        await StartAsync();
        await UntilAsync(() => Exists(".done/" + List));
        AssertOnePage(3);
        Assert.True(Exists(".done/" + Article(1)) && Exists(".done/" + Article(3)) && Exists(".done/" + Folder + "layout/page.jpg"));
        Assert.Empty(Left());
        Assert.False(Directory.Exists(Full(".quarantine")));
        await UntilAsync(() => Worker!.Snapshot() is { FilesDone: 5, FilesQuarantined: 0, FilesWaiting: 0 });
    }

    [Fact]
    public async Task Articles_fed_before_their_list_came_are_called_back_and_replaced_by_the_page()
    {
        await StartAsync();
        DropArticles(1, 2, 3);
        await UntilAsync(() => Left().Length == 0);
        Assert.Empty(Service.Issues);
        Drop(List, ListOf(3));
        await UntilAsync(() => Exists(".done/" + List));
        AssertOnePage(3);
        Assert.True(Exists(".done/" + Article(1)));
        Assert.False(Exists(".done/" + Article(1).Replace(".htm", ".2.htm", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_or_an_article_that_is_still_copied_holds_back_the_page_and_nothing_else()
    {
        await StartAsync(settle: TimeSpan.FromMilliseconds(3000), Clock);
        DropArticles(1, 2);
        Drop("别处/稿件.jsonl", """{"id": "a", "title": "甲稿", "body": "正文一。"}""");
        Task list = CopySlowlyAsync(List, ListOf(3)), article = CopySlowlyAsync(Article(3), ArticleOf(3));
        await Task.WhenAll(list, article);
        await UntilAsync(() => Exists(".done/" + List) && Exists(".done/别处/稿件.jsonl"));
        AssertOnePage(3);
        Assert.Equal(["a"], Service.Articles.Keys.Where(k => !k.Contains('/', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Something_beside_the_page_that_never_settles_does_not_hold_it_for_ever()
    {
        DropArticles(1, 2, 3);
        Drop(List, ListOf(3));
        Drop("河东晨报/access.html", "<p>一行</p>");
        await StartAsync(settle: TimeSpan.FromSeconds(1), Clock);
        await UntilAsync(() =>
        {
            // Between two lines the clock goes on by a tenth of what files take to settle.
            File.AppendAllText(Full("河东晨报/access.html"), "<p>一行</p>");
            return Exists(".done/" + List);
        });
        AssertOnePage(3);
    }

    [Fact]
    public async Task The_same_folder_again_changes_nothing_and_a_list_alone_finds_its_articles()
    {
        await StartAsync(settle: TimeSpan.FromSeconds(1), Clock);
        for (int i = 1; i <= 3; i++)
        {
            if (i < 3) DropArticles(1, 2, 3);
            Drop(List, ListOf(3));
            string done = i == 1 ? List : List.Replace(".htm", $".{i}.htm", StringComparison.Ordinal);
            await UntilAsync(() => Exists(".done/" + done));
        }
        Assert.Equal(3, Service.Issues.Count);
        Assert.Single(Service.Issues.Select(i => i.Pages[0].Source).Distinct());
        Assert.Equal(3, Service.Articles.Count);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task An_article_that_was_never_saved_is_named_and_the_rest_is_fed()
    {
        DropArticles(1, 3);
        Drop(List, ListOf(3));
        await StartAsync();
        await UntilAsync(() => Exists(".done/" + List) && Exists(".quarantine/" + List + ".error.json"));
        Assert.Equal([Headlines[0], Headlines[2]], Assert.Single(Service.Issues).Pages[0].Articles.Select(a => a.Headline));
        Assert.Contains("text_2.htm", await File.ReadAllTextAsync(Full(".quarantine/" + List + ".error.json")), StringComparison.Ordinal);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_page_that_is_refused_goes_to_quarantine_with_all_its_files()
    {
        Service.Refuse = a => a.Headline == Headlines[1] ? ("headline", "is refused") : null;
        DropArticles(1, 2, 3);
        Drop(List, ListOf(3));
        await StartAsync();
        await UntilAsync(() => Exists(".quarantine/" + List)); // the last one, behind the report
        Assert.True(Exists(".quarantine/" + List + ".error.json") && Exists(".quarantine/" + Article(1)) && Exists(".quarantine/" + Article(2)) && Exists(".quarantine/" + Article(3)));
        Assert.Empty(Service.Articles);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_crash_between_the_moves_leaves_a_list_that_finds_the_rest()
    {
        DropArticles(2, 3);
        Drop(".done/" + Article(1), ArticleOf(1));
        Drop(List, ListOf(3));
        await StartAsync();
        await UntilAsync(() => Exists(".done/" + List));
        AssertOnePage(3);
        Assert.False(Directory.Exists(Full(".quarantine")));
    }

    private static string Article(int number) => $"{Folder}text/text_{number}.htm";

    private static string ArticleOf(int number) =>
        $"<html><head><meta charset=utf-8><title>{Headlines[number - 1]}</title></head><body><h1>{Headlines[number - 1]}</h1><div id=ozoom><p>　　本报讯　昨天上午，{Headlines[number - 1]}，沿岸居民早早来到现场，附近三个村的村民也来了。</p></div></body></html>";

    private static string ListOf(int articles) =>
        "<html><head><meta charset=utf-8><title>河东晨报数字报-第05版：民生</title></head><body><a href=page_05.htm>第05版：民生</a><img src=\"page.jpg\"><ul>"
        + string.Concat(Enumerable.Range(1, articles).Select(n => $"<li><a href=\"../text/text_{n}.htm\">{Headlines[n - 1]}</a></li>")) + "</ul></body></html>";

    private void AssertOnePage(int articles)
    {
        PutIssueRequest put = Assert.Single(Service.Issues);
        Assert.Equal(("河东晨报", "2031-04-05", "05"), (put.Newspaper, put.Date, put.Pages[0].Page));
        Assert.Equal(Headlines.Take(articles), put.Pages[0].Articles.Select(a => a.Headline));
    }

    /// <summary>What is still in the inbox.</summary>
    private string[] Left() => [.. Directory.GetFiles(Inbox, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Inbox, f)).Where(f => f[0] != '.')];

    private void DropArticles(params int[] numbers)
    {
        foreach (int number in numbers) Drop(Article(number), ArticleOf(number));
    }

    private async Task CopySlowlyAsync(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(relative))!);
        await using var writer = new StreamWriter(Full(relative));
        foreach (char[] piece in text.Chunk(text.Length / 12))
        {
            await writer.WriteAsync(piece);
            await writer.FlushAsync();
            // Less in all than a file takes to settle that the other copy holds up: two copies of a dozen pieces.
            Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(100);
        }
    }
}
