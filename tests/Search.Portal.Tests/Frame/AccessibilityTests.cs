using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Search.Portal.Tests.Frame;

public sealed class AccessibilityTests(PortalService service, Browser browser)
{
    [Theory]
    [InlineData("light", "zh-CN", 1280)]
    [InlineData("dark", "en-GB", 390)]
    [InlineData("light", "en-GB", 390)]
    [InlineData("dark", "zh-CN", 1280)]
    public async Task Axe_finds_no_violation_on_any_page(string theme, string locale, int width)
    {
        await using var tab = await browser.OpenBlankAsync(service, options =>
        {
            options.ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light;
            options.Locale = locale;
            options.ViewportSize = new ViewportSize { Width = width, Height = 900 };
            // Axe is put into the page from outside, which the pages' own policy would not let happen.
            options.BypassCSP = true;
        });
        var found = new List<string>();
        foreach (string address in await PortalPages.AllAsync(service))
        {
            await tab.Page.GotoAsync(address);
            Add(address, await tab.Page.RunAxe());
        }

        await tab.Page.GotoAsync("/");
        await tab.Box.PressSequentiallyAsync("qing");
        await tab.Options.First.WaitForAsync();
        Add("suggestions", await tab.Page.RunAxe());
        await tab.Page.GotoAsync("/status");
        await tab.Page.Locator("#key").FillAsync(PortalService.AdminKey);
        await tab.Page.Locator(".sign-in button").ClickAsync();
        await tab.Page.Locator("#words-to-add").WaitForAsync();
        Add("signed in", await tab.Page.RunAxe());
        await tab.Page.GotoAsync("/status/words");
        Add("found words", await tab.Page.RunAxe());
        await tab.Page.GotoAsync("/embed/");
        await tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox).FillAsync("白鹭");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.Locator("newspaper-search li[lang]").First.WaitForAsync();
        Add("search box with results", await tab.Page.RunAxe());
        Assert.True(found.Count == 0, string.Join('\n', found));

        void Add(string address, AxeResult result) =>
            found.AddRange(result.Violations.Select(v => $"{address}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }
}
