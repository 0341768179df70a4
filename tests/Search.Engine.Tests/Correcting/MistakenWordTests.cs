namespace Search.Engine.Tests.Correcting;

/// <summary>Words that exist but were hardly meant, over articles that have both the word and the one that is like it.</summary>
public sealed class MistakenWordTests : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();

    [Theory]
    [InlineData("国家权利机关", "国家权力机关", CorrectionKind.Sound)]
    [InlineData("云溪 会意 开幕", "云溪 会议 开幕", CorrectionKind.Sound)]
    [InlineData("开幕 云溪会意", "开幕 云溪会议", CorrectionKind.Sound)]
    [InlineData("会意 开幕 -延期", "会议 开幕 -延期", CorrectionKind.Sound)]
    public async Task A_known_word_that_stands_with_the_others_nowhere_is_held_against_one_that_does(string typed, string meant, CorrectionKind kind)
    {
        SearchAnswer answer = await SearchAsync(typed);
        Assert.True(answer.Total > 0);
        Correction? first = answer.Corrections.FirstOrDefault();
        Assert.Equal((meant, kind), (first?.Query, first?.Kind));
    }

    [Fact]
    public async Task Only_the_character_that_differs_is_marked()
    {
        Correction correction = (await SearchAsync("国家权利机关")).Corrections[0];
        Assert.Equal([new PassageSegment("国家权", false), new PassageSegment("力", true), new PassageSegment("机关", false)], correction.Segments);
    }

    [Theory]
    [InlineData("国家权力机关")]
    [InlineData("公民权利")] // it stands so
    [InlineData("权利 公民")]
    [InlineData("会意 一笑")]
    [InlineData("会意")] // nothing speaks against it
    [InlineData("权利 开幕")] // neither stands with it
    [InlineData("云溪 OR 会意")] // alternatives need not stand together
    [InlineData("会意 -开幕")] // what is left out does not stand beside it
    public async Task A_right_query_is_left_alone(string query) => Assert.Empty((await SearchAsync(query)).Corrections);

    private Task<SearchAnswer> SearchAsync(string query) => fixture.Engine.SearchAsync(new SearchInquiry { Query = query }, default);

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        Article[] articles =
        [
            .. Enumerable.Range(1, 6).Select(i => Make($"m{i}", $"云溪会议第{i}天开幕", "代表们在会议上发言。")),
            .. Enumerable.Range(1, 5).Select(i => Make($"p{i}", $"国家权力机关之{i}", "国家权力机关依法监督。")),
            .. Enumerable.Range(1, 12).Select(i => Make($"c{i}", $"公民权利讲座之{i}", "公民权利受到保护，老师会意一笑。")),
            .. Enumerable.Range(1, 12).Select(i => Make($"o{i}", $"街区见闻之{i}", "志愿者引导读者入馆借阅图书，市民周末踊跃报名。")),
        ];
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    private static Article Make(string id, string headline, string body) =>
        new() { Id = id, Newspaper = "云溪日报", Date = "2021-05-01", Page = "A02", Headline = headline, Paragraphs = [body] };
}
