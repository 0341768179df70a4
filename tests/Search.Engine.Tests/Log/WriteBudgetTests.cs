using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Log;

public sealed class WriteBudgetTests
{
    [Fact]
    public void What_others_hold_is_counted_until_it_is_given_back()
    {
        WriteBudget budget = new(100);
        IDisposable first = budget.Take(60);
        using (budget.Take(40)) Assert.Equal(EngineFailure.Overloaded, Assert.Throws<EngineException>(() => budget.Take(1)).Failure);
        Assert.Equal(1, budget.Refused);
        Assert.Throws<EngineException>(() => budget.Take(41));
        first.Dispose();
        first.Dispose();
        using (budget.Take(100)) Assert.Throws<EngineException>(() => budget.Take(1));
    }

    [Fact]
    public void A_put_larger_than_the_budget_is_taken_alone()
    {
        WriteBudget budget = new(100);
        using (budget.Take(1)) Assert.Throws<EngineException>(() => budget.Take(1_000));
        using (budget.Take(1_000)) Assert.Throws<EngineException>(() => budget.Take(1));
        budget.Take(100).Dispose();
    }

    [Fact]
    public async Task Puts_that_would_hold_too_much_while_the_log_is_slow_are_refused_and_taken_when_it_has_caught_up()
    {
        using TemporaryDirectory directory = new();
        EngineOptions options = new()
        {
            DataDirectory = directory.Path,
            DictionariesDirectory = Path.Combine(EngineFixture.Checkout, "index", "dictionaries"),
            ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config"),
            PendingWriteBytes = 1 << 20,
        };
        await using SearchEngine engine = SearchEngine.Open(options, NullLoggerFactory.Instance, TimeProvider.System);
        Task<(IReadOnlyList<PutReceipt> Articles, long)> article;
        Task<(IReadOnlyList<PagePutReceipt>, long)> page;
        using (SqliteConnection other = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.Path, "log", "articles.db"), Pooling = false }.ToString()))
        {
            other.Open();
            Execute(other, "BEGIN IMMEDIATE"); // the writer must wait for it
            article = engine.PutArticlesAsync([Article("长文", 300_000)], force: false, default);
            page = engine.PutPagesAsync([Page("A01", 300_000)], force: false, default);
            EngineException refused = await Assert.ThrowsAsync<EngineException>(() => engine.PutArticlesAsync([Article("再一篇", 100_000)], force: false, default));
            Assert.Equal(EngineFailure.Overloaded, refused.Failure);
            refused = await Assert.ThrowsAsync<EngineException>(() => engine.PutPagesAsync([Page("A02", 200_000)], force: false, default));
            Assert.Equal(EngineFailure.Overloaded, refused.Failure);
            Execute(other, "ROLLBACK");
        }

        Assert.Equal(PutOutcome.Added, (await article).Articles[0].Outcome);
        await page;
        (IReadOnlyList<PutReceipt> receipts, _) = await engine.PutArticlesAsync([Article("再一篇", 100_000)], force: false, default);
        Assert.Equal(PutOutcome.Added, receipts[0].Outcome);
        await Assert.ThrowsAsync<EngineException>(() => engine.PutArticlesAsync([new Article { Id = "没有文字" }], force: false, default));
        await engine.PutPagesAsync([Page("A02", 700_000)], force: false, default);
    }

    private static Article Article(string headline, int characters) => new() { Newspaper = "云溪日报", Date = "2021-05-06", Page = "A09", Headline = headline, Paragraphs = [new string('桥', characters)] };

    private static PagePut Page(string page, int bytes) => new()
    {
        Newspaper = "云溪日报",
        Date = "2021-05-06",
        Page = page,
        Articles = [new Article { Headline = "第" + page + "版" }],
        Source = new byte[bytes],
        FileName = page + ".txt",
    };

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // only constants come here
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
