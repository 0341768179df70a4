using CsCheck;

namespace Search.Engine.Tests.Suggesting;

/// <summary>Completions over one engine with a few invented articles.</summary>
public sealed class SuggestTests(SuggestEngine engine) : IClassFixture<SuggestEngine>
{
    private static readonly string[] Typed = ["云溪大桥", "林小舟", "图书馆延长", "yun", "yxdq", "tushuguan", "云xi", "nba", "大qiao"];

    private readonly EngineFixture fixture = engine.Fixture;

    [Fact]
    public async Task Names_and_titles_come_before_headlines_and_the_latest_headline_first()
    {
        Assert.Equal(["云溪时报", "云中鹤", "云溪大桥夜景引客来", "云溪大桥建成通车", "NBA球星到访云溪"], await TextsAsync("云"));
        Assert.Equal(["云溪大桥夜景引客来", "云溪大桥建成通车"], await TextsAsync("云溪大"));
    }

    [Fact]
    public async Task A_headline_is_completed_from_any_of_its_words()
    {
        Suggestion suggestion = Assert.Single(await SuggestAsync("大桥夜"));
        Assert.Equal([new PassageSegment("云溪", false), new PassageSegment("大桥夜", true), new PassageSegment("景引客来", false)], suggestion.Segments);
        Assert.Equal(("s3", 1, SuggestionKind.Headline), (suggestion.ArticleId, suggestion.ArticleCount, suggestion.Kind));
    }

    [Fact]
    public async Task A_headline_printed_twice_is_one_suggestion_of_its_latest_article()
    {
        Article[] printed = [Make("d1", "河湾晚报", "2020-01-02", "码头恢复夜航", "甲"), Make("d2", "河湾晚报", "2020-01-03", "码头恢复夜航", "甲")];
        await PutAsync(printed);
        Suggestion suggestion = Assert.Single(await SuggestAsync("码头"));
        Assert.Equal(("d2", 2), (suggestion.ArticleId, suggestion.ArticleCount));
        await DeleteAsync("d2");
        suggestion = Assert.Single(await SuggestAsync("码头"));
        Assert.Equal(("d1", 1), (suggestion.ArticleId, suggestion.ArticleCount));
        await DeleteAsync("d1");
        Assert.Empty(await SuggestAsync("码头"));
        await PutAsync(printed[0]);
        Assert.Single(await SuggestAsync("码头"));
    }

    [Fact]
    public async Task A_corrected_headline_replaces_the_old_one()
    {
        await PutAsync(Make("r1", "云溪时报", "2022-03-05", "旧货市场开张", "甲"));
        await PutAsync(Make("r1", "云溪时报", "2022-03-05", "水产市场开张", "甲"));
        Assert.Empty(await SuggestAsync("旧货"));
        Assert.Equal(["水产市场开张"], await TextsAsync("水产"));
    }

    [Fact]
    public async Task Names_are_counted_by_article() =>
        Assert.Equal(("林小舟", 3L, SuggestionKind.Name), (await SuggestAsync("林小")).Select(s => (s.Text, s.ArticleCount, s.Kind)).Single());

    [Fact]
    public async Task Width_case_and_white_space_do_not_matter()
    {
        Assert.Equal(["NBA球星到访云溪"], await TextsAsync("ｎｂａ 球"));
        Assert.Equal(["云溪大桥建成通车"], await TextsAsync("云溪大桥　建"));
        Assert.Equal(["云溪大桥夜景引客来"], await TextsAsync("雲溪大橋夜"));
    }

    [Theory]
    [InlineData("yun xi da qiao y", "云溪大桥夜景引客来")]
    [InlineData("yunxidaqiaoy", "云溪大桥夜景引客来")]
    [InlineData("yxdqy", "云溪大桥夜景引客来")]
    [InlineData("云xidaqiaoy", "云溪大桥夜景引客来")]
    [InlineData("云溪dqy", "云溪大桥夜景引客来")]
    [InlineData("yunxi大桥夜", "云溪大桥夜景引客来")]
    [InlineData("daqiaoyejin", "云溪大桥夜景引客来")]
    [InlineData("YUNXIDQY", "云溪大桥夜景引客来")]
    [InlineData("tushuguanyanch", "图书馆延长开放时间")]
    [InlineData("tushuguanyanzhang", "图书馆延长开放时间")]
    [InlineData("linxiaozhou", "林小舟")]
    [InlineData("lxz", "林小舟")]
    [InlineData("linxzh", "林小舟")]
    [InlineData("nbaqiux", "NBA球星到访云溪")]
    [InlineData("nongmao", "农贸市场改造完工")]
    public async Task Pinyin_and_initials_complete_too(string typed, string text) => Assert.Equal([text], await TextsAsync(typed));

    [Fact]
    public async Task Hanzi_never_complete_what_only_sounds_alike()
    {
        Assert.Empty(await SuggestAsync("运溪"));
        Assert.Empty(await SuggestAsync("途书"));
    }

