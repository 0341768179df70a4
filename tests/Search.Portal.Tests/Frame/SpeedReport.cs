using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace Search.Portal.Tests.Frame;

/// <summary>
/// How fast the pages are, told and not judged: <c>Search.Portal.Tests -class Search.Portal.Tests.Frame.SpeedReport -showLiveOutput</c>.
/// Only sizes are asserted; they do not depend on what else the machine does.
/// </summary>
public sealed class SpeedReport(PortalService service, Browser browser, ITestOutputHelper output)
{
    private const int Rounds = 5;

    [Fact]
    public async Task A_first_visit_transfers_at_most_100_kilobytes_and_its_largest_paint_is_told()
    {
        foreach (string address in new[] { "/", "/?q=风车", $"/articles/{await service.ArticleAsync("白鹭数量五年增两倍")}?q=白鹭" })
        {
            var paints = new List<double>();
            long transferred = 0;
            // A context of its own for each address, and what it cached is cleared each time.
            await using var tab = await browser.OpenBlankAsync(service);
            var network = await tab.Page.Context.NewCDPSessionAsync(tab.Page);
            var finished = new ConcurrentQueue<IRequest>();
            tab.Page.RequestFinished += (_, request) => finished.Enqueue(request);
            for (int i = 0; i <= Rounds; i++)
            {
                await network.SendAsync("Network.clearBrowserCache");
                // The first one tells what is transferred, also after the page is there; of the others the paint alone is asked.
                await tab.Page.GotoAsync(address, new() { WaitUntil = i == 0 ? WaitUntilState.NetworkIdle : WaitUntilState.Load });
                double paint = await tab.Page.EvaluateAsync<double>(
                    "new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))");
                if (i > 0)
                {
                    paints.Add(paint);
                    continue;
                }

                foreach (var request in finished)
                {
                    var sizes = await request.SizesAsync();
                    transferred += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
                }
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Uri.UnescapeDataString(address)}: {transferred / 1024.0:0.0} KiB, largest contentful paint {Median(paints):0} ms (median of {Rounds})"));
            Assert.InRange(transferred, 1, 100 * 1024);
            Assert.All(paints, p => Assert.True(p > 0));
        }
    }

    [Fact]
    public async Task The_time_from_key_to_list_is_told()
    {
        await using var tab = await browser.OpenAsync(service, "/");
        await tab.Page.EvaluateAsync("""
            window.waits = [];
            const box = document.getElementById('q');
            box.addEventListener('keydown', event => { window.pressed = event.timeStamp; }, true);
            new MutationObserver(() => requestAnimationFrame(() => {
                if (window.pressed && document.querySelector('[role=option]')) { window.waits.push(performance.now() - window.pressed); window.pressed = 0; }
            })).observe(box.parentElement, { subtree: true, childList: true });
            """);
        foreach (string typed in new[] { "qinglan", "bailu", "gongjiao", "lanhe" })
        {
            await tab.Box.FillAsync("");
            foreach (char key in typed)
            {
                // The next key when this one is answered and what it brought is painted.
                var answer = await tab.Page.RunAndWaitForResponseAsync(() => tab.Box.PressAsync(key.ToString()), r => r.Url.Contains("/suggestions", StringComparison.Ordinal));
                await answer.FinishedAsync();
                await tab.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            }
        }

        double[] waits = await tab.Page.EvaluateAsync<double[]>("window.waits");
        Assert.NotEmpty(waits);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"key to list painted: median {Median([.. waits]):0} ms, worst {waits.Max():0} ms of {waits.Length} keys"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
