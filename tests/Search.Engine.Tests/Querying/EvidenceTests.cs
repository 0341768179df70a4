using System.Globalization;
using System.Text.RegularExpressions;

namespace Search.Engine.Tests.Querying;

/// <summary>What adds to a score beside the words as typed: other names, the date; and that an explanation tells all of it.</summary>
public sealed partial class EvidenceTests : IAsyncLifetime
{
    private const string Filler = "春天大家上山采茶，夏天下河捕鱼，秋天晒谷打枣，冬天围着火塘编竹筐，日子过得不紧不慢，年轻人也陆续回来，把老屋修成客栈，把梯田种满油菜。";

    private readonly EngineFixture fixture = new();

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        await PutAsync(
            Make("s1", "2021-03-04", "云溪经济技术开发区迎来新企业", "云溪经济技术开发区昨日迎来三家新企业。"),
            Make("s2", "2021-03-04", "云溪经开区迎来新企业", "云溪经开区昨日迎来三家新企业。"),
            Make("s3", "2021-03-04", "河湾办起算力中心", "这座中心为AI研究提供算力,maintain 费用由县里承担。"),
            Make("s4", "2021-03-04", "河湾老街", "老街的茶馆开了六十年。"),
            Make("h1", "2021-03-04", "河湾三月举办竹筏赛和歌会", "竹筏赛月底举行。"),
            Make("h2", "2021-03-04", "竹筏赛和歌会三月河湾举办", "竹筏赛月底举行。"),
            Make("p1", "2021-03-04", "乡村集市巡礼走进河湾", "集市上人来人往。"),
            Make("p2", "2021-03-04", "河湾 走进【集市巡礼】 人来人往", "集市上人来人往。"),
            Make("w1", "2021-03-04", "山里的一年", "陶坊的窑火今年点了两回。" + Filler + "水磨在村口转了一百多年。"),
            Make("w2", "2021-03-04", "山里的一年", "陶坊边上的水磨转了一百多年。" + Filler + "窑火今年在村口点了两回。"),
            Make("n1", "2021-03-04", "竹器社建社60周年", "竹器社建社60周年展览开幕。"),
            Make("n2", "2021-03-04", "陶器社建社六十周年", "陶器社建社六十周年展览开幕。"),
            Make("n3", "2021-03-04", "瓷器厂建厂160周年", "瓷器厂的160周年没有展览,2060周年也没有。"),
            Make("n4", "2021-03-04", "河湾村议19项议题", "会上的19项议题都有了着落。"),
            Make("n5", "2021-03-04", "云溪办结十九项实事", "全县办结十九项实事,去年是二十九项。"),
            Make("n7", "2021-03-04", "云溪开会", "参会人数三十五名,会上统一三十五项标准,没有一百三十五名。"),
            Make("n6", "2021-03-04", "云溪列出清单", "清单上有二十九项,加上前年的一百十九项。"),
            Make("f1", "2021-03-04", "北岭四合院修缮", "北岭的四合院开始修缮，院里住了几户人。"),
            Make("f2", "2021-03-04", "北岭4合院挂牌", "门牌写的是4合院。"),
            Make("f3", "2021-03-04", "北岭4号院修缮", "4号院合并了两座院落，修缮合计4个月。"),
            Make("r1", "2011-03-04", "青石桥灯会", "青石桥灯会今晚开始。"),
            Make("r2", "2021-03-04", "青石桥灯会", "青石桥灯会今晚开始了。"),
            Make("r3", "", "青石桥灯会", "青石桥的灯会今晚开始。"));
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Another_name_finds_below_the_name_itself_is_marked_and_explained()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "经开区", Explain = true });
        Assert.Equal(["s2", "s1"], answer.Hits.Select(Id));
        Assert.Contains(answer.Hits[1].Explanation, line => line.Contains("“经济技术开发区”, another name of “经开区”", StringComparison.Ordinal));
        Assert.Contains("经济技术开发区", Marked(answer.Hits[1]));
    }

    [Fact]
    public async Task Other_names_are_whole_words_and_mix_scripts()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "人工智能研究" });
        ArticleHit hit = Assert.Single(answer.Hits, h => Id(h) == "s3");
        Assert.Contains("AI", Marked(hit));
        Assert.Equal(0, (await SearchAsync(new SearchInquiry { Query = "\"人工智能\"" })).Total); // In quotation marks it is taken as it is.
    }

    [Theory]
    [InlineData("60周年", "n1", "n2", "六十周年")]
    [InlineData("六十周年", "n2", "n1", "60周年")]
    public async Task A_number_is_found_in_the_other_numerals_below_those_typed(string query, string first, string second, string marked)
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = query });
        Assert.Equal(first, Id(answer.Hits[0]));
        Assert.Contains(marked, Marked(Assert.Single(answer.Hits, hit => Id(hit) == second)));
        // The end of a larger number is another number.
        Assert.DoesNotContain("60周年", Marked(Assert.Single(answer.Hits, hit => Id(hit) == "n3")));
    }

    [Fact]
    public async Task A_word_typed_with_a_digit_is_found_as_it_is_written_and_below_that_as_typed()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "北岭4合院" });
        SearchAnswer written = await SearchAsync(new SearchInquiry { Query = "北岭四合院" });
        Assert.Equal(["f1", "f2"], answer.Hits.Take(2).Select(Id));
        Assert.Contains("四合院", string.Concat(Marked(answer.Hits[0])), StringComparison.Ordinal);
        Assert.Contains("4合院", Marked(answer.Hits[1]));
        Assert.Equal(written.Hits[0].Score, answer.Hits[0].Score);
        // In quotation marks it is taken as it is.
        Assert.Equal(["f2"], (await SearchAsync(new SearchInquiry { Query = "\"4合院\"" })).Hits.Select(Id));
    }

    [Fact]
    public async Task A_number_in_chinese_numerals_is_neither_found_nor_marked_at_the_end_of_a_larger_one()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "19项" });
        Assert.Equal(["n4", "n5"], answer.Hits.Select(Id));
        Assert.Equal(2, Marked(answer.Hits[1]).Count(marked => marked == "十九项"));
        Assert.Equal(2, answer.Total);
    }

    [Theory]
    [InlineData("35名", "三十五名")] // 数 before it begins no number,
    [InlineData("35项", "三十五项")] // nor does a digit before a digit.
    public async Task What_only_looks_like_the_beginning_of_a_larger_number_hides_none(string query, string marked)
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = query });
        Assert.Equal(marked, Assert.Single(Marked(Assert.Single(answer.Hits, hit => Id(hit) == "n7"))));
    }

    [Fact]
    public async Task Of_two_headlines_that_have_every_word_the_one_that_begins_with_them_comes_first_and_says_why()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "竹筏", Explain = true });
        Assert.Equal(["h2", "h1"], answer.Hits.Select(Id));
        Assert.Contains(answer.Hits[0].Explanation, line => line.Contains("all words stand in the headline, the first after 0 others", StringComparison.Ordinal));
        SearchAnswer more = await SearchAsync(new SearchInquiry { Query = "竹筏 茶馆", Explain = true });
        Assert.NotEmpty(more.Hits);
        Assert.DoesNotContain(more.Hits.SelectMany(hit => hit.Explanation), line => line.Contains("in the headline, the first", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_that_stand_in_one_passage_come_before_those_that_are_scattered_over_the_article_and_say_why()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "陶坊 水磨", Explain = true, UnfoldReprints = true });
        Assert.Equal(["w2", "w1"], answer.Hits.Select(Id));
        Assert.Contains(answer.Hits[0].Explanation, line => line.Contains("100 % of the query's words stand together within 30 words", StringComparison.Ordinal));
        Assert.DoesNotContain(answer.Hits[1].Explanation, line => line.Contains("100 % of the query's words stand together", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_that_are_a_part_of_a_headline_by_themselves_come_before_those_in_running_text_and_say_why()
    {
        SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = "集市巡礼", Explain = true });
        Assert.Equal(["p2", "p1"], answer.Hits.Select(Id));
        Assert.Contains(answer.Hits[0].Explanation, line => line.Contains("they are whole parts of the headline", StringComparison.Ordinal));
        Assert.DoesNotContain(answer.Hits[1].Explanation, line => line.Contains("whole parts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Newer_articles_come_first_only_where_that_is_asked_for()
    {
        SearchInquiry inquiry = new() { Query = "青石桥 灯会", UnfoldReprints = true, Explain = true };
        Dictionary<string, double> plain = (await SearchAsync(inquiry)).Hits.ToDictionary(Id, hit => hit.Score);
        Assert.Equal(plain["r1"], plain["r2"], 1.0);
        SearchAnswer recent = await SearchAsync(inquiry with { RecencyHalfLifeDays = 365 });
        Assert.Equal("r2", Id(recent.Hits[0]));
        Assert.Contains(recent.Hits[0].Explanation, line => line.EndsWith("for its date", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("云溪经开区 迎来 三家 新企业")]
    [InlineData("谁在经开区办企业")]
    [InlineData("陶坊 水磨 窑炉")] // 窑 of 窑火 stands for it.
    [InlineData("\"经开区\" 企业")]
    [InlineData("青石桥灯会 2021年")]
    [InlineData("竹筏")]
    [InlineData("集市巡礼")]
    public async Task What_an_explanation_says_adds_up_to_the_score(string query)
    {
        foreach (int days in (int[])[0, 100])
        {
            SearchAnswer answer = await SearchAsync(new SearchInquiry { Query = query, Explain = true, RecencyHalfLifeDays = days });
            Assert.NotEmpty(answer.Hits);
            foreach (ArticleHit hit in answer.Hits)
            {
                double score = 0;
                foreach (string line in hit.Explanation)
                {
                    Match match = Line().Match(line);
                    Assert.True(match.Success, line);
                    double value = double.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
                    if (match.Groups["sign"].Value == "×") score *= value;
                    else if (match.Groups["sign"].Value == "= ") Assert.Equal(hit.Score, value, 0.01);
                    else score += value;
                }

                // Every line is rounded to hundredths.
                Assert.Equal(hit.Score, score, 0.03 + (0.02 * hit.Explanation.Count) + (0.01 * hit.Score));
            }
        }
    }

    [Theory]
    [InlineData("灯会 (青石桥", 3)]
    [InlineData("灯会（青石桥）", 2)]
    [InlineData("灯会 OR", 3)]
    [InlineData("栏位:青石桥", 0)]
    public async Task Strictly_read_a_sign_without_sense_is_an_error_with_its_place(string query, int position)
    {
        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => SearchAsync(new SearchInquiry { Query = query, Strict = true }));
        Assert.Contains($"(position {position + 1})", refused.Message, StringComparison.Ordinal);
        await SearchAsync(new SearchInquiry { Query = query });
    }

    [Fact]
    public async Task Strictly_read_every_word_must_be_there()
    {
        Assert.Equal(2, (await SearchAsync(new SearchInquiry { Query = "茶馆 算力" })).Total);
        Assert.Equal(0, (await SearchAsync(new SearchInquiry { Query = "茶馆 算力", Strict = true })).Total);
        Assert.Equal(["s3"], (await SearchAsync(new SearchInquiry { Query = "河湾 算力", Strict = true })).Hits.Select(Id));
    }

    [Fact]
    public async Task A_long_text_finds_by_its_most_telling_words()
    {
        string text = string.Join(' ', Enumerable.Range(0, 1_800).Select(i => $"x{i}")) + " 茶馆";
        Assert.InRange(text.Length, 9_000, 10_000);
        Assert.Equal(["s4"], (await SearchAsync(new SearchInquiry { Query = text })).Hits.Select(Id));
    }

    private static IEnumerable<string> Marked(ArticleHit hit) => hit.Highlights.SelectMany(p => p.Segments).Where(s => s.Matched).Select(s => s.Text);

    private static string Id(ArticleHit hit) => hit.Logged.Article.Id;

    private static Article Make(string id, string date, string headline, string body) => new() { Id = id, Newspaper = "云溪日报", Date = date, Page = "A01", Headline = headline, Paragraphs = [body] };

    private async Task PutAsync(params Article[] articles)
    {
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }

    private Task<SearchAnswer> SearchAsync(SearchInquiry inquiry) => fixture.Engine.SearchAsync(inquiry, default);

    [GeneratedRegex("^(?<sign>×|\\+|= |)(?<value>[0-9.]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
