using Microsoft.Playwright;
using Search.EndToEnd.Tests.Processes;

namespace Search.Clients.Tests;

/// <summary>
/// Clients in other languages, generated from the protos as they stand (tests/clients): each puts a page, searches, pages on,
/// streams, and reads an error's details, and ends with an error itself where anything is not as it should be.
/// </summary>
public sealed class ClientTests(GeneratedClients clients, ITestOutputHelper output) : IClassFixture<GeneratedClients>
{
    /// <summary>All lines but the one that names address and query.</summary>
    [Theory]
    [InlineData("python", "python/search_client.py", "address, query =")]
    [InlineData("ts", "node/node-client.ts", "const [host, query] =")]
    public async Task What_the_readme_shows_is_part_of_a_client_that_runs_here(string language, string client, string parameters)
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(GeneratedClients.Source, "..", "..", "README.md"), TestContext.Current.CancellationToken);
        HashSet<string> run = [.. (await File.ReadAllLinesAsync(Path.Combine(GeneratedClients.Source, client), TestContext.Current.CancellationToken)).Select(Bare)];
        string shown = readme.Split($"```{language}\n")[1].Split("```")[0];

        string[] lines = [.. shown.Split('\n').Select(Bare).Where(l => l.Length > 0 && !l.StartsWith(parameters, StringComparison.Ordinal))];

        Assert.True(lines.Length > 4);
        Assert.All(lines, line => Assert.Contains(line, run));

        static string Bare(string line) => line.Split("  # noqa")[0].Trim();
    }

    [Fact]
    public async Task A_python_client_puts_searches_pages_on_streams_and_reads_an_errors_details()
    {
        await using var service = await ServiceRun.StartAsync(clients.NewDataDirectory());
        await RunAsync("/usr/bin/python3", [Path.Combine(GeneratedClients.Source, "python", "search_client.py"), service.Address, Path.Combine(clients.Directory, "python")], "python client: ok");
    }

    [Fact]
    public async Task A_node_client_puts_searches_pages_on_streams_and_reads_an_errors_details()
    {
        await using var service = await ServiceRun.StartAsync(clients.NewDataDirectory());
        await RunAsync("node", [Path.Combine(clients.Directory, "node", "dist", "node-client.mjs"), service.Address], "node client: ok");
    }

    [Fact]
    public async Task A_page_in_a_browser_does_the_same_over_grpc_web()
    {
        await using var service = await ServiceRun.StartAsync(clients.NewDataDirectory());
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await chromium.NewPageAsync();
        // A page of the service's own origin: pages of other origins may only read. Its calls go to the real service.
        string files = Path.Combine(clients.Directory, "node", "dist");
        await page.RouteAsync("**/client/*", route => route.FulfillAsync(new RouteFulfillOptions { Path = Path.Combine(files, Path.GetFileName(new Uri(route.Request.Url).LocalPath)) }));
        await page.GotoAsync(new Uri(service.Http.BaseAddress!, "/client/page.html").ToString());
        var verdict = page.Locator("output");
        await Assertions.Expect(verdict).Not.ToBeEmptyAsync(new LocatorAssertionsToBeEmptyOptions { Timeout = 120_000 });
        output.WriteLine(string.Join('\n', await page.Locator("li").AllInnerTextsAsync()));
        Assert.Equal("browser client: ok", await verdict.InnerTextAsync());
    }

    private async Task RunAsync(string program, string[] arguments, string lastLine)
    {
        var (exitCode, text) = await GeneratedClients.RunAsync(program, arguments);
        output.WriteLine(text);
        Assert.Equal(0, exitCode);
        Assert.EndsWith(lastLine, text.TrimEnd(), StringComparison.Ordinal);
    }
}
