using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Suggesting;

/// <summary>Past queries become suggestions only where that is switched on, and only what several asked.</summary>
public sealed class AskedQueriesTests
{
    [Fact]
    public void A_query_is_kept_when_enough_different_clients_asked_it()
    {
        AskedQueries asked = new(leastClients: 3);
        for (int i = 0; i < 10; i++) asked.Count("云溪大桥", "a", 5);
        asked.Count("云溪大桥", "b", 5);
        Assert.Empty(asked.Kept());
        asked.Count(" 云溪大桥\u3000", "c", 6);
        Assert.Equal([("云溪大桥", 6)], asked.Kept());
        asked.Count("云溪大桥", "d", 7);
        Assert.Equal([("云溪大桥", 7)], asked.Kept());
    }

    [Theory]
    [InlineData("云溪", "", 5)]
    [InlineData("云溪", "x", 0)]
    [InlineData("云", "x", 5)]
    public void Nameless_clients_failures_and_single_characters_do_not_count(string query, string client, long found)
    {
        AskedQueries asked = new(leastClients: 2);
        for (int i = 0; i < 5; i++) asked.Count(query, client.Length > 0 ? client + i : "", found);
        Assert.Empty(asked.Kept());
    }

    [Fact]
    public void What_waits_and_what_is_kept_are_bounded()
    {
        AskedQueries asked = new(leastClients: 2);
        for (int i = 0; i < 50_000; i++) asked.Count($"查询{i}", "a", 1);
        asked.Count("查询0", "b", 1); // forgotten meanwhile
        Assert.Empty(asked.Kept());
        for (int i = 0; i < 6_000; i++)
        {
            asked.Count($"问题{i}", "a", 1);
            asked.Count($"问题{i}", "b", 1);
        }

        Assert.Equal(5_000, asked.Kept().Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_query_of_several_clients_is_suggested_where_it_is_switched_on(bool on)
    {
        await using EngineFixture dictionaries = new();
        using TemporaryDirectory directory = new();
        await using SearchEngine engine = SearchEngine.Open(
            dictionaries.Options with { DataDirectory = directory.Path, SuggestQueries = on, SuggestQueriesClients = 2 }, NullLoggerFactory.Instance, TimeProvider.System);
        for (int i = 0; !engine.IsReady && i < 3000; i++) await Task.Delay(100);
        (_, long sequence) = await engine.PutArticlesAsync([new Article { Id = "q1", Headline = "老街茶馆", Paragraphs = ["评弹开演，座无虚席。"] }], force: false, default);
        await engine.WaitForSequenceAsync(sequence, default);
        foreach (string client in new[] { "a", "b" }) await engine.SearchAsync(new SearchInquiry { Query = "评弹开演", Client = client }, default);

        IReadOnlyList<Suggestion> suggestions = [];
        // A second round of the follower has seen everything when the headline is there and the query had its chance.
        for (int i = 0; i < 3000 && !(suggestions.Count > 0 || (!on && i > 15)); i++)
        {
            await Task.Delay(100);
            suggestions = await engine.SuggestAsync(new SuggestInquiry("pt", 0), default);
        }

        Assert.Equal(on ? [("评弹开演", SuggestionKind.Query, 1L)] : [], suggestions.Select(s => (s.Text, s.Kind, s.ArticleCount)));
    }
}
