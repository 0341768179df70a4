using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Search.Portal.Tests.Searching;

public sealed class SuggestionTests(PortalService service, Browser browser)
{
    [Theory]
    [InlineData("白鹭", "白鹭")]
    [InlineData("bailu", "白鹭")]
    [InlineData("qls", "青岚")]
    public async Task Hanzi_pinyin_and_initials_give_a_list(string typed, string expected)
    {
        await using var tab = await browser.OpenAsync(service, "/");
        await tab.Box.PressSequentiallyAsync(typed);
        await Expect(tab.Options.Filter(new() { HasText = expected }).First).ToBeVisibleAsync();
        await Expect(tab.Box).ToHaveAttributeAsync("aria-expanded", "true");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Keys_move_through_the_list_while_the_focus_stays_in_the_box()
    {
        await using var tab = await browser.OpenAsync(service, "/");
        await tab.TypeAsync("qinglan");
        await Expect(tab.Options.First).ToBeVisibleAsync();
        Assert.Equal("combobox", await tab.Box.GetAttributeAsync("role"));
        string list = (await tab.Box.GetAttributeAsync("aria-controls"))!;
        Assert.Equal("listbox", await tab.Page.Locator("#" + list).GetAttributeAsync("role"));
        Assert.Null(await tab.Box.GetAttributeAsync("aria-activedescendant"));

        await tab.Box.PressAsync("ArrowDown");
        await Expect(tab.Options.First).ToHaveAttributeAsync("aria-selected", "true");
        Assert.Equal(await tab.Options.First.GetAttributeAsync("id"), await tab.Box.GetAttributeAsync("aria-activedescendant"));
        await Expect(tab.Box).ToBeFocusedAsync();
        await Expect(tab.Box).ToHaveValueAsync("qinglan");
        await tab.Box.PressAsync("ArrowUp");
        Assert.Null(await tab.Box.GetAttributeAsync("aria-activedescendant"));
        await tab.Box.PressAsync("ArrowUp");
        await Expect(tab.Options.Last).ToHaveAttributeAsync("aria-selected", "true");

        await tab.Box.PressAsync("Escape");
        await Expect(tab.Box).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(tab.Box).ToHaveValueAsync("qinglan");
        await tab.Box.PressAsync("ArrowDown");
        await Expect(tab.Options.First).ToBeVisibleAsync();
        await tab.Box.PressAsync("Tab");
        await Expect(tab.Options.First).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Enter_takes_the_current_option_and_without_one_what_was_typed()
    {
        await using var tab = await browser.OpenAsync(service, "/");
        await tab.TypeAsync("qinglanshibao");
        var title = tab.Options.Filter(new() { HasText = "青岚时报" }).First;
        await Expect(title).ToBeVisibleAsync();
        for (int i = 0; await title.GetAttributeAsync("aria-selected") != "true" && i < 10; i++) await tab.Box.PressAsync("ArrowDown");
        await tab.Box.PressAsync("Enter");
        await Expect(tab.Page).ToHaveTitleAsync("青岚时报 – 报纸检索");

        await tab.Box.FillAsync("");
        await tab.Box.PressSequentiallyAsync("白鹭");
        await Expect(tab.Options.First).ToBeVisibleAsync();
        await tab.Box.PressAsync("Enter");
        await Expect(tab.Page).ToHaveTitleAsync("白鹭 – 报纸检索");
    }

    [Fact]
    public async Task A_click_on_a_headline_opens_its_article()
    {
        await using var tab = await browser.OpenAsync(service, "/");
        await tab.TypeAsync("bailushuliang");
        await tab.Options.Filter(new() { HasText = "白鹭数量五年增两倍" }).ClickAsync();
        await Expect(tab.Page.Locator(".whole h1")).ToHaveTextAsync("白鹭数量五年增两倍");
    }

    [Fact]
    public async Task Nothing_fires_while_an_input_method_composes()
    {
        await using var tab = await browser.OpenBlankAsync(service);
        await tab.Page.Clock.InstallAsync();
        await tab.Page.GotoAsync("/");
        await tab.Box.FocusAsync();
        var input = await tab.Page.Context.NewCDPSessionAsync(tab.Page);
        foreach (string typed in new[] { "b", "bai", "bai'lu" })
            await input.SendAsync("Input.imeSetComposition", new() { ["text"] = typed, ["selectionStart"] = typed.Length, ["selectionEnd"] = typed.Length });
        await Expect(tab.Box).ToHaveValueAsync("bai'lu");
        // Keys of the input method: they choose among its candidates, not among ours, and submit nothing.
        await tab.Box.EvaluateAsync("""
            box => ['ArrowDown', 'Enter', 'Escape'].forEach(key =>
                box.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true })))
            """);
        // What waits for a moment without keys fires now; what was asked before the page itself asks something is told before that.
        await tab.Page.Clock.RunForAsync(1000);
        await tab.AskAsync();
        Assert.DoesNotContain(tab.Requests, r => r.Contains("/suggestions", StringComparison.Ordinal));
        await Expect(tab.Box).ToHaveAttributeAsync("aria-expanded", "false");
        Assert.Equal("/", tab.Address);

        await input.SendAsync("Input.insertText", new() { ["text"] = "白鹭" });
        await Expect(tab.Options.Filter(new() { HasText = "白鹭" }).First).ToBeVisibleAsync();
        Assert.All(tab.Requests.Where(r => r.Contains("/suggestions", StringComparison.Ordinal)), r => Assert.Contains(Uri.EscapeDataString("白鹭"), r));
    }

    [Fact]
    public async Task An_answer_that_comes_late_is_never_shown()
    {
        await using var tab = await browser.OpenAsync(service, "/");
        var late = new TaskCompletionSource();
        var over = new TaskCompletionSource();
        tab.Page.RequestFinished += (_, request) => End(request);
        tab.Page.RequestFailed += (_, request) => End(request);
        await tab.Page.RouteAsync("**/suggestions?prefix=" + Uri.EscapeDataString("白") + "&*", async route =>
        {
            await late.Task;
            // The page may have given the request up meanwhile.
            try { await route.FulfillAsync(new() { ContentType = "application/json", Body = "{\"suggestions\": [{\"text\": \"迟到\"}]}" }); } catch (PlaywrightException) { }
        });
        await tab.Box.PressSequentiallyAsync("白");
        await tab.Box.PressSequentiallyAsync("鹭");
        await Expect(tab.Options.First).ToContainTextAsync("白鹭");
        string[] shown = [.. await tab.Options.AllInnerTextsAsync()];
        late.SetResult();
        await over.Task.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        // What the page asks now it reads after that.
        await tab.AskAsync();
        Assert.Equal(shown, await tab.Options.AllInnerTextsAsync());

        // Nor into a box that was emptied.
        await tab.Box.FillAsync("");
        await Expect(tab.Options.First).ToBeHiddenAsync();

        void End(IRequest request)
        {
            if (request.Url.Contains("prefix=" + Uri.EscapeDataString("白") + "&", StringComparison.Ordinal)) over.TrySetResult();
        }
    }

    [Fact]
    public async Task Searches_are_remembered_in_this_browser_alone_and_can_be_forgotten()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车");
        await tab.Box.FillAsync("白鹭");
        await tab.Box.PressAsync("Enter");
        await Expect(tab.Page).ToHaveTitleAsync("白鹭 – 报纸检索");
        await tab.Page.GotoAsync("/");
        await tab.Box.ClickAsync();
        await Expect(tab.Options).ToHaveTextAsync(["白鹭", "风车"]);
        await tab.Options.Nth(1).ClickAsync();
        await Expect(tab.Page).ToHaveTitleAsync("风车 – 报纸检索");

        await tab.Page.GotoAsync("/");
        await tab.Box.PressAsync("ArrowDown");
        await Expect(tab.Options).ToHaveTextAsync(["风车", "白鹭"]);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "清除记录" }).ClickAsync();
        await tab.Box.PressAsync("ArrowDown");
        await Expect(tab.Options.First).ToBeHiddenAsync();
        Assert.Null(await tab.Page.EvaluateAsync<string?>("localStorage.getItem('newspaper-search.recent')"));
    }

    [Fact]
    public async Task Who_signed_in_is_given_completions_where_nobody_unknown_may_read()
    {
        string data = Directory.CreateTempSubdirectory("search-portal-closed-").FullName;
        string Digest(string key) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
        var ready = new PortalService.ReadyWriter();
        await using (var closed = await PortalService.StartAsync(
            data, ready, "--sample", "--Search:Auth:Anonymous=false", "--Search:Auth:Keys:0:Name=reader", "--Search:Auth:Keys:0:Role=Reader", $"--Search:Auth:Keys:0:Sha256={Digest("a reader's key")}",
            $"--Search:Auth:AdminKeySha256={Digest(PortalService.AdminKey)}"))
        {
            await ready.Line.WaitAsync(TimeSpan.FromMinutes(5));
            await using var tab = await browser.OpenBlankAsync(service, options => options.BaseURL = PortalService.AddressOf(closed));
            await tab.Page.GotoAsync("/");
            await Expect(tab.Page.Locator("h1")).ToBeVisibleAsync();
            Assert.Equal(401, await tab.Page.EvaluateAsync<int>("fetch('/suggestions?prefix=qing').then(answer => answer.status)"));

            await tab.Page.GotoAsync("/status");
            await tab.Page.Locator("#key").FillAsync(PortalService.AdminKey);
            await tab.Page.Locator(".sign-in button").ClickAsync();
            await tab.Page.Locator("#words-to-add").WaitForAsync();
            await tab.Page.GotoAsync("/");
            // The sample issue is on its way into the index.
            while (!(await tab.Page.EvaluateAsync<string>("fetch('/suggestions?prefix=qing').then(answer => answer.text())")).Contains("青岚", StringComparison.Ordinal))
                await Task.Delay(100, TestContext.Current.CancellationToken);
            await tab.Box.PressSequentiallyAsync("qing");
            await Expect(tab.Options.First).ToBeVisibleAsync();
            await closed.StopAsync();
        }

        Directory.Delete(data, recursive: true);
    }
}
