using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Storage;

public sealed class IntegrityRoundsTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_log_that_rots_raises_an_alarm_before_anybody_asks_for_the_article_and_the_rest_is_served()
    {
        await using (SearchEngine engine = await OpenAsync(TimeSpan.FromDays(1))) await PutAsync(engine, "a-1", "a-2");
        LogSchema.ReleaseReaders(LogFile);
        using (SqliteConnection raw = new($"Data Source={LogFile};Pooling=False"))
        {
            raw.Open();
            LogSchema.Execute(raw, "UPDATE log SET body = CAST(replace(CAST(body AS TEXT), '通车', '通军') AS BLOB) WHERE article_id = 'a-1'");
        }

        await using SearchEngine opened = await OpenAsync(TimeSpan.Zero);
        while (!opened.GetStatus().Alarms.Any(a => a.Contains("the article log is damaged", StringComparison.Ordinal) && a.Contains("(article a-1)", StringComparison.Ordinal))) await Task.Delay(20);

        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => opened.GetArticleAsync("a-1", default));
        Assert.Equal(EngineFailure.DataLoss, refused.Failure);
        Assert.Equal("a-2", (await opened.GetArticleAsync("a-2", default))!.Article.Id);
        Assert.False((await opened.VerifyAsync(default)).Ok);
    }

    [Fact]
    public async Task A_log_that_ends_before_its_index_has_lost_entries_and_the_operator_hears_of_it()
    {
        await using (SearchEngine engine = await OpenAsync(TimeSpan.FromDays(1))) await PutAsync(engine, "a-1");
        byte[] earlier = await File.ReadAllBytesAsync(LogFile);
        await using (SearchEngine engine = await OpenAsync(TimeSpan.FromDays(1))) await PutAsync(engine, "a-2");
        await File.WriteAllBytesAsync(LogFile, earlier);

        await using SearchEngine opened = await OpenAsync(TimeSpan.FromDays(1));

        Assert.Contains(opened.GetStatus().Alarms, a => a.Contains("the log has lost entries", StringComparison.Ordinal));
        Assert.Equal(1, (await opened.SearchAsync(new SearchInquiry { Query = "通车" }, default)).Total);
        Assert.True((await opened.VerifyAsync(default)).Ok);
    }

    private string LogFile => Path.Combine(directory.Path, "log", "articles.db");

    private static async Task PutAsync(SearchEngine engine, params string[] ids)
    {
        (_, long sequence) = await engine.PutArticlesAsync([.. ids.Select(id => new Article { Id = id, Headline = "桥", Paragraphs = [$"{id}:云溪大桥昨日通车。"] })], false, default);
        await engine.WaitForSequenceAsync(sequence, default);
    }

    private async Task<SearchEngine> OpenAsync(TimeSpan firstCheck)
    {
        SearchEngine engine = SearchEngine.Open(
            new EngineOptions
            {
                DataDirectory = directory.Path,
                DictionariesDirectory = Path.Combine(EngineFixture.Checkout, "index", "dictionaries"),
                ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config"),
                FirstCheck = firstCheck,
            },
            NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady || engine.ListReindexes().Any(r => r.EndedAt is null)) await Task.Delay(20);
        return engine;
    }
}
