namespace Search.Engine.Tests.Querying;

/// <summary>The same text in another issue is one hit; texts that only share phrases are two.</summary>
public sealed class ReprintTests : IAsyncLifetime
{
    private const string Agency =
        "新华云溪电 记者从省水利厅获悉，云溪水库除险加固工程昨日通过竣工验收。工程历时两年零四个月，总投资三亿六千万元，加固主坝八百四十米，新建溢洪道一座，更换闸门十二扇。" +
        "水库建成于一九五八年，灌溉下游十四万亩农田，是云溪、河湾两县的主要水源。验收组认为，工程质量合格，资料齐全，运行平稳。\n" +
        "水库管理处负责人介绍，下一步将完善雨情水情自动测报系统，汛期每小时发布一次水位，并与下游各乡镇建立预警联系，确保安全度汛。";

    private const string OpeningPhrases = "为深入贯彻落实上级会议精神，切实把各项工作抓细抓实，区里召开专题会议，研究部署下一阶段重点任务。会议强调，要提高站位，压实责任，确保各项任务落到实处、取得实效。";

    private readonly EngineFixture fixture = new();

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        await PutAsync(
            Make("w1", "云溪日报", "2021-03-04", "云溪水库除险加固工程通过验收", Agency),
            Make("w2", "河湾晚报", "2021-03-05", "水库加固了，两县喝上放心水", Agency.Replace("昨日", "日前", StringComparison.Ordinal).Replace("新华云溪电 ", "", StringComparison.Ordinal) + "\n据新华社"),
            Make("w3", "青岭时报", "2021-03-05", "云溪水库完成加固", Agency.Replace("，是云溪、河湾两县的主要水源", "", StringComparison.Ordinal)),
            Make("w4", "云溪日报", "2021-06-01", "云溪水库开闸放水", "昨天上午九时，云溪水库开闸放水，为下游的插秧送去第一股活水。今年春旱，水库提前半个月供水，沿渠的农户早早整好了田。管水员老周说，他在水库守了三十年，头一回见到开闸时有这么多人来看。放水将持续二十天。"),
            Make("m1", "云溪日报", "2021-04-01", "区里部署河道清淤", OpeningPhrases + "今年将清淤河道四条，总长十九公里，重点整治青石河下游的淤堵河段，五月底前完成招标，入冬前全部完工。沿河的三个社区将设置监督员，居民可以随时反映施工扰民的问题。"),
            Make("m2", "河湾晚报", "2021-04-02", "区里部署校园食堂检查", OpeningPhrases + "开学前，市场监管所将对全区二十六所学校的食堂逐一检查，重点查看食材进货记录和餐具消毒设备。检查结果张贴在校门口，家长也能申请陪餐，发现问题的食堂限期一周整改。"));
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_reprint_with_another_headline_and_small_edits_is_folded_under_the_best_hit()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "云溪水库 除险加固" });
        Assert.Equal(["w1", "w4"], answer.Hits.Select(Id));
        Assert.Equal(2, answer.Hits[0].ReprintCount);
        Assert.Equal(["w2", "w3"], answer.Hits[0].Reprints.Select(r => r.Article.Id));
        Assert.Equal(0, answer.Hits[1].ReprintCount);
        Assert.Equal(4, answer.Total); // Folded ones are counted.
    }

    [Fact]
    public async Task Unfolded_every_article_is_a_hit()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "云溪水库 除险加固", UnfoldReprints = true });
        Assert.Equal(["w1", "w2", "w3", "w4"], answer.Hits.Select(Id).Order());
        Assert.All(answer.Hits, hit => Assert.Equal(0, hit.ReprintCount));
    }

    [Fact]
    public async Task Phrases_in_common_do_not_fold()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "专题会议 研究部署 重点任务" });
        Assert.Equal(["m1", "m2"], answer.Hits.Select(Id).Order());
    }

    [Fact]
    public async Task Only_what_the_search_finds_is_folded()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "除险加固", Filter = new() { Newspapers = ["河湾晚报", "青岭时报"] } });
        Assert.Equal(1, answer.Hits[0].ReprintCount);
        Assert.Equal(["w2", "w3"], answer.Hits.SelectMany(h => h.Reprints.Select(r => r.Article.Id).Append(Id(h))).Order());
        Assert.Equal(["w2"], (await SearchAsync(new SearchInquiry { Query = "除险加固 -完成加固", Filter = new() { Issues = ["河湾晚报/2021-03-05"] } })).Hits.Select(Id));
    }

    [Theory]
    [InlineData(HitOrder.Relevance)]
    [InlineData(HitOrder.Newest)]
    [InlineData(HitOrder.Oldest)]
    public async Task A_reprint_of_a_folded_reprint_is_listed_too_and_nothing_twice(HitOrder order)
    {
        // Each printing drops the first sentences of the one before and adds some: neighbours are alike, the first and the last are not.
        string[] sentences = [.. Enumerable.Range(0, 60).Select(i => $"第{i * 37}号渡船{(char)('一' + (i * 29))}{(char)('丁' + (i * 41))}从{(char)('伙' + (i * 13))}湾驶到{(char)('化' + (i * 7))}渡口。")];
        await PutAsync([.. Enumerable.Range(0, 8).Select(i => Make($"c{i}", i % 2 == 0 ? "渡口周报" : "渡口月报", $"2019-05-{10 + ((i * 5) % 8)}", $"渡船{i}", string.Concat(sentences.Skip(i * 3).Take(30))))]);
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "渡船", Order = order, Filter = new() { Newspapers = ["渡口周报", "渡口月报"] } });
        Assert.Equal(8, answer.Total);
        Assert.InRange(answer.Hits.Count, 1, 4);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"c{i}"), answer.Hits.SelectMany(hit => hit.Reprints.Select(r => r.Article.Id).Append(Id(hit))).Order());
        Assert.All(answer.Hits, hit => Assert.Equal(hit.ReprintCount, hit.Reprints.Count));
    }

    [Theory]
    [InlineData(HitOrder.Relevance, "\"图书室\"")]
    [InlineData(HitOrder.Relevance, "图书室 读书")]
    [InlineData(HitOrder.Newest, "图书室")]
    [InlineData(HitOrder.Oldest, "")]
    public async Task Paging_shows_each_text_once_under_its_best_hit(HitOrder order, string query)
    {
        // 150 texts, each printed one to four times.
        string[] places = ["石桥", "梅岭", "柳湾", "竹溪", "杏坪", "松岗", "枫林", "荷塘", "兰亭", "菊园"];
        string[] subjects = ["老师", "学生", "渔民", "木匠", "邮差", "厨师", "花农", "医生", "司机", "铁匠", "裁缝", "画家", "歌手", "猎人", "船工"];
        List<Article> many = [];
        for (int i = 0; i < 150; i++)
        {
            string text = string.Concat(Enumerable.Range(0, 4).Select(k => $"{places[(i + (k * 3)) % 10]}村的{subjects[i / 10]}{(i * 7) + k}日在{places[(i + k + 1) % 10]}图书室{(char)('一' + (i * 31) + k)}{(char)('丁' + (i * 17) + (k * 5))}读书{(i * 13) + (k * 101)}页，{subjects[(i + k) % 15]}也来了。"));
            for (int copy = 0; copy <= i % 4; copy++)
                many.Add(Make($"t{i:000}-{copy}", copy % 2 == 0 ? "山村周报" : "山村月报", $"2020-0{1 + copy}-{1 + (i % 28):00}", $"{places[copy]}见闻", text));
        }

        await PutAsync([.. many]);
        SearchInquiry inquiry = new() { Query = query, Order = order, PageSize = 7, Filter = new() { Newspapers = ["山村周报", "山村月报"] } };
        List<ArticleHit> seen = [];
        for (string token = ""; ;)
        {
            SearchAnswer answer = await SearchAsync(inquiry with { PageToken = token });
            Assert.Equal(many.Count, answer.Total);
            seen.AddRange(answer.Hits);
            token = answer.NextPageToken;
            if (token.Length == 0) break;
            Assert.Equal(7, answer.Hits.Count);
        }

        Assert.Equal(many.Select(Text).Distinct().Order(), seen.Select(hit => hit.Logged.Article).Select(Text).Order());
        Assert.Equal(many.Count, seen.Sum(hit => 1 + hit.ReprintCount));
        SearchAnswer skipped = await SearchAsync(inquiry with { Skip = 60 });
        Assert.Equal(seen.Skip(60).Take(7).Select(Id), skipped.Hits.Select(Id));
    }

    private static string Text(Article article) => article.Id[..4];

    private static string Id(ArticleHit hit) => hit.Logged.Article.Id;

    private static Article Make(string id, string newspaper, string date, string headline, string body) =>
        new() { Id = id, Newspaper = newspaper, Date = date, Page = "A01", Headline = headline, Paragraphs = body.Split('\n') };

    private async Task PutAsync(params Article[] articles)
    {
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }

    private Task<SearchAnswer> SearchAsync(SearchInquiry inquiry) => fixture.Engine.SearchAsync(inquiry, default);
}
