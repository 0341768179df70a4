using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Search.Portal.Tests.Articles;

public sealed class ArticlePageTests(PortalService service, Browser browser)
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(service.Address) };

    [Fact]
    public async Task Every_match_is_marked_and_keys_step_through_them()
    {
        await using var tab = await browser.OpenAsync(service, $"/articles/{await service.ArticleAsync("白鹭数量五年增两倍")}?q=白鹭");
        var marks = tab.Page.Locator(".whole mark");
        string text = await tab.Page.Locator(".whole").InnerTextAsync();
        Assert.Equal(text.Split("白鹭").Length - 1, await marks.CountAsync());
        Assert.All(await marks.AllInnerTextsAsync(), m => Assert.Equal("白鹭", m));

        await tab.Page.Keyboard.PressAsync("n");
        await Expect(marks.First).ToHaveClassAsync("current");
        await Expect(tab.Page.Locator(".steps .count")).ToHaveTextAsync($"第 1 处，共 {await marks.CountAsync()} 处");
        await tab.Page.Keyboard.PressAsync("p");
        await Expect(marks.Last).ToHaveClassAsync("current");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "下一处" }).ClickAsync();
        await Expect(marks.First).ToHaveClassAsync("current");
        await tab.Box.FillAsync("");
        await tab.Box.PressSequentiallyAsync("n");
        await Expect(marks.First).ToHaveClassAsync("current");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_whole_article_stands_in_its_order_with_page_and_issue_around_it()
    {
        string id = await service.ArticleAsync("白鹭数量五年增两倍");
        await using var tab = await browser.OpenAsync(service, $"/articles/{id}");
        var article = (await service.Engine.GetArticleAsync(id, TestContext.Current.CancellationToken))!.Article;
        Assert.Equal(article.Paragraphs, await tab.Page.Locator(".whole .text p").AllTextContentsAsync());
        await Expect(tab.Page.Locator(".neighbours li[aria-current]")).ToHaveTextAsync("白鹭数量五年增两倍");
        await Expect(tab.Page.Locator(".neighbours")).ToContainTextAsync("全区防汛工作会议召开");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "A02版 民生" }).ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToContainTextAsync("A02版");
    }

    [Fact]
    public async Task An_article_that_runs_over_two_pages_is_read_to_its_end_and_the_second_part_leads_back()
    {
        const string Headline = "浮桥拆除之后";
        await service.PutAsync(
        [
            new() { Newspaper = "续页日报", Date = "2020-02-02", Page = "A01", Headline = Headline, ContinuedOn = "A03", Paragraphs = ["浮桥用了四十年，昨日起分段拆除。"] },
            new() { Newspaper = "续页日报", Date = "2020-02-02", Page = "A03", Headline = "浮桥拆除", ContinuedFrom = "A01", Paragraphs = ["最后一段浮桥将留在岸上，作为船工的纪念。"] },
        ]);
        await using var tab = await browser.OpenAsync(service, $"/articles/{await service.ArticleAsync(Headline)}?q=浮桥");
        await Expect(tab.Page.Locator(".part .text")).ToHaveTextAsync("最后一段浮桥将留在岸上，作为船工的纪念。");
        Assert.Equal(4, await tab.Page.Locator(".whole mark").CountAsync());
        await Expect(tab.Page.Locator(".steps .count")).ToContainTextAsync("4");
        await tab.Page.Locator(".part h2 a").ClickAsync();
        await Expect(tab.Page.Locator(".part-before a")).ToHaveTextAsync(Headline);
        await Expect(tab.Page.Locator(".part")).ToHaveCountAsync(0);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Articles_about_the_same_are_linked()
    {
        await using var tab = await browser.OpenAsync(service, $"/articles/{await service.ArticleAsync("青岚区光电产业园二期开工 三年内将再引进企业四十家")}");
        await Expect(tab.Page.Locator(".similar a", new() { HasText = "公交17路延长至光电产业园" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_citation_is_copied_and_comes_as_ris_and_bibtex()
    {
        string id = await service.ArticleAsync("白鹭数量五年增两倍");
        await using var tab = await browser.OpenAsync(service, $"/articles/{id}", options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "复制" }).ClickAsync();
        await Expect(tab.Page.Locator("button.copy")).ToHaveTextAsync("已复制");
        Assert.Equal($"季青禾. 白鹭数量五年增两倍[N/OL]. 青岚时报, 2024-05-17(A01). {service.Address}/articles/{id}.", await tab.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        string ris = await http.GetStringAsync($"/articles/{id}/citation.ris");
        Assert.StartsWith("TY  - NEWS\r\nTI  - 白鹭数量五年增两倍\r\nAU  - 季青禾\r\nT2  - 青岚时报\r\nPY  - 2024\r\nDA  - 2024/05/17\r\n", ris, StringComparison.Ordinal);
        Assert.Contains($"\r\nUR  - {service.Address}/articles/{id}\r\n", ris, StringComparison.Ordinal);
        Assert.EndsWith("ER  - \r\n\r\n", ris, StringComparison.Ordinal);
        string bibTex = await http.GetStringAsync($"/articles/{id}/citation.bib");
        Assert.Contains("author = {{季青禾}}", bibTex);
        Assert.Equal(bibTex.Count(c => c == '{'), bibTex.Count(c => c == '}'));
    }

    [Fact]
    public async Task The_source_comes_byte_for_byte_and_never_alive()
    {
        string sample = "/newspapers/青岚时报/2024-05-17/A01/source";
        var response = await http.GetAsync(sample);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType.CharSet);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
        byte[] kept = (await service.Engine.GetSourceAsync("青岚时报", "2024-05-17", "A01", TestContext.Current.CancellationToken))!.Content;
        Assert.Equal(kept, await response.Content.ReadAsByteArrayAsync());

        byte[] page = "<html><script>window.attacked=1</script><p>险报活页一则消息</p></html>"u8.ToArray();
        await service.Engine.PutPagesAsync(
            [new Engine.PagePut { Newspaper = "活页报", Date = "2020-01-02", Page = "A01", Articles = [new Engine.Article { Newspaper = "活页报", Date = "2020-01-02", Page = "A01", Headline = "活页" }], Source = page, FileName = "page.html" }],
            force: false, TestContext.Current.CancellationToken);
        await using var tab = await browser.OpenAsync(service, "/newspapers/活页报/2020-01-02/A01/source");
        Assert.Equal("text/plain", await tab.Page.EvaluateAsync<string>("document.contentType"));
        Assert.Contains("<script>", await tab.Page.Locator("body").InnerTextAsync());
    }

    [Fact]
    public async Task A_source_that_is_no_text_is_a_file_to_save()
    {
        await service.Engine.PutPagesAsync(
            [new Engine.PagePut { Newspaper = "影印报", Date = "2020-01-03", Page = "A01", Articles = [new Engine.Article { Newspaper = "影印报", Date = "2020-01-03", Page = "A01", Headline = "影印" }], Source = "%PDF-1.7 \0\u0001"u8.ToArray(), FileName = "版 一.pdf" }],
            force: false, TestContext.Current.CancellationToken);
        var response = await http.GetAsync("/newspapers/影印报/2020-01-03/A01/source");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("版 一.pdf", response.Content.Headers.ContentDisposition.FileNameStar);
    }
}
