using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Search.Engine;

namespace Search.Portal.Tests.Frame;

public sealed class RefusalTests(PortalService service)
{
    private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(service.Address) };

    [Theory]
    [InlineData("/?q=%22open", HttpStatusCode.BadRequest, "检索条件有误")]
    [InlineData("/?q=nofield:x&page=2", HttpStatusCode.BadRequest, "检索条件有误")]
    [InlineData("/?q=“风车", HttpStatusCode.BadRequest, "引号 “ 没有配对")]
    [InlineData("/?q=nofield:x", HttpStatusCode.BadRequest, "没有“nofield”这个字段")]
    [InlineData("/?q=headline:", HttpStatusCode.BadRequest, "“headline:”后面没有内容")]
    [InlineData("/?q=date:xyz", HttpStatusCode.BadRequest, "“xyz”不是日期")]
    [InlineData("/?q=*x", HttpStatusCode.BadRequest, "“*x”里的 *")]
    [InlineData("/?q=a*", HttpStatusCode.BadRequest, "“a*”里的 *")]
    [InlineData("/?q=a*&lang=en", HttpStatusCode.BadRequest, "write at least two letters before *")]
    [InlineData("/?q=风车&page=0", HttpStatusCode.BadRequest, "1 到 1000")]
    [InlineData("/?q=风车&page=-3", HttpStatusCode.BadRequest, "1 到 1000")]
    [InlineData("/?q=风车&page=99999999999999999999", HttpStatusCode.BadRequest, "1 到 1000")]
    [InlineData("/?q=风车&page=two", HttpStatusCode.BadRequest, "two")]
    [InlineData("/?q=风车&page=900", HttpStatusCode.NotFound, "一共只有 6 页")]
    [InlineData("/?q=风车&from=2022-13", HttpStatusCode.BadRequest, "2022-13")]
    [InlineData("/?q=风车&from=2022-02-30", HttpStatusCode.BadRequest, "2022-02-30")]
    [InlineData("/?q=风车&from=0000", HttpStatusCode.BadRequest, "0000")]
    [InlineData("/?q=风车&from=2023&to=2021", HttpStatusCode.BadRequest, "之后")]
    [InlineData("/?q=风车&sort=random", HttpStatusCode.BadRequest, "random")]
    [InlineData("/?q=风车&to=9999-12", HttpStatusCode.OK, "60 篇")]
    [InlineData("/?q=(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((", HttpStatusCode.OK, "没有找到稿件")]
    [InlineData("/?q=-风车", HttpStatusCode.OK, "篇稿件")]
    [InlineData("/?q=%00%01%EF%BF%BE%F0%9F%9A%82", HttpStatusCode.OK, "没有找到稿件")]
    [InlineData("/?q=绝无仅有之词&page=7", HttpStatusCode.OK, "没有找到稿件")]
    [InlineData("/?q=&q=风车&q=白鹭", HttpStatusCode.OK, "60 篇")]
    [InlineData("/?q=风车&from=&to=&sort=", HttpStatusCode.Redirect, "")]
    [InlineData("/?unknown=1&lang=xx&theme=pink", HttpStatusCode.OK, "青岚时报")]
    [InlineData("/articles/no-such-article", HttpStatusCode.NotFound, "没有这篇稿件")]
    [InlineData("/articles/no-such-article/citation.ris", HttpStatusCode.NotFound, "没有这篇稿件")]
    [InlineData("/articles/%2e%2e%2f%2e%2e%2fetc%2fpasswd", HttpStatusCode.NotFound, "没有这篇稿件")]
    [InlineData("/newspapers/没有的报", HttpStatusCode.NotFound, "没有这份报纸")]
    [InlineData("/newspapers/云栖日报?year=1888", HttpStatusCode.NotFound, "1888")]
    [InlineData("/newspapers/云栖日报/2099-01-01", HttpStatusCode.NotFound, "没有这一期")]
    [InlineData("/newspapers/云栖日报/tomorrow", HttpStatusCode.NotFound, "没有这一期")]
    [InlineData("/newspapers/青岚时报/2024-05-17/Z99", HttpStatusCode.NotFound, "没有这一版")]
    [InlineData("/newspapers/青岚时报/2024-05-17/Z99/source", HttpStatusCode.NotFound, "没有保存")]
    [InlineData("/nowhere/at/all", HttpStatusCode.NotFound, "没有页面")]
    public async Task What_cannot_be_shown_is_told_in_plain_words_with_its_status(string address, HttpStatusCode status, string words)
    {
        var response = await http.GetAsync(address);
        string page = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {page[(page.IndexOf("<main", StringComparison.Ordinal) + 1)..]}");
        Assert.Contains(words, page);
        if (status != HttpStatusCode.Redirect) Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_query_beyond_the_limit_is_refused_before_it_is_read()
    {
        // Longer ones are refused by the server, which takes no request line above 8 KiB.
        var response = await http.GetAsync("/?q=" + new string('a', 7000));
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await http.GetAsync("/?q=" + new string('a', 20000))).StatusCode);
    }

    [Fact]
    public async Task Programs_that_ask_for_json_where_there_is_none_get_no_page()
    {
        var response = await http.GetAsync("/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task While_no_index_is_open_searching_says_so_and_reading_goes_on()
    {
        string data = Directory.CreateTempSubdirectory("search-portal-unready-").FullName;
        // Files where the generations' folders are to be: no index can be opened, the log can. A build that fails is begun again under the next name, after ever longer pauses.
        Directory.CreateDirectory(Path.Combine(data, "generations"));
        for (int i = 1; i <= 12; i++) await File.WriteAllTextAsync(Path.Combine(data, "generations", $"g{i:000000}"), "in the way");
        await using (var unready = await PortalService.StartAsync(data, TextWriter.Null))
        {
            using var reader = new HttpClient { BaseAddress = new Uri(PortalService.AddressOf(unready)) };
            var engine = unready.Services.GetRequiredService<SearchEngine>();
            var (receipts, _) = await engine.PutArticlesAsync([new Article { Newspaper = "候报", Date = "2020-01-01", Page = "A01", Headline = "候车亭", Paragraphs = ["正文"] }], force: false, TestContext.Current.CancellationToken);

            var search = await reader.GetAsync("/?q=候车亭");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, search.StatusCode);
            Assert.NotNull(search.Headers.RetryAfter);
            string page = await search.Content.ReadAsStringAsync();
            Assert.Contains("正在启动或重建索引", page);
            Assert.Contains("http-equiv=\"refresh\"", page);
            Assert.Contains("正文", await reader.GetStringAsync($"/articles/{receipts[0].Id}?q=候车亭"));
            Assert.Contains("候车亭", await reader.GetStringAsync("/"));
            Assert.Contains("暂不能检索", await reader.GetStringAsync("/status"));
            await unready.StopAsync(TestContext.Current.CancellationToken);
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task An_English_reader_is_told_in_English()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/articles/no-such-article");
        request.Headers.AcceptLanguage.ParseAdd("en-GB,en;q=0.9,zh;q=0.3");
        var response = await http.SendAsync(request);
        Assert.Contains("There is no such article", await response.Content.ReadAsStringAsync());
        Assert.Equal("en", response.Content.Headers.ContentLanguage.Single());
    }
}
