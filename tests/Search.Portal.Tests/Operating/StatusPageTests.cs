using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Search.Portal.Tests.Operating;

public sealed class StatusPageTests(PortalService service, Browser browser)
{
    [Fact]
    public async Task An_operator_signs_in_starts_a_reindex_and_sees_it_end_without_loading_the_page()
    {
        await using var tab = await browser.OpenAsync(service, "/status");
        await Expect(tab.Page.Locator(".well")).ToHaveTextAsync("可以检索");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "开始重建" })).ToHaveCountAsync(0);
        await tab.Page.GetByLabel("管理密钥").FillAsync(PortalService.AdminKey);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(tab.Page.GetByText("已登录")).ToBeVisibleAsync();
        string before = service.Engine.GetStatus().Generation!.Name;

        await tab.Page.EvaluateAsync("window.before = true");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "开始重建" }).ClickAsync();
        // The page that the click leads to, not the one it was made on.
        await tab.Page.WaitForFunctionAsync("window.before === undefined && document.querySelector('.status')");
        await tab.Page.EvaluateAsync("window.sameDocument = true");
        await Expect(tab.Page.Locator(".reindex tbody tr").First).ToContainTextAsync("成功");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "开始重建" })).ToBeVisibleAsync();
        Assert.NotEqual(before, service.Engine.GetStatus().Generation!.Name);
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.sameDocument === true"));

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "退出" }).ClickAsync();
        await Expect(tab.Page.GetByLabel("管理密钥")).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_running_reindex_is_shown_live_and_can_be_cancelled()
    {
        await using var tab = await browser.OpenAsync(service, "/status");
        await tab.Page.GetByLabel("管理密钥").FillAsync(PortalService.AdminKey);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(tab.Page.GetByText("已登录")).ToBeVisibleAsync();
        using var hold = new ManualResetEventSlim();
        // Parsing that waits keeps the reindex running for as long as the test needs; it began elsewhere, as by the command line.
        var running = service.Engine.StartReindex(_ =>
        {
            hold.Wait();
            return null;
        });
        try
        {
            await Expect(tab.Page.Locator(".running")).ToContainTextAsync(running.Id);
            await Expect(tab.Page.Locator(".running progress")).ToBeVisibleAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
        }
        finally
        {
            hold.Set();
        }

        await Expect(tab.Page.Locator(".reindex tbody tr", new() { HasText = running.Id })).ToContainTextAsync("已取消");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "开始重建" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_session_is_out_of_scripts_reach_and_of_other_sites()
    {
        await using var tab = await browser.OpenAsync(service, "/status");
        await tab.Page.GetByLabel("管理密钥").FillAsync(PortalService.AdminKey);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(tab.Page.GetByText("已登录")).ToBeVisibleAsync();
        var cookies = await tab.Page.Context.CookiesAsync();
        foreach (string name in new[] { "search-operator", "search-antiforgery" })
        {
            var cookie = cookies.Single(c => c.Name == name);
            Assert.True(cookie.HttpOnly);
            Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        }

        // With the session and without the form's token.
        var forged = await tab.Page.Context.APIRequest.PostAsync(service.Address + "/status/reindexes");
        Assert.Equal(400, forged.Status);
        Assert.Contains("表单", await forged.TextAsync());
    }

    [Fact]
    public async Task A_wrong_key_signs_nobody_in()
    {
        await using var tab = await browser.OpenAsync(service, "/status");
        await tab.Page.GetByLabel("管理密钥").FillAsync("not the key");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("密钥不对");
        await tab.Page.GotoAsync("/status");
        await Expect(tab.Page.GetByLabel("管理密钥")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Words_are_added_and_taken_out_again()
    {
        await using var tab = await browser.OpenAsync(service, "/status");
        await tab.Page.GetByLabel("管理密钥").FillAsync(PortalService.AdminKey);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await tab.Page.GetByLabel("新词").FillAsync("云栖岭 跨湖索道");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "添加" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "跨湖索道" })).ToBeVisibleAsync();
        var words = await service.Engine.ListUserWordsAsync(TestContext.Current.CancellationToken);
        Assert.Contains(words, w => w is { Word: "云栖岭", Runtime: true });

        await tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "跨湖索道" }).CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "删除选中的词" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "跨湖索道" })).ToHaveCountAsync(0);
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "云栖岭" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Words_found_in_the_articles_are_accepted()
    {
        await using var tab = await browser.OpenAsync(service, "/status/words");
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("请先登录");
        await tab.Page.GotoAsync("/status");
        await tab.Page.GetByLabel("管理密钥").FillAsync(PortalService.AdminKey);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "在已收稿件中找新词" }).ClickAsync();
        var first = tab.Page.Locator("tbody tr").First;
        string word = await first.Locator("label").InnerTextAsync();
        await first.GetByRole(AriaRole.Checkbox).CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "采纳选中的词" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = word.Trim(), Exact = true })).ToBeVisibleAsync();
        var words = await service.Engine.ListUserWordsAsync(TestContext.Current.CancellationToken);
        Assert.Contains(words, w => w.Word == word.Trim() && w.Runtime);
        await service.Engine.DeleteUserWordsAsync([word.Trim()], TestContext.Current.CancellationToken);
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData("/status/words")]
    [InlineData("/status/words/remove")]
    [InlineData("/status/reindexes")]
    [InlineData("/status/reindexes/g000001/cancel")]
    public async Task Who_is_not_signed_in_changes_nothing(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(service.Address) };
        string generation = service.Engine.GetStatus().Generation!.Name;
        var response = await http.PostAsync(address, new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Null(service.Engine.GetStatus().Reindex);
        Assert.Equal(generation, service.Engine.GetStatus().Generation!.Name);
    }

    [Fact]
    public async Task The_inbox_its_quarantine_with_reasons_and_uncertain_articles_are_shown()
    {
        string inbox = Path.Combine(service.DataDirectory, "inbox", "坏报", "2020-01-05");
        Directory.CreateDirectory(inbox);
        await File.WriteAllTextAsync(Path.Combine(inbox, ".bad"), "{\"headline\": 3, \"body\": [}\n");
        File.Move(Path.Combine(inbox, ".bad"), Path.Combine(inbox, "bad.jsonl"));

        await using var tab = await browser.OpenAsync(service, "/status");
        await Expect(tab.Page.Locator("#inbox")).ToContainTextAsync("坏报/2020-01-05/bad.jsonl");
        await Expect(tab.Page.Locator("#inbox h3")).ToHaveTextAsync("隔离的文件");
        await Expect(tab.Page.Locator("#inbox")).ToContainTextAsync("青岚时报/2024-05-17/A01.txt");
        await Expect(tab.Page.Locator("#doubtful a").First).ToContainTextAsync("险题");
        await Expect(tab.Page.Locator(".figures")).ToContainTextAsync("日志序号");
    }
}
