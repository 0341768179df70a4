using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Search.Portal.Tests.Searching;

public sealed class SearchPageTests(PortalService service, Browser browser)
{
    [Fact]
    public async Task Hits_show_headline_block_marks_and_where_they_stand()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=白鹭");
        var hit = tab.Page.Locator(".hits > li").First;

        await Expect(hit.Locator("h2")).ToHaveTextAsync("白鹭数量五年增两倍");
        await Expect(hit.Locator(".kicker")).ToHaveTextAsync("澜河治理见成效");
        await Expect(hit.Locator("h2 mark")).ToHaveTextAsync("白鹭");
        await Expect(hit.Locator(".passage mark").First).ToHaveTextAsync("白鹭");
        await Expect(hit.Locator(".origin")).ToHaveTextAsync("青岚时报 2024-05-17 A01版 要闻 记者 季青禾");
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("篇稿件");
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("毫秒");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Several_values_of_a_facet_are_chosen_one_by_one_and_the_address_says_so()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车");
        await tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "柳林晚报" }).CheckAsync();
        await Expect(tab.Page.Locator(".chosen")).ToContainTextAsync("柳林晚报");
        Assert.Equal("/?q=风车&newspaper=柳林晚报", tab.Address);
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("20 篇");
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "柳林晚报" })).ToBeFocusedAsync();

        await tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "云栖日报" }).CheckAsync();
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("60 篇");
        Assert.Equal(["柳林晚报", "云栖日报"], System.Web.HttpUtility.ParseQueryString(new Uri(tab.Page.Url).Query).GetValues("newspaper")!.OrderDescending());

        await tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "卫知夏" }).CheckAsync();
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("15 篇");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "去掉条件：卫知夏" }).ClickAsync();
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("60 篇");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Bars_of_the_timeline_lead_from_years_to_months_to_days()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车");
        var bars = tab.Page.Locator(".timeline li");
        await Expect(bars).ToHaveCountAsync(3);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "2022：20 篇" }).ClickAsync();
        await Expect(bars).ToHaveCountAsync(12);
        Assert.Equal("/?q=风车&from=2022&to=2022", tab.Address);
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("20 篇");

        var month = tab.Page.Locator(".timeline a.bar").First;
        string name = (await month.GetAttributeAsync("title"))!;
        await month.ClickAsync();
        await Expect(tab.Page.Locator(".timeline .scope")).ToContainTextAsync(name[..7]);
        await Expect(bars).ToHaveCountAsync(DateTime.DaysInMonth(2022, int.Parse(name[5..7], System.Globalization.CultureInfo.InvariantCulture)));
        await tab.Page.Locator(".timeline .scope").GetByRole(AriaRole.Link, new() { Name = "全部日期" }).ClickAsync();
        await Expect(bars).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task The_back_button_goes_through_every_state_and_the_box_with_it()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车");
        await tab.Page.Locator(".pager").GetByRole(AriaRole.Link, new() { Name = "第 3 页" }).ClickAsync();
        await Expect(tab.Page.Locator(".pager [aria-current]")).ToHaveTextAsync("3");
        Assert.Equal("/?q=风车&page=3", tab.Address);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "最新" }).ClickAsync();
        await Expect(tab.Page.Locator(".sorting [aria-current]")).ToHaveTextAsync("最新");
        Assert.Equal("/?q=风车&sort=newest", tab.Address);
        await tab.Box.FillAsync("白鹭");
        await tab.Box.PressAsync("Enter");
        await Expect(tab.Page).ToHaveTitleAsync("白鹭 – 报纸检索");

        await tab.Page.GoBackAsync();
        await Expect(tab.Box).ToHaveValueAsync("风车");
        await Expect(tab.Page.Locator(".sorting [aria-current]")).ToHaveTextAsync("最新");
        await tab.Page.GoBackAsync();
        await Expect(tab.Page.Locator(".pager [aria-current]")).ToHaveTextAsync("3");
        await tab.Page.GoBackAsync();
        await Expect(tab.Page.Locator(".pager [aria-current]")).ToHaveTextAsync("1");
        await tab.Page.GoForwardAsync();
        await Expect(tab.Page.Locator(".pager [aria-current]")).ToHaveTextAsync("3");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Back_from_an_article_the_list_stands_where_it_was_left()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车");
        var eighth = tab.Page.Locator(".hits h2 a").Nth(7);
        await eighth.ScrollIntoViewIfNeededAsync();
        double left = await tab.Page.EvaluateAsync<double>("scrollY");
        Assert.True(left > 0);
        await eighth.ClickAsync();
        await Expect(tab.Page.Locator(".whole")).ToBeVisibleAsync();
        await tab.Page.GoBackAsync();
        await Expect(eighth).ToBeInViewportAsync();
        // The browser may see it on its way there.
        await tab.Page.WaitForFunctionAsync("left => Math.abs(scrollY - left) <= 40", left);
    }

    [Fact]
    public async Task An_address_that_was_kept_shows_the_same_again()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车&newspaper=云栖日报&section=民生&from=2021&to=2023-06&sort=oldest&page=1");
        await Expect(tab.Page.Locator(".sorting [aria-current]")).ToHaveTextAsync("最早");
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "云栖日报" })).ToBeCheckedAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "民生" })).ToBeCheckedAsync();
        await Expect(tab.Page.Locator("[name=from]")).ToHaveValueAsync("2021");
        string[] dates = [.. await tab.Page.Locator(".hits time").AllInnerTextsAsync()];
        Assert.NotEmpty(dates);
        Assert.Equal(dates.Order(StringComparer.Ordinal), dates);
    }

    [Fact]
    public async Task Without_scripts_boxes_filters_and_pages_work()
    {
        await using var tab = await browser.OpenAsync(service, "/", options => options.JavaScriptEnabled = false);
        await tab.Box.FillAsync("风车");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "检索" }).ClickAsync();
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("60 篇");

        await tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "柳林晚报" }).CheckAsync();
        await tab.Page.Locator("[name=from]").FillAsync("2021-02");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "应用" }).ClickAsync();
        // A pattern, since a string would be one with wildcards. What waits for the load event of a page that is there already can miss it.
        await Expect(tab.Page).ToHaveURLAsync(new Regex($"^{Regex.Escape(new Uri(service.Address + "/?q=风车&newspaper=柳林晚报&from=2021-02").AbsoluteUri)}$"));
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "下一页" }).ClickAsync();
        await Expect(tab.Page.Locator(".pager [aria-current]")).ToHaveTextAsync("2");
        await tab.Page.Locator(".hits h2 a").First.ClickAsync();
        await Expect(tab.Page.Locator(".whole h1 mark").First).ToHaveTextAsync("风车");
    }

    [Fact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen_and_the_filters_are_below()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车", options =>
        {
            options.ViewportSize = new ViewportSize { Width = 360, Height = 740 };
            options.IsMobile = true;
            options.HasTouch = true;
        });
        foreach (string address in new[] { "/?q=风车", "/", "/newspapers", "/newspapers/云栖日报", "/newspapers/青岚时报/2024-05-17", "/status", "/embed/" })
        {
            await tab.Page.GotoAsync(address);
            string wide = await tab.Page.EvaluateAsync<string>(
                "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, pre, .unseen, .skip')).map(e => e.outerHTML.slice(0, 120)).join('\\n')");
            Assert.True(wide.Length == 0, $"{address}: {wide}");
        }

        await tab.Page.GotoAsync("/?q=风车");
        await tab.Page.Locator(".to-filters").TapAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "柳林晚报" })).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_reprint_is_folded_under_its_best_and_opens_on_request()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=跨湖索道载重试验");
        var fold = tab.Page.Locator(".hits > li").First.Locator(".reprints");
        await Expect(tab.Page.Locator(".hits h2", new() { HasText = "跨湖索道" })).ToHaveCountAsync(1);
        await Expect(fold.Locator("summary")).ToHaveTextAsync("另有 1 处刊载同一稿件");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "逐篇列出" }).ClickAsync();
        await Expect(tab.Page.Locator(".hits h2", new() { HasText = "跨湖索道" })).ToHaveCountAsync(2);
        Assert.EndsWith("&reprints=show", tab.Address, StringComparison.Ordinal);
        await tab.Page.GoBackAsync();
        await Expect(tab.Page.Locator(".hits h2", new() { HasText = "跨湖索道" })).ToHaveCountAsync(1);
        await fold.Locator("summary").ClickAsync();
        await fold.Locator("a").ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("跨湖索道完成首次载重试验");
    }

    [Fact]
    public async Task A_query_mistyped_by_sound_is_answered_with_the_one_that_was_meant()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=\"晴岚区\"");
        var meant = tab.Page.Locator(".suggested a").First;
        await Expect(meant.Locator("mark")).ToHaveTextAsync("青");
        await meant.ClickAsync();
        await Expect(tab.Page.Locator(".hits > li").First).ToBeVisibleAsync();
        Assert.Equal("/?q=\"青岚区\"", tab.Address);
    }

    [Fact]
    public async Task A_name_that_no_article_has_is_told_above_what_the_other_words_found()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=风车 龘靐 龖麤");
        await Expect(tab.Page.Locator(".hits > li").First).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".missing")).ToHaveTextAsync("没有稿件含有龘靐、龖麤，以下稿件只与检索词部分相符。");
        await tab.Page.GotoAsync("/?q=风车");
        await Expect(tab.Page.Locator(".hits > li").First).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".missing")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Filters_without_words_choose_among_all_articles()
    {
        await using var tab = await browser.OpenAsync(service, "/?newspaper=青岚时报&section=民生");
        await Expect(tab.Page).ToHaveTitleAsync("全部稿件 – 报纸检索");
        await Expect(tab.Page.Locator(".total")).ToContainTextAsync("4 篇");
    }

    [Fact]
    public async Task Nothing_found_says_what_to_try()
    {
        await using var tab = await browser.OpenAsync(service, "/?q=\"绝无仅有之词\"&newspaper=云栖日报");
        await Expect(tab.Page.Locator(".nothing h2")).ToHaveTextAsync("没有找到稿件");
        await Expect(tab.Page.Locator(".nothing")).ToContainTextAsync("去掉筛选条件");
        await Expect(tab.Page.Locator(".nothing")).ToContainTextAsync("引号");
        await Expect(tab.Page.Locator(".nothing .why").First).ToContainTextAsync("绝无仅有之词");
    }
}
