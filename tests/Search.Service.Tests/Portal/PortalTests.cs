using System.Net;

namespace Search.Service.Tests.Portal;

public sealed class PortalTests(SharedService shared)
{
    private const string Attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    private readonly RunningService service = shared.Service;

    [Fact]
    public async Task A_query_gives_a_page_with_articles_that_link_to_their_text()
    {
        var put = await service.PutAsync(Sample.Article("门户日报", "古井旁的石榴树", "本报讯 古井旁的石榴树今年结果三百枚。"));

        string results = await GetAsync("/?q=石榴树", HttpStatusCode.OK);
        string article = await GetAsync($"/articles/{put.Results[0].Id}?q=石榴树", HttpStatusCode.OK);

        Assert.Contains($"/articles/{put.Results[0].Id}", results);
        Assert.Contains("门户日报", results);
        Assert.Contains("<h1>古井旁的石榴树</h1>", article);
        Assert.Contains("<p>本报讯 古井旁的石榴树今年结果三百枚。</p>", article);
    }

    [Fact]
    public async Task Nothing_that_is_asked_or_printed_becomes_markup()
    {
        var put = await service.PutAsync(Sample.Article("恶意日报" + Attack, "恶意标题" + Attack, "恶意正文" + Attack));

        foreach (string address in new[] { "/", "/?q=" + Uri.EscapeDataString("恶意" + Attack), "/?q=恶意正文", $"/articles/{put.Results[0].Id}?q={Uri.EscapeDataString(Attack)}", "/status" })
        {
            var response = await service.Http.GetAsync(address);
            string page = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("<script", page);
            Assert.DoesNotContain("<img", page);
            Assert.DoesNotContain("onerror=alert(1)>\"", page);
            Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.DoesNotContain("script-src", response.Headers.GetValues("Content-Security-Policy").Single());
        }
    }

    [Fact]
    public async Task An_unknown_article_and_a_page_beyond_the_last_say_so()
    {
        Assert.Contains("没有这篇稿件", await GetAsync("/articles/no-such-article", HttpStatusCode.NotFound));
        Assert.Contains("没有", await GetAsync("/?q=绝无仅有之词&page=7", HttpStatusCode.OK));
    }

    [Fact]
    public async Task Status_and_style_are_served_and_nothing_comes_from_elsewhere()
    {
        string status = await GetAsync("/status", HttpStatusCode.OK);
        string start = await GetAsync("/", HttpStatusCode.OK);
        string style = start.Split("href=\"").Select(s => s.Split('"')[0]).Single(s => s.StartsWith("/assets/", StringComparison.Ordinal));

        Assert.Contains("可以检索", status);
        Assert.Contains("--paper", await GetAsync(style, HttpStatusCode.OK));
        Assert.DoesNotContain("http://", start);
        Assert.DoesNotContain("https://", start);
    }

    private async Task<string> GetAsync(string address, HttpStatusCode expected)
    {
        var response = await service.Http.GetAsync(address);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {text}");
        return text;
    }
}
