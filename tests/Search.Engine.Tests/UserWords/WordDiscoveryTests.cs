namespace Search.Engine.Tests.UserWords;

/// <summary>New words found in texts of ours, made of invented names in many surroundings.</summary>
public sealed class WordDiscoveryTests
{
    private static readonly string[] Before = ["昨日", "本周", "近日", "雨后的", "春天里", "傍晚", "今年夏天", "热闹的", "新建的", "古老的"];
    private static readonly string[] After = ["传来喜讯", "办起集市", "热闹非常", "迎来客人", "添了新灯", "种下柳树", "正式开放", "又见炊烟", "变了模样", "通了公路"];

    [Fact]
    public async Task Unknown_words_and_names_are_found_and_their_fragments_and_phrases_are_not()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        List<Article> articles = [];
        for (int i = 0; i < 100; i++)
        {
            string place = $"{Before[i % 10]}青汀渡{After[i / 10]}。", plan = $"{Before[i / 10]}双苇工程{After[i % 10]}。";
            string person = i % 3 == 0 ? $"区委书记樊苇渠说，{After[i % 10]}。" : i % 3 == 1 ? $"记者看到，樊苇渠{After[i % 10]}。" : $"镇长樊苇渠介绍，{Before[i % 10]}{After[i / 10]}。";
            articles.Add(new Article { Id = $"d{i}", Headline = $"短讯{i}", Paragraphs = [place, plan, person], Bylines = [new Byline { Role = "记者", Names = [i % 2 == 0 ? "闫泠砚" : "柳小舟"] }] });
        }

        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
        IReadOnlyList<SuggestedUserWord> words = await fixture.Engine.SuggestUserWordsAsync(1_000, default);

        SuggestedUserWord Word(string word) => words.SingleOrDefault(w => w.Word == word) ?? throw new KeyNotFoundException($"{word} is not among {string.Join(' ', words.Select(w => w.Word))}");
        Assert.Equal((100, 100, false), (Word("青汀渡").Occurrences, Word("青汀渡").ArticleCount, Word("青汀渡").IsPerson));
        Assert.Equal((100, false), (Word("双苇工程").ArticleCount, Word("双苇工程").IsPerson));
        Assert.Equal((100, true), (Word("樊苇渠").ArticleCount, Word("樊苇渠").IsPerson));
        Assert.True(Word("闫泠砚").IsPerson);
        Assert.All(["青汀", "汀渡", "苇渠", "樊苇", "双苇", "书记樊苇渠", "樊苇渠说", "记者看到", "镇长"], fragment => Assert.DoesNotContain(words, w => w.Word == fragment));
        Assert.All(words, w => Assert.InRange(w.Confidence, 0, 1));
    }

    [Fact]
    public async Task Nothing_is_suggested_of_nothing_and_a_cancelled_request_ends()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        Assert.Empty(await fixture.Engine.SuggestUserWordsAsync(10, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Engine.SuggestUserWordsAsync(10, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Pieces_are_counted_exactly()
    {
        HanziText text = new();
        foreach (string paragraph in Enumerable.Range(0, 6).Select(i => $"甲乙丙甲乙{i}甲乙丙")) text.Add(new Article { Paragraphs = [paragraph] }, SteppedProjection.Dictionaries.Folding);
        int[] numbers = new int[text.Length];
        FrequentPieces one = FrequentPieces.OfUnits(text, numbers), two = FrequentPieces.Longer(one, text, numbers, 3, default), three = FrequentPieces.Longer(two, text, numbers, 3, default);

        Dictionary<string, (int Count, int Articles)> pieces = [];
        foreach (FrequentPieces level in new[] { two, three })
            for (int n = 0; n < level.Count; n++) pieces[text.Units.Slice(level.Position[n], level.Length).ToString()] = (level.Counts[n], level.Articles[n]);
        Assert.Equal((18, 6), pieces["甲乙"]);
        Assert.Equal((12, 6), pieces["甲乙丙"]);
        Assert.Equal((6, 6), pieces["丙甲"]);
        Assert.Equal((6, 6), pieces["乙0甲".Replace('0', HanziText.Foreign)]);
    }
}
