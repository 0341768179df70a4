using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Search.Portal.Tests.Frame;

public sealed class AccessibilityTests(PortalService service, Browser browser)
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

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
        // Handed over once, for all pages that come.
        await tab.Page.AddInitScriptAsync(Axe);
        var found = new List<string>();
        foreach (string address in await PortalPages.AllAsync(service))
        {
            await tab.Page.GotoAsync(address);
            await LookAsync(address);
        }

        await tab.Page.GotoAsync("/");
        await tab.Box.PressSequentiallyAsync("qing");
        await tab.Options.First.WaitForAsync();
        await LookAsync("suggestions");
        await tab.Page.GotoAsync("/status");
        await tab.Page.Locator("#key").FillAsync(PortalService.AdminKey);
        await tab.Page.Locator(".sign-in button").ClickAsync();
        await tab.Page.Locator("#words-to-add").WaitForAsync();
        await LookAsync("signed in");
        await tab.Page.GotoAsync("/status/words");
        await LookAsync("found words");
        await tab.Page.GotoAsync("/embed/");
        await tab.Page.Locator("newspaper-search").GetByRole(AriaRole.Combobox).FillAsync("白鹭");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.Locator("newspaper-search li[lang]").First.WaitForAsync();
        await LookAsync("search box with results");
        Assert.True(found.Count == 0, string.Join('\n', found));

        // What is wrong it does find, by colours and by the page's structure.
        await tab.Page.EvaluateAsync("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><p style=\"color: #777; background: #888\">灰底灰字，看不清</p>')");
        await LookAsync("broken");
        Assert.Contains(found, f => f.StartsWith("broken: image-alt", StringComparison.Ordinal));
        Assert.Contains(found, f => f.StartsWith("broken: color-contrast", StringComparison.Ordinal));

        async Task LookAsync(string address) => found.AddRange((await ViolationsAsync(tab.Page)).Select(v => $"{address}: {v}"));
    }

    /// <summary>
    /// Every rule of axe, of its answer the violations alone: with all that is right it is a hundred times longer, and reading it through the
    /// browser's protocol took most of the time.
    /// </summary>
    private static async Task<string[]> ViolationsAsync(IPage page) => await page.EvaluateAsync<string[]>("""
        async () => {
            const found = await axe.run({ resultTypes: ['violations'] });
            if (found.passes.length === 0) throw new Error('axe has looked at nothing');
            return found.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`);
        }
        """);
}
