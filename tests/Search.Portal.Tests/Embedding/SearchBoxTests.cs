using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Search.Portal.Tests.Embedding;

public sealed class SearchBoxTests(PortalService service, Browser browser)
{
    [Fact]
    public async Task On_a_page_of_an_allowed_origin_it_finds_marks_and_links_without_a_cookie_or_key()
    {
        var elsewhere = service.Allowed;
        await using var tab = await browser.OpenAsync(service, elsewhere.Address);
        var headers = new List<IReadOnlyDictionary<string, string>>();
        tab.Page.Request += (_, request) => { if (request.Url.Contains("/v1/", StringComparison.Ordinal)) headers.Add(request.Headers); };
        var box = tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox);
        await box.FillAsync("白鹭");
        await box.PressAsync("Enter");

        var hit = tab.Page.Locator("newspaper-search li[lang]").First;
        await Expect(hit.Locator("a")).ToHaveTextAsync("白鹭数量五年增两倍");
        await Expect(hit.Locator("mark").First).ToHaveTextAsync("白鹭");
        Assert.StartsWith(service.Address + "/articles/", await hit.Locator("a").GetAttributeAsync("href"), StringComparison.Ordinal);
        Assert.All(headers, h => Assert.DoesNotContain(h.Keys, k => k is "cookie" or "authorization"));
        Assert.Empty(tab.Complaints);
        await tab.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^全部") }).ClickAsync();
        await Expect(tab.Page).ToHaveTitleAsync("白鹭 – 报纸检索");
        Assert.Equal(service.Address + "/?q=" + Uri.EscapeDataString("白鹭"), tab.Page.Url);
    }

    [Fact]
    public async Task It_suggests_while_one_types()
    {
        await using var tab = await browser.OpenAsync(service, "/embed/");
        var box = tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox);
        await tab.TypeAsync("bailu", box);
        await Expect(tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Option).First).ToContainTextAsync("白鹭");
        await box.PressAsync("ArrowDown");
        await Expect(tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Option).First).ToHaveAttributeAsync("aria-selected", "true");
        await box.PressAsync("Escape");
        await Expect(box).ToHaveAttributeAsync("aria-expanded", "false");
    }

    [Fact]
    public async Task A_page_of_another_origin_gets_no_answer_and_says_so()
    {
        await using var elsewhere = await PortalElsewhere.StartAsync(() => service.Address);
        await using var tab = await browser.OpenAsync(service, elsewhere.Address);
        await tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox).FillAsync("白鹭");
        await tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox).PressAsync("Enter");
        await Expect(tab.Page.Locator("newspaper-search")).ToContainTextAsync("检索服务暂时没有回答");
    }

    [Fact]
    public async Task Only_allowed_origins_may_read_and_none_may_write()
    {
        using var http = new HttpClient { BaseAddress = new Uri(service.Address) };
        Assert.Equal(service.Allowed.Address, await AllowedAsync("/v1/search?query=a", service.Allowed.Address));
        Assert.Null(await AllowedAsync("/v1/search?query=a", "http://evil.example"));
        Assert.Null(await AllowedAsync("/v1/search?query=a", "null"));
        Assert.Null(await AllowedAsync("/v1/status", service.Allowed.Address));
        Assert.Null(await AllowedAsync("/status", service.Allowed.Address));

        async Task<string?> AllowedAsync(string address, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Origin", origin } } };
            var response = await http.SendAsync(request);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
            return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        }
    }

    [Fact]
    public async Task Without_scripts_the_form_inside_the_element_serves()
    {
        await using var elsewhere = await PortalElsewhere.StartAsync(() => service.Address);
        await using var tab = await browser.OpenAsync(service, elsewhere.Address, options => options.JavaScriptEnabled = false);
        await tab.Page.GetByLabel("检索报纸").FillAsync("白鹭");
        await tab.Page.GetByLabel("检索报纸").PressAsync("Enter");
        await Expect(tab.Page.Locator(".hits h2").First).ToHaveTextAsync("白鹭数量五年增两倍");
    }

    [Fact]
    public async Task The_sample_page_shows_the_box_at_work()
    {
        await using var tab = await browser.OpenAsync(service, "/embed/");
        await tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox).FillAsync("白鹭");
        await tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox).PressAsync("Enter");
        await Expect(tab.Page.Locator("newspaper-search li[lang] a").First).ToHaveTextAsync("白鹭数量五年增两倍");
        await Expect(tab.Page.Locator("pre").First).ToContainTextAsync("<newspaper-search endpoint=");
        Assert.Empty(tab.Complaints);
    }
}
