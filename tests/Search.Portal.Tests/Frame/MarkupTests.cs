using AngleSharp.Html.Parser;
using Microsoft.Playwright;

namespace Search.Portal.Tests.Frame;

public sealed class MarkupTests(PortalService service, Browser browser)
{
    [Fact]
    public async Task Every_page_is_valid_html_with_unique_ids_and_loads_nothing_from_elsewhere()
    {
        using var http = new HttpClient { BaseAddress = new Uri(service.Address) };
        foreach (string address in await PortalPages.AllAsync(service))
        {
            var response = await http.GetAsync(address);
            string html = await response.Content.ReadAsStringAsync();
            var errors = new List<string>();
            var parser = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true, IsScripting = false });
            parser.Error += (_, error) => errors.Add(((AngleSharp.Html.Dom.Events.HtmlErrorEvent)error).Message + " at " + ((AngleSharp.Html.Dom.Events.HtmlErrorEvent)error).Position);
            var document = parser.ParseDocument(html);

            Assert.True(errors.Count == 0, $"{address}: {string.Join("; ", errors)}");
            var ids = document.All.Where(e => !string.IsNullOrEmpty(e.Id)).GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => g.Key);
            Assert.Empty(ids);
            Assert.Single(document.QuerySelectorAll("h1"));
            Assert.All(document.QuerySelectorAll("[src], link[href]"), e => Assert.StartsWith("/", e.GetAttribute("src") ?? e.GetAttribute("href"), StringComparison.Ordinal));
            Assert.Empty(document.QuerySelectorAll("[style], style, script:not([src])"));
            Assert.DoesNotContain(document.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            Assert.All(document.QuerySelectorAll("label[for]"), l => Assert.NotNull(document.GetElementById(l.GetAttribute("for")!)));
        }
    }

    [Fact]
    public async Task Nothing_that_is_asked_or_printed_runs()
    {
        await using var tab = await browser.OpenBlankAsync(service);
        foreach (string attack in Invented.Attacks)
        {
            string query = Uri.EscapeDataString(attack), id = await service.ArticleAsync("险题" + attack);
            foreach (string address in new[] { $"/?q={query}", $"/?q={Uri.EscapeDataString("险文 险题")}&newspaper={query}&section={query}&newspaper-page={query}&reporter={query}", $"/articles/{id}?q={query}" })
            {
                await tab.Page.GotoAsync(address);
                Assert.True(await tab.Page.EvaluateAsync<bool>("window.attacked === undefined && !document.querySelector('main img, main iframe, main svg[onload], base')"), address);
            }

            // The same through the script that exchanges results in place.
            await tab.Page.GotoAsync("/?q=风车");
            await tab.Box.FillAsync(attack);
            await tab.Box.PressAsync("Enter");
            await tab.Page.WaitForFunctionAsync("text => document.title.startsWith(text.slice(0, 5)) || document.querySelector('.told')", attack);
            Assert.True(await tab.Page.EvaluateAsync<bool>("window.attacked === undefined"), attack);
        }

        foreach (string address in new[] { "/", "/newspapers", "/status" })
        {
            await tab.Page.GotoAsync(address);
            Assert.True(await tab.Page.EvaluateAsync<bool>("window.attacked === undefined"), address);
        }

        Assert.Empty(tab.Complaints);
        Assert.All(tab.Requests, r => Assert.StartsWith(service.Address, r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Assets_are_kept_for_good_under_their_hash_and_pages_are_compressed()
    {
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.None }) { BaseAddress = new Uri(service.Address) };
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        var page = await http.GetAsync("/");
        Assert.Equal("br", page.Content.Headers.ContentEncoding.Single());
        await using var tab = await browser.OpenAsync(service, "/");
        string style = (await tab.Page.Locator("link[rel=stylesheet]").GetAttributeAsync("href"))!;

        var asset = await http.GetAsync(style);
        Assert.Equal("br", asset.Content.Headers.ContentEncoding.Single());
        Assert.Contains("immutable", asset.Headers.CacheControl!.ToString());
        using var again = new HttpRequestMessage(HttpMethod.Get, style);
        again.Headers.IfNoneMatch.Add(asset.Headers.ETag!);
        Assert.Equal(System.Net.HttpStatusCode.NotModified, (await http.SendAsync(again)).StatusCode);
        Assert.Equal("no-cache", (await http.GetAsync(style[..style.IndexOf('?', StringComparison.Ordinal)])).Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Language_and_colours_are_chosen_once_and_kept()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Dark" }).ClickAsync();
        await tab.Page.GotoAsync("/newspapers");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Newspapers" })).ToBeVisibleAsync();
        Assert.Equal("rgb(23, 22, 20)", await tab.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task On_paper_stand_the_text_and_its_origin_alone()
    {
        await using var tab = await browser.OpenAsync(service, $"/articles/{await service.ArticleAsync("白鹭数量五年增两倍")}");
        await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Assertions.Expect(tab.Page.Locator(".whole")).ToBeVisibleAsync();
        foreach (string hidden in new[] { ".search-form", "footer", ".neighbours", ".copy" })
            await Assertions.Expect(tab.Page.Locator(hidden).First).ToBeHiddenAsync();
    }
}
