using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Search.Portal.Tests;

/// <summary>One Chromium of the system for all tests; each has a context of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>In milliseconds. Only ends what would never come: a busy machine may take longer than the 5 or 30 seconds it is otherwise.</summary>
    private const float Patience = 120_000;

    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task<Tab> OpenAsync(PortalService service, string address, Action<BrowserNewContextOptions>? settings = null)
    {
        var tab = await OpenBlankAsync(service, settings);
        await tab.Page.GotoAsync(address);
        return tab;
    }

    public async Task<Tab> OpenBlankAsync(PortalService service, Action<BrowserNewContextOptions>? settings = null)
    {
        var options = new BrowserNewContextOptions { BaseURL = service.Address, Locale = "zh-CN", ViewportSize = new ViewportSize { Width = 1280, Height = 900 } };
        settings?.Invoke(options);
        var context = await chromium!.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return new Tab(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>A page with what the browser had to complain about: script errors, violations of the content security policy, failed loads.</summary>
public sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext context;

    public Tab(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // A page that answers 404 by design is told on the console as well.
            if (message.Type == "error" && !message.Text.Contains("the server responded with a status of", StringComparison.Ordinal)) Complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Request += (_, request) => Requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    /// <summary>The driver's thread adds to it while a test looks at it.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public ConcurrentQueue<string> Requests { get; } = [];

    public ILocator Box => Page.Locator("#q");

    public ILocator Options => Page.GetByRole(AriaRole.Option);

    /// <summary>What the address says, decoded.</summary>
    public string Address => Uri.UnescapeDataString(new Uri(Page.Url).PathAndQuery);

    /// <summary>
    /// Types into the box and waits until the page has what completes all of it: a list of a part of it, seen on a busy machine between two keys, would be exchanged
    /// under whatever is done to it next.
    /// </summary>
    /// <param name="box">The portal's own if none is given.</param>
    public async Task TypeAsync(string text, ILocator? box = null)
    {
        var answer = await Page.RunAndWaitForResponseAsync(
            () => (box ?? Box).PressSequentiallyAsync(text), r => r.Url.Contains("prefix=" + Uri.EscapeDataString(text) + "&", StringComparison.Ordinal));
        await answer.FinishedAsync();
        await AskAsync();
    }

    /// <summary>The page asks the service for something by itself, reads the answer and paints: what came before that it has read before.</summary>
    public Task AskAsync() =>
        Page.EvaluateAsync("fetch('/embed/').then(answer => answer.text()).then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))");

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