    [Fact]
    public async Task Whole_syllables_come_before_initials()
    {
        await PutAsync(Make("x1", "云溪时报", "2020-01-01", "先锋榜样", "甲"), Make("x2", "云溪时报", "2023-01-01", "西安来客", "甲"), Make("x3", "云溪时报", "2024-01-01", "小暗河", "甲"));
        Assert.Equal(["西安来客", "先锋榜样"], await TextsAsync("xian"));
        Assert.Equal(["西安来客", "小暗河"], (await TextsAsync("xi'an")).Concat(await TextsAsync("xiaoan")));
    }

    [Fact]
    public async Task Letters_mark_the_characters_they_spell()
    {
        Suggestion suggestion = Assert.Single(await SuggestAsync("dqye"));
        Assert.Equal([new PassageSegment("云溪", false), new PassageSegment("大桥夜", true), new PassageSegment("景引客来", false)], suggestion.Segments);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u3000")]
    [InlineData("'")]
    [InlineData("😀")]
    [InlineData("\ud83d")]
    [InlineData("龘")]
    [InlineData("%_*")]
    public async Task What_completes_nothing_gives_nothing(string prefix) => Assert.Empty(await SuggestAsync(prefix));

    [Fact]
    public void Limits_are_told_by_their_field()
    {
        Assert.Equal("prefix", Assert.Throws<EngineException>(() => { _ = fixture.Engine.SuggestAsync(new SuggestInquiry(new string('云', 201), 0), default); }).Field);
        Assert.Equal("limit", Assert.Throws<EngineException>(() => { _ = fixture.Engine.SuggestAsync(new SuggestInquiry("云", 51), default); }).Field);
    }

    [Fact]
    public async Task Suggestions_outlive_a_reindex_and_a_restart()
    {
        await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id);
        await engine.WaitAsync();
        Assert.Equal(["农贸市场改造完工"], await TextsAsync("农贸"));
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
        await engine.WaitAsync();
        Assert.Equal(["农贸市场改造完工"], await TextsAsync("农贸"));
    }

    [Fact]
    public void Segments_join_to_the_text_and_mark_what_was_typed() =>
        Gen.Select(Gen.Int[0, Typed.Length - 1].Select(i => Typed[i]), Gen.Int[1, 9], Gen.Int[1, 20]).Sample(
            (typed, length, limit) =>
            {
                string prefix = typed[..Math.Min(length, typed.Length)];
                IReadOnlyList<Suggestion> suggestions = fixture.Engine.SuggestAsync(new SuggestInquiry(prefix, limit), default).GetAwaiter().GetResult();
                Assert.True(suggestions.Count <= limit);
                Assert.Equal(suggestions.Count, suggestions.Select(s => s.Text).Distinct().Count());
                foreach (Suggestion suggestion in suggestions)
                {
                    Assert.Equal(suggestion.Text, string.Concat(suggestion.Segments.Select(s => s.Text)));
                    Assert.NotEmpty(Assert.Single(suggestion.Segments, s => s.Matched).Text);
                    Assert.True(suggestion.ArticleCount > 0);
                }
            },
            iter: 300);

    private async Task<IReadOnlyList<Suggestion>> SuggestAsync(string prefix) => await fixture.Engine.SuggestAsync(new SuggestInquiry(prefix, 0), default);

    private async Task<string[]> TextsAsync(string prefix) => [.. (await SuggestAsync(prefix)).Select(s => s.Text)];

    private Task PutAsync(params Article[] articles) => engine.PutAsync(articles);

    private async Task DeleteAsync(string id)
    {
        await fixture.Engine.DeleteArticleAsync(id, default);
        await engine.WaitAsync();
    }

    private static Article Make(string id, string newspaper, string date, string headline, string reporter) => SuggestEngine.Make(id, newspaper, date, headline, reporter);
}

/// <summary>One engine for all tests; those that change articles change their own.</summary>
public sealed class SuggestEngine : IAsyncLifetime
{
    public EngineFixture Fixture { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Fixture.ReadyAsync();
        await PutAsync(
            Make("s1", "云溪时报", "2021-03-04", "云溪大桥建成通车", "林小舟"),
            Make("s2", "云溪时报", "2022-03-05", "农贸市场改造完工", "林小舟"),
            Make("s3", "河湾晚报", "2023-01-02", "云溪大桥夜景引客来", "苏远山"),
            Make("s4", "河湾晚报", "2020-01-02", "图书馆延长开放时间", "林小舟"),
            Make("s6", "河湾晚报", "2020-01-04", "NBA球星到访云溪", "云中鹤"));
    }

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();

    public async Task PutAsync(params Article[] articles)
    {
        await Fixture.Engine.PutArticlesAsync(articles, force: true, default);
        await WaitAsync();
    }

    /// <summary>Until suggestions show what the log has.</summary>
    public async Task WaitAsync()
    {
        long head = Fixture.Engine.GetStatus().LogSequence;
        for (int i = 0; Fixture.Engine.SuggestionSequence < head; i++)
        {
            if (i > 3000) throw new TimeoutException("suggestions did not follow in 300 s");
            await Task.Delay(100);
        }
    }

    public static Article Make(string id, string newspaper, string date, string headline, string reporter) =>
        new() { Id = id, Newspaper = newspaper, Date = date, Page = "A01", Headline = headline, Paragraphs = ["正文一段。"], Bylines = [new Byline { Role = "记者", Names = [reporter] }] };
}
