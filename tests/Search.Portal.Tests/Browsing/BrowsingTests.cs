using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Search.Portal.Tests.Browsing;

public sealed class BrowsingTests(PortalService service, Browser browser)
{
    [Fact]
    public async Task From_all_newspapers_down_to_an_article_every_step_is_a_link()
    {
        await using var tab = await browser.OpenAsync(service, "/newspapers");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "青岚时报" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "2024-05-17，4 版，14 篇" }).ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToContainTextAsync("2024年5月17日 星期五");
        await Expect(tab.Page.Locator(".contents section")).ToHaveCountAsync(4);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "A02版" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "公交17路延长至光电产业园" }).ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("公交17路延长至光电产业园");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_calendar_shows_one_year_with_its_days_under_the_right_weekday()
    {
        await using var tab = await browser.OpenAsync(service, "/newspapers/云栖日报?year=2022");
        await Expect(tab.Page.Locator(".years [aria-current]")).ToHaveTextAsync("2022");
        foreach (var day in await tab.Page.Locator(".calendar td a").AllAsync())
        {
            string date = (await day.GetAttributeAsync("title"))![..10];
            int column = await day.EvaluateAsync<int>("a => a.closest('td').cellIndex");
            Assert.Equal(((int)DateOnly.ParseExact(date, "yyyy-MM-dd", null).DayOfWeek + 6) % 7, column);
            Assert.StartsWith("2022", date, StringComparison.Ordinal);
        }

        await tab.Page.Locator(".years").GetByRole(AriaRole.Link, new() { Name = "2023" }).ClickAsync();
        await Expect(tab.Page.Locator(".calendar caption").First).ToContainTextAsync("2023年");
    }

    [Fact]
    public async Task The_start_page_shows_the_latest_issues()
    {
        await using var tab = await browser.OpenAsync(service, "/");
        await Expect(tab.Page.Locator(".latest h2").First).ToContainTextAsync("青岚时报");
        await Expect(tab.Page.Locator(".latest h2").First).ToContainTextAsync("2024年5月17日");
        await Expect(tab.Box).ToBeFocusedAsync();
    }
}
