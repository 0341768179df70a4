namespace Search.Engine.Tests.Correcting;

/// <summary>Slips whose characters stand side by side in some article, and what is only nearly read alike.</summary>
public sealed class UnlikelyCharacterTests(UnlikelyCharacterEngine fixture) : IClassFixture<UnlikelyCharacterEngine>
{
    [Theory]
    [InlineData("高质量发张", "高质量发展")] // 发张 in three articles, 高质量发张 misprinted in one
    [InlineData("高质量发站", "高质量发展")] // in none
    [InlineData("茶园高质量发张", "茶园高质量发展")]
    [InlineData("一代一路", "一带一路")] // 代一 in three articles
    [InlineData("三你桥", "三里桥")] // 你 connects elsewhere
    [InlineData("紧急园区", "经济园区")] // a word nearly read alike, beside its neighbour
    [InlineData("紧急 园区", "经济 园区")] // and with it in one passage
    [InlineData("茶园经济袁区", "茶园经济园区")]
    public async Task What_hardly_stands_so_is_held_against_what_is_nearly_read_alike_and_stands_so_much_oftener(string typed, string meant)
    {
        SearchAnswer answer = await SearchAsync(typed);
        Correction? first = answer.Corrections.FirstOrDefault();
        Assert.Equal((meant, CorrectionKind.Sound), (first?.Query, first?.Kind));
    }

    [Theory]
    [InlineData("记者石垒")] // in three articles, though 记者石磊 in twenty
    [InlineData("石磊田禾")] // who names two people leaves out 和
    [InlineData("石磊石垒")] // 石石 stands in one article, which is no reason to leave out 磊
    [InlineData("高质量发展")]
    [InlineData("一带一路")]
    [InlineData("发张照片")]
    [InlineData("最美季")] // 最美基 stands in twenty articles, cut out of 最美基层
    [InlineData("紧急")]
    [InlineData("紧急 照片")] // neither stands with it
    public async Task A_right_query_is_left_alone(string query) => Assert.Empty((await SearchAsync(query)).Corrections);

    [Theory]
    [InlineData("高质量发张")]
    [InlineData("高质量发龘")]
    public async Task What_is_left_without_the_last_character_is_no_correction_unless_it_ends_with_a_word(string typed) =>
        Assert.DoesNotContain("高质量发", (await SearchAsync(typed)).Corrections.Select(correction => correction.Query));

    [Fact]
    public async Task What_no_article_says_is_not_offered_beside_what_articles_say() =>
        Assert.Equal(["采茶忙", "采茶"], (await SearchAsync("采茶茫")).Corrections.Select(correction => correction.Query)); // 茶芒 stands in one

    [Fact]
    public async Task A_word_with_a_character_too_many_behind_it_is_corrected() =>
        Assert.Equal("经济园区", (await SearchAsync("经济园区龘")).Corrections.FirstOrDefault()?.Query);

    private Task<SearchAnswer> SearchAsync(string query) => fixture.Engine.SearchAsync(new SearchInquiry { Query = query }, default);
}

/// <summary>One engine for all tests: none changes it.</summary>
public sealed class UnlikelyCharacterEngine : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();

    public SearchEngine Engine => fixture.Engine;

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        Article[] articles =
        [
            .. Enumerable.Range(1, 20).Select(i => Make($"d{i}", $"茶园高质量发展之{i}", "云溪共建一带一路，三里桥通车，记者石磊报道。")),
            .. Enumerable.Range(1, 12).Select(i => Make($"e{i}", $"茶园经济园区之{i}", "经济园区里采茶忙。")),
            .. Enumerable.Range(1, 80).Select(i => Make($"w{i}", $"渡口见闻之{i}", "一代人守护渡口，一路走来，遇到紧急情况也不慌。")),
            .. Enumerable.Range(1, 3).Select(i => Make($"p{i}", $"湖边见闻之{i}", "游人一代一代来，在网上发张照片，记者石垒报道。")),
            .. Enumerable.Range(1, 20).Select(i => Make($"b{i}", $"渡船班组之{i}", "寻找最美基层员工。")),
            Make("s1", "山花", "湖边进入最美季。"),
            Make("m1", "春茶", "茶农盼着高质量发张。"),
            Make("n2", "新茶", "摊上摆着茶芒果。"),
            Make("n1", "新书", "石磊和田禾到场，石石相叠。"),
        ];
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
        for (int i = 0; fixture.Engine.SuggestionSequence < sequence; i++)
        {
            if (i > 3000) throw new TimeoutException("suggestions did not follow in 300 s");
            await Task.Delay(100);
        }
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    private static Article Make(string id, string headline, string body) =>
        new() { Id = id, Newspaper = "云溪日报", Date = "2021-05-01", Page = "A02", Headline = headline, Paragraphs = [body] };
}
