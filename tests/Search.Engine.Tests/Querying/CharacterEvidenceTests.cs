using System.Globalization;

namespace Search.Engine.Tests.Querying;

/// <summary>Characters of a word that an article lacks count beside the query's words that it has: as parts of the word, once, and only where nothing says otherwise what they stand in.</summary>
public sealed class CharacterEvidenceTests : IAsyncLifetime
{
    private const string Line = "of words it lacks";

    /// <summary>Longer than a passage.</summary>
    private const string Filler = "春天大家上山采茶,夏天下河捕鱼,秋天晒谷打枣,冬天围着火塘编竹筐,日子过得不紧不慢,把老屋修成客栈,把荒坡种成果园,把旧窑改成茶馆,逢集的时候人来人往。";

    private readonly EngineFixture fixture = new();

    [Fact]
    public async Task The_article_with_a_character_of_the_lacking_word_comes_first_and_says_which()
    {
        IReadOnlyList<ArticleHit> hits = await SearchAsync("山口 村道 雪灾");
        Assert.Equal("c1", hits[0].Logged.Article.Id);
        Assert.Contains("“雪”", Assert.Single(hits[0].Explanation, Says), StringComparison.Ordinal);
        Assert.DoesNotContain(hits.Single(hit => hit.Logged.Article.Id == "c2").Explanation, Says);
    }

    [Fact]
    public async Task A_word_that_no_article_has_has_characters_too()
    {
        IReadOnlyList<ArticleHit> hits = await SearchAsync("山口 扫雪");
        Assert.Equal("c1", hits[0].Logged.Article.Id);
        Assert.Contains("“雪”", Assert.Single(hits[0].Explanation, Says), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("section:体育 决赛", "a1")] // The section is the article's, whatever its text says.
    [InlineData("section:体育 体育 决赛", "a2")] // As a plain word it is in the text.
    [InlineData("学生 学校 食堂", "b1")] // 学 stands in 学生, which counts already.
    [InlineData("水磨 雪灾 暴雨", "w1")] // Far from any word of the query.
    [InlineData("渡口 船票 洪水", "k1")] // The article has the word, above its headline.
    [InlineData("渡口 船票 洪水", "k2")] // Below it.
    public async Task Nothing_is_gained(string query, string id)
    {
        ArticleHit hit = (await SearchAsync(query)).Single(hit => hit.Logged.Article.Id == id);
        Assert.DoesNotContain(hit.Explanation, Says);
    }

    [Fact]
    public async Task A_character_that_a_word_repeats_is_one_part_of_it()
    {
        Assert.Equal(await GainAsync("灯笼 星光", "l1"), await GainAsync("灯笼 星星", "l1"), 0.02);
    }

    [Fact]
    public async Task A_character_of_several_lacking_words_stands_for_one()
    {
        Assert.Single((await SearchAsync("食堂 学生 学校")).Single(hit => hit.Logged.Article.Id == "b2").Explanation, line => line.Contains("“学”, " + Line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_of_three_have_every_article_once_in_the_order_of_one_page()
    {
        string[] all = [.. (await SearchAsync("山口 村道 雪灾 学生 食堂 灯笼")).Select(hit => hit.Logged.Article.Id)];
        List<string> paged = [];
        string token = "";
        do
        {
            SearchAnswer page = await fixture.Engine.SearchAsync(new SearchInquiry { Query = "山口 村道 雪灾 学生 食堂 灯笼", PageSize = 3, PageToken = token, UnfoldReprints = true }, default);
            paged.AddRange(page.Hits.Select(hit => hit.Logged.Article.Id));
            Assert.Equal(page.Hits.Select(hit => hit.Score).OrderDescending(), page.Hits.Select(hit => hit.Score));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal(all, paged);
        Assert.True(all.Length > 12, "a page more than the first ten articles is needed to show anything");
    }

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        Article[] articles =
        [
            Make("c1", "村里消息", "山口的积雪清理到夜里,村道今早通行。"),
            Make("c2", "村里消息", "山口的护栏清点到夜里,村道今早通行。"),
            Make("k1", "村里消息", "渡口的水位标尺换了新的,船票还是老价钱。") with { Kicker = "洪水之后" },
            Make("k2", "村里消息", "渡口的水位已经看过,船票后天开卖。") with { Subhead = "洪水过去三天" },
            Make("c3", "农业保险", "雪灾保险今年开办,暴雨也在其中。"),
            Make("a1", "村里消息", "决赛在县城举行,大家体会到教育的好处。") with { Section = "体育" },
            Make("a2", "村里消息", "体育馆里举行决赛,大家体会到体育和教育的好处。") with { Section = "体育" },
            Make("b1", "村里消息", "学生在食堂吃饭。"),
            Make("b2", "村里消息", "食堂在大学路边上。"),
            Make("b3", "村里消息", "学校放假。"),
            Make("w1", "村里消息", "水磨在村口转动。" + Filler + "雪白的石头,暴风过后,雨伞都收了。"),
            Make("l1", "村里消息", "灯笼挂在村口,这个星期都亮着。"),
            Make("l2", "山里的夜", "星星在天上。"),
            Make("l3", "山里的夜", "星光照着小路。"),
            .. Enumerable.Range(0, 8).Select(i => Make($"f{i}", "灯笼铺", $"第{i + 2}家灯笼铺开张。")),
        ];
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    private static Article Make(string id, string headline, string body) => new() { Id = id, Newspaper = "云溪日报", Date = "2021-03-04", Headline = headline, Paragraphs = [body] };

    private static bool Says(string line) => line.Contains(Line, StringComparison.Ordinal);

    private async Task<double> GainAsync(string query, string id)
    {
        string line = Assert.Single((await SearchAsync(query)).Single(hit => hit.Logged.Article.Id == id).Explanation, Says);
        return double.Parse(line[1..line.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<ArticleHit>> SearchAsync(string query) =>
        (await fixture.Engine.SearchAsync(new SearchInquiry { Query = query, Explain = true, PageSize = 50, UnfoldReprints = true }, default)).Hits;
}
