using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Search.Engine.Tests.Querying;

/// <summary>Searches over one engine with a few invented articles.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();

    private static readonly Article[] Articles =
    [
        Make("a1", "云溪日报", "2021-03-04", "A01", "云溪大桥建成通车", ["云溪大桥昨日通车，市民前来参观。", "桥长三千米。"], "林小舟"),
        Make("a2", "云溪日报", "2021-03-05", "A02", "农贸市场改造完工", ["从市场到云溪大桥只要十分钟。"], "苏远山"),
        Make("a3", "河湾晚报", "2022-01-02", "A01", "河湾隧道动工", ["河湾隧道今日动工，", "与云溪大桥相距五公里。"], "林小舟"),
        Make("a4", "河湾晚报", "", "B03", "老街茶馆的下午", ["茶馆里的party一直开到晚上10:30，art展也开了。"], "陈青禾"),
        Make("a5", "青岭时报", "2020-07-08", "A01", "山村图书室开放", ["孩子们在𠮷祥图书室读书。"], "陈青禾"),
    ];

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        await PutAsync(Articles);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_headline_ranks_before_a_mention()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "云溪大桥通车", Explain = true });
        Assert.Equal("a1", answer.Hits[0].Logged.Article.Id);
        Assert.All(answer.Hits.Zip(answer.Hits.Skip(1)), pair => Assert.True(pair.First.Score >= pair.Second.Score));
        Assert.Contains(answer.Hits[0].Explanation, line => line.Contains("headline ×", StringComparison.Ordinal));
        Assert.StartsWith("= ", answer.Hits[0].Explanation[^1], StringComparison.Ordinal);
    }

    /// <summary>Of very long texts only some terms are looked for; the word that finds articles must be among them, though there are rarer terms that only rank.</summary>
    [Fact]
    public async Task A_common_word_among_very_many_that_only_rank_still_finds()
    {
        string connected = string.Concat(Enumerable.Range(0, 120).Select(i => $"{(char)('\u6c00' + i)}的"));
        await PutAsync([Make("c1", "云溪日报", "2021-04-01", "A01", "单字", [connected], ""), .. Enumerable.Range(0, 9).Select(i => Make($"n{i}", "云溪日报", "2021-04-02", "A02", "便民", [$"发布通知第{i}号。"], ""))]);
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = $"通知 {connected}" });
        Assert.True(answer.Total >= 9, $"{answer.Total} found");
    }

    [Theory]
    [InlineData("码头 2019年5月")]
    [InlineData("码头 ２０１９年５月")]
    [InlineData("码头 二〇一九年五月")]
    [InlineData("码头 二零一九年五月")]
    [InlineData("码头 二○一九年五月")]
    public async Task A_date_in_either_numerals_leaves_the_articles_of_that_date_the_undated_and_those_that_mention_it(string query)
    {
        await PutAsync([
            Make("d1", "云溪日报", "2019-05-06", "A01", "码头开工", ["码头今日开工。"], ""),
            Make("d2", "云溪日报", "2020-05-06", "A01", "码头竣工", ["码头二〇一九年五月开工。"], ""),
            Make("d3", "云溪日报", "2020-05-07", "A01", "码头开放", ["码头2019年5月开工。"], ""),
            Make("d4", "云溪日报", "2020-05-08", "A01", "码头游人如织", ["码头开放两天。"], ""),
            Make("d5", "云溪日报", "", "A01", "码头旧影", ["码头的老照片。"], ""),
            Make("d6", "云溪日报", "2020-05-09", "A01", "码头周年", ["码头二零一九年五月开工。"], "")]);
        Assert.Equal(["d1", "d2", "d3", "d5", "d6"], await IdsAsync(new SearchInquiry { Query = query + " -page:B03", UnfoldReprints = true }));
    }

    /// <summary>Who names a month and a topic wants that month's articles on the topic: those that name the month and nothing of the topic stood before them, for each word in its name.</summary>
    [Theory]
    [InlineData("灯会 2019年5月")]
    [InlineData("二〇一九年五月 灯会")]
    public async Task The_topic_ranks_within_a_date_and_the_articles_of_that_date_before_those_that_mention_it(string query)
    {
        await PutAsync([
            Make("l1", "云溪日报", "2020-08-06", "A01", "码头账目", ["2019年5月动工，2019年5月验收。"], ""),
            Make("l2", "云溪日报", "2019-05-06", "A01", "市集开张", ["昨晚市集开张，灯会也在那里。"], ""),
            Make("l3", "云溪日报", "2020-08-07", "A01", "庙会开张", ["昨晚庙会开张，灯会也在那里，二〇一九年五月头一次。"], ""),
            Make("l4", "云溪日报", "2019-05-07", "A01", "渡口扩建", ["渡口扩建完工。"], "")]);
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = query + " -page:B03", UnfoldReprints = true });
        Assert.Equal(["l2", "l3", "l4", "l1"], answer.Hits.Select(Id).Where(id => id[0] == 'l'));
    }

    [Theory]
    [InlineData("\"云溪大桥\" -隧道", "a1 a2")]
    [InlineData("\"云溪大桥\" -2021", "a3")]
    [InlineData("\"茶馆\" -2021", "a4")]
    [InlineData("大桥 -()", "a1 a2 a3")]
    [InlineData("\"茶馆\" -pa", "a4")]
    [InlineData("\"茶馆\" -art", "")]
    [InlineData("\"昨日通车，市民\"", "a1")]
    [InlineData("\"参观。桥长\"", "a1")]
    [InlineData("“动工，与云溪”", "a3")]
    [InlineData("\"动工与云溪\"", "")]
    [InlineData("标题:大桥", "a1")]
    [InlineData("标题：（大桥 OR 隧道）", "a1 a3")]
    [InlineData("正文:大桥 AND 隧道", "a3")]
    [InlineData("大桥 AND NOT 隧道", "a1 a2")]
    [InlineData("记者:林小舟", "a1 a3")]
    [InlineData("报纸:晚报", "a3 a4")]
    [InlineData("page:a01", "a1 a3 a5")]
    [InlineData("page:A*", "a1 a2 a3 a5")]
    [InlineData("id:a4", "a4")]
    [InlineData("date:2021", "a1 a2")]
    [InlineData("date:(2020 OR 2022)", "a3 a5")]
    [InlineData("date:\"2022-01-02\"", "a3")]
    [InlineData("日期：2021-03-05..", "a2 a3")]
    [InlineData("云溪大*", "a1 a2 a3")]
    [InlineData("par*", "a4")]
    [InlineData("𠮷祥", "a5")]
    [InlineData("", "a1 a2 a3 a4 a5")]
    [InlineData("-大桥", "a4 a5")]
    [InlineData("，", "")]
    public async Task A_query_finds_what_it_says(string query, string ids)
    {
        Assert.Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries), await IdsAsync(new SearchInquiry { Query = query }));
    }

    [Fact]
    public async Task A_literal_takes_operators_as_text()
    {
        Assert.Equal(["a1"], await IdsAsync(new SearchInquiry { Query = "通车， 市民", Literal = true }));
        Assert.Empty(await IdsAsync(new SearchInquiry { Query = "大桥 -隧道", Literal = true }));
        Assert.Equal(["a4"], await IdsAsync(new SearchInquiry { Query = "10:30", Literal = true }));
        Assert.Empty(await IdsAsync(new SearchInquiry { Query = " \u200b", Literal = true }));
    }

    [Fact]
    public async Task Filters_narrow_and_facets_leave_their_own_filter_out()
    {
        SearchInquiry inquiry = new() { Facets = [FacetKind.Newspaper, FacetKind.Page, FacetKind.Reporter, FacetKind.Year, FacetKind.Month], Filter = new() { Newspapers = ["云溪日报", "河湾晚报"], Pages = ["A01"] } };
        SearchAnswer answer = await SearchAsync(inquiry);
        Assert.Equal(2, answer.Total);
        Assert.Equal([("云溪日报", 1), ("河湾晚报", 1), ("青岭时报", 1)], Counts(answer, FacetKind.Newspaper));
        Assert.Equal([("A01", 2), ("A02", 1), ("B03", 1)], Counts(answer, FacetKind.Page));
        Assert.Equal([("林小舟", 2)], Counts(answer, FacetKind.Reporter));
        Assert.Equal([("2021", 1), ("2022", 1)], Counts(answer, FacetKind.Year));
        Assert.Equal([("2021-03", 1), ("2022-01", 1)], Counts(answer, FacetKind.Month));
        Assert.Equal(["a2", "a3"], await IdsAsync(new SearchInquiry { Filter = new() { DateFrom = "2021-03-05" } }));
        Assert.Equal(["a4", "a5"], await IdsAsync(new SearchInquiry { Filter = new() { Reporters = ["陈青禾"] } }));
    }

    [Fact]
    public async Task By_date_the_undated_come_last_either_way()
    {
        Assert.Equal(["a3", "a2", "a1", "a5", "a4"], (await SearchAsync(new SearchInquiry { Order = HitOrder.Newest })).Hits.Select(Id));
        Assert.Equal(["a5", "a1", "a2", "a3", "a4"], (await SearchAsync(new SearchInquiry { Order = HitOrder.Oldest })).Hits.Select(Id));
        Assert.Equal(["a1", "a5"], (await SearchAsync(new SearchInquiry { Order = HitOrder.Newest, Skip = 2, PageSize = 2 })).Hits.Select(Id));
    }

    [Theory]
    [InlineData(HitOrder.Newest, "", false)]
    [InlineData(HitOrder.Relevance, "", true)]
    [InlineData(HitOrder.Oldest, "云溪 大桥", true)]
    [InlineData(HitOrder.Relevance, "云溪 大桥", false)]
    [InlineData(HitOrder.Relevance, "云溪 大桥", true)]
    [InlineData(HitOrder.Relevance, "\"大桥\"", true)]
    public async Task Paging_to_the_end_gives_every_hit_once(HitOrder order, string query, bool puts)
    {
        Article[] many = [.. Enumerable.Range(0, 260).Select(i => Make($"m{i:000}", "云溪日报", $"2019-0{1 + (i % 9)}-11", "C01", $"{(i % 3 == 0 ? "云溪" : "河湾")}见闻{i % 7}", [string.Concat(Enumerable.Repeat("路过大桥。", 1 + (i % 5))) + (i % 2 == 0 ? "云溪水清。" : "山风轻。") + new string('村', i % 11)], "方一禾"))];
        await PutAsync(many);
        SearchInquiry inquiry = new() { Query = query, Order = order, PageSize = 17, UnfoldReprints = true, Filter = new() { Pages = ["C01"] } };
        long total = (await SearchAsync(inquiry)).Total;
        Assert.True(total >= 200);
        List<string> seen = [];
        for (int page = 0; ; page++)
        {
            SearchAnswer answer = await SearchAsync(inquiry);
            seen.AddRange(answer.Hits.Select(Id));
            Assert.Equal(total, answer.Total);
            if (answer.NextPageToken.Length == 0) break;
            inquiry = inquiry with { PageToken = answer.NextPageToken };
            if (puts) await PutAsync([.. Enumerable.Range(0, 20).Select(i => Make($"n{page:00}-{i}", "云溪日报", "2019-05-06", "C01", "云溪大桥又一篇", ["云溪大桥。"], "方一禾"))]);
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(total, seen.Count);
    }

    [Fact]
    public async Task A_changed_or_foreign_token_is_refused()
    {
        SearchInquiry inquiry = new() { Query = "大桥", PageSize = 1 };
        string token = (await SearchAsync(inquiry)).NextPageToken;
        await SearchAsync(inquiry with { PageToken = token });
        for (int i = 0; i < token.Length - 1; i++)
            await RefusedAsync(inquiry with { PageToken = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..] }, "page_token");
        await RefusedAsync(inquiry with { PageToken = token[..^4] }, "page_token");
        await RefusedAsync(inquiry with { PageToken = "桥" }, "page_token");
        byte[] older = Base64Url.DecodeFromChars(token);
        older[0]--;
        HMACSHA256.HashData(Encoding.UTF8.GetBytes("search page token " + fixture.Engine.LogId), older.AsSpan(..^12)).AsSpan(0, 12).CopyTo(older.AsSpan(^12..));
        Assert.Contains("another version", (await RefusedAsync(inquiry with { PageToken = Base64Url.EncodeToString(older) }, "page_token")).Message, StringComparison.Ordinal);
        await RefusedAsync(inquiry with { PageToken = token, Query = "隧道" }, "page_token");
        await RefusedAsync(inquiry with { PageToken = token, Order = HitOrder.Newest }, "page_token");
        await RefusedAsync(inquiry with { PageToken = token, Filter = new() { Pages = ["A01"] } }, "page_token");
        await RefusedAsync(inquiry with { PageToken = token, Skip = 1 }, "skip");
        await using EngineFixture other = new();
        await other.ReadyAsync();
        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => other.Engine.SearchAsync(inquiry with { PageToken = token }, default));
        Assert.Equal("page_token", refused.Field);
    }

    [Fact]
    public async Task Values_out_of_range_are_refused_by_name()
    {
        await RefusedAsync(new SearchInquiry { Skip = -1 }, "skip");
        await RefusedAsync(new SearchInquiry { PageSize = 1_001 }, "page_size");
        await RefusedAsync(new SearchInquiry { Query = new string('桥', 10_001), Literal = true }, "query");
        await RefusedAsync(new SearchInquiry { Filter = new() { DateFrom = "2021-13-01" } }, "filters.date_from");
        await RefusedAsync(new SearchInquiry { Query = "date:(桥)" }, "query");
        await RefusedAsync(new SearchInquiry { Query = "p*ty" }, "query");
        await RefusedAsync(new SearchInquiry { Query = "a" + new string('b', 9_000) + "*c" }, "query");
    }

    [Fact]
    public async Task Long_queries_are_answered()
    {
        await SearchAsync(new SearchInquiry { Query = string.Join(' ', Enumerable.Repeat("云溪大桥", 1_000)) });
        await SearchAsync(new SearchInquiry { Query = new string('桥', 10_000), Literal = true });
        await SearchAsync(new SearchInquiry { Query = string.Join(" OR ", Enumerable.Range(0, 900).Select(i => $"桥{i}")) });
        await RefusedAsync(new SearchInquiry { Query = string.Join(" OR ", Enumerable.Range(0, 1_400).Select(i => $"桥{i}"))[..9_990] }, "query");
    }

    [Fact]
    public void Whatever_is_typed_is_answered_or_refused()
    {
        string[] pieces = ["桥", "云溪", "a", "7", "2021", "２", " ", "　", "\"", "“", "”", "(", ")", "（", "）", ":", "*", "＊", "-", "－", "+", " OR ", " AND ", " NOT ", "title:", "日期:", "标题：", "page:", "id:", "..", "😀", "\ud83d", "\udc00", "\0", "\u200b", "\u200b\u200b\u200b", "\n", "?", "\\", "，"];
        Gen<string> piece = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        Gen.Select(piece.Array[0, 14].Select(string.Concat), Gen.Bool).Sample(
            (query, literal) =>
            {
                try
                {
                    fixture.Engine.SearchAsync(new SearchInquiry { Query = query, Literal = literal, Explain = true }, default).GetAwaiter().GetResult();
                }
                catch (EngineException e) when (e.Failure == EngineFailure.InvalidArgument && e.Field == "query")
                {
                    Assert.NotEmpty(e.Message); // Refused with a reason: the other thing that may happen.
                }
            },
            iter: 4_000);
    }

    private static Article Make(string id, string newspaper, string date, string page, string headline, string[] paragraphs, string reporter) => new()
    {
        Id = id,
        Newspaper = newspaper,
        Date = date,
        Page = page,
        Headline = headline,
        Paragraphs = paragraphs,
        Bylines = [new Byline { Role = "记者", Names = [reporter] }],
    };

    private static string Id(ArticleHit hit) => hit.Logged.Article.Id;

    private static IEnumerable<(string, int)> Counts(SearchAnswer answer, FacetKind kind) => answer.Facets.First(f => f.Kind == kind).Values.Select(v => (v.Value, (int)v.Count)).Order();

    private async Task PutAsync(IReadOnlyList<Article> articles)
    {
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }

    private Task<SearchAnswer> SearchAsync(SearchInquiry inquiry) => fixture.Engine.SearchAsync(inquiry, default);

    private async Task<IEnumerable<string>> IdsAsync(SearchInquiry inquiry) => (await SearchAsync(inquiry)).Hits.Select(Id).Order(StringComparer.Ordinal);

    private async Task<EngineException> RefusedAsync(SearchInquiry inquiry, string field)
    {
        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => SearchAsync(inquiry));
        Assert.Equal((EngineFailure.InvalidArgument, field), (refused.Failure, refused.Field));
        return refused;
    }
}
