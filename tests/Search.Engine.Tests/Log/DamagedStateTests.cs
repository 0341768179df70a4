using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Search.Engine.Tests.Log;

/// <summary>A damaged state or index does not make a put, a deletion or an erasure touch an article it was not asked for, nor an article be missing in silence.</summary>
public sealed class DamagedStateTests : IAsyncLifetime
{
    private const string Newspaper = "芦湾晚报", Date = "2023-03-01";

    private readonly TemporaryDirectory directory = new();
    private string[] front = [], back = [];
    private string other = "";

    private string Folder => directory.Path;

    public async ValueTask InitializeAsync()
    {
        await using SqliteArticleLog log = DamagedLog.Open(Folder);
        front = await PutAsync(log, "A01", 'a', Story("东堤栽树"), Story("渡口改道"));
        back = await PutAsync(log, "A02", 'b', Story("夜航恢复"));
        await PutAsync(log, "A01", 'c', Story("东堤栽树"), Story("渡口改道"));
        other = (await log.PutPagesAsync([Page("2023-03-02", "A01", 'd', Story("新桥通车"))], PutPolicy.Ordinary, default))[0].Articles[0].Id;
    }

    /// <summary>Who cannot read just now must not be told that the log is damaged, and restore a backup.</summary>
    [Fact]
    public void A_file_that_cannot_be_read_now_is_not_called_damaged()
    {
        EngineException busy = Assert.Throws<EngineException>(() => LogDamage.Guard<int>("articles.db", () => throw new SqliteException("locking protocol", 15)));
        Assert.Equal(EngineFailure.Unavailable, busy.Failure);
        Assert.Throws<ObjectDisposedException>(() => LogDamage.Guard<int>("articles.db", () => throw new ObjectDisposedException("connection")));
        EngineException damaged = Assert.Throws<EngineException>(() => LogDamage.Guard<int>("articles.db", () => throw new SqliteException("malformed", 11)));
        Assert.Equal(EngineFailure.DataLoss, damaged.Failure);
    }

    public ValueTask DisposeAsync()
    {
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_page_put_again_deletes_no_article_of_another_page_that_an_index_has_strayed_to()
    {
        FindInstead(front[1], of: back[0]);
        await using SqliteArticleLog log = DamagedLog.Open(Folder);
        long head = log.HeadSequence;
        await RefusedAsync(() => PutAsync(log, "A02", 'e', Story("夜航恢复正常")));
        Assert.Equal(head, log.HeadSequence);
        Assert.NotNull(log.GetArticle(front[1]));
    }

    [Fact]
    public async Task A_deleted_issue_takes_no_article_of_another_issue_with_it()
    {
        FindInstead(front[1], of: other);
        await using SqliteArticleLog log = DamagedLog.Open(Folder);
        await RefusedAsync(() => log.DeleteIssueAsync(Newspaper, "2023-03-02", default));
        Assert.NotNull(log.GetArticle(front[1]));
    }

    [Fact]
    public async Task A_deleted_issue_leaves_no_article_behind_that_its_index_does_not_find()
    {
        Stray("articles_by_page", "articles", "date", "'2023-03-09'", $"id = '{front[1]}'");
        await using SqliteArticleLog log = DamagedLog.Open(Folder);
        await RefusedAsync(() => log.DeleteIssueAsync(Newspaper, Date, default));
    }

    [Theory]
    [InlineData("the table")]
    [InlineData("its index")]
    public async Task An_erasure_leaves_no_source_of_the_page_behind_that_one_copy_of_them_does_not_name(string damaged)
    {
        const string First = "seq = (SELECT min(seq) FROM page_sources)";
        string source = new('a', 64);
        if (damaged == "its index") Stray("page_sources_twice", "page_sources", "date", "'2023-03-09'", First);
        else DamagedLog.ChangeBehind(Folder, "page_sources_twice", $"UPDATE page_sources SET date = '2023-03-09' WHERE {First}");
        await using SqliteArticleLog log = DamagedLog.Open(Folder);
        Assert.Contains((Newspaper, Date, source), log.ListSourceHistory());
        // The source cannot be taken out of copies that contradict each other.
        await RefusedAsync(() => log.EraseArticleAsync(front[0], "", [], default));
        Assert.NotNull(log.GetArticle(front[0]));
    }

    [Fact]
    public async Task What_a_damaged_page_hides_is_not_thrown_away_when_the_file_is_written_anew()
    {
        await using (SqliteArticleLog log = DamagedLog.Open(Folder))
            await log.PutArticlesAsync([.. Enumerable.Range(0, 300).Select(i => Story($"消息{i}") with { Id = $"m-{i}" })], PutPolicy.Ordinary, default);
        int size = (int)DamagedLog.Ask(Folder, "PRAGMA page_size"), root = ((int)DamagedLog.Ask(Folder, "SELECT rootpage FROM sqlite_schema WHERE name = 'log'") - 1) * size;
        byte[] whole = await File.ReadAllBytesAsync(DamagedLog.FileOf(Folder), default(CancellationToken)), damaged = [.. whole];
        Assert.Equal(5, damaged[root]); // an inner page of a table; the number of its children follows
        Span<byte> children = damaged.AsSpan(root + 3, 2);
        BinaryPrimitives.WriteUInt16BigEndian(children, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(children) - 2));
        await File.WriteAllBytesAsync(DamagedLog.FileOf(Folder), damaged, default(CancellationToken));

        await using (SqliteArticleLog log = DamagedLog.Open(Folder)) await RefusedAsync(() => log.PurgeAsync(default));

        byte[] after = await File.ReadAllBytesAsync(DamagedLog.FileOf(Folder), default(CancellationToken));
        whole.AsSpan(root + 3, 2).CopyTo(after.AsSpan(root + 3));
        await File.WriteAllBytesAsync(DamagedLog.FileOf(Folder), after, default(CancellationToken));
        await using SqliteArticleLog mended = DamagedLog.Open(Folder);
        Assert.Empty(mended.Verify(default));
        Assert.Equal(mended.HeadSequence, mended.Read(0, int.MaxValue, currentOnly: false).Count);
    }

    [Theory]
    [InlineData("UPDATE head SET seq = seq + 64")]
    [InlineData("UPDATE head SET seq = seq - 1")]
    [InlineData("DELETE FROM head")]
    public void A_log_whose_head_is_not_its_last_entry_is_not_written_on(string damage)
    {
        DamagedLog.Change(Folder, damage);
        Assert.Equal(EngineFailure.DataLoss, Assert.Throws<EngineException>(() => DamagedLog.Open(Folder)).Failure);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_change_of_the_user_words_that_the_index_does_not_find_is_missed(int version)
    {
        await using (SqliteArticleLog log = DamagedLog.Open(Folder))
        {
            foreach (string word in (string[])["三号洲", "水杉林", "泠渡桥"]) await log.ChangeUserWordsAsync(new UserWordChange { Added = [word] }, default);
            await log.ChangeUserWordsAsync(new UserWordChange { Removed = ["三号洲"] }, default);
            Assert.Equal(4, log.ReadUserWordChanges().Count);
        }

        Stray("sqlite_autoindex_log_1", "log", "article_id", "'m-9'", $"version = {version} AND article_id = ''", $"version = {version} AND article_id = 'm-9'");
        await using SqliteArticleLog damaged = DamagedLog.Open(Folder);
        await RefusedAsync(() => Task.FromResult(damaged.ReadUserWordChanges()));
    }

    [Theory]
    [InlineData("DELETE FROM articles WHERE id = $id")]
    [InlineData("UPDATE articles SET deleted = 1 WHERE id = $id")]
    public async Task An_article_is_not_said_to_be_gone_when_only_its_state_is(string damage)
    {
        DamagedLog.Change(Folder, damage.Replace("$id", $"'{back[0]}'", StringComparison.Ordinal));
        await using SqliteArticleLog log = DamagedLog.Open(Folder);
        await RefusedAsync(() => Task.FromResult(log.GetArticle(back[0])));
    }

    [Fact]
    public async Task An_erasure_or_a_deletion_is_not_told_that_an_article_never_was_when_only_its_state_is_gone()
    {
        DamagedLog.Change(Folder, $"DELETE FROM articles WHERE id = '{back[0]}'");
        await using SqliteArticleLog log = DamagedLog.Open(Folder);
        await RefusedAsync(() => Task.FromResult(log.ReadTexts(back[0])));
        await RefusedAsync(() => log.EraseArticleAsync(back[0], "", [], default));
        await RefusedAsync(() => log.DeleteArticleAsync(back[0], default));
    }

    [Fact]
    public async Task A_page_parsed_again_is_not_told_that_a_deleted_article_was_something_else()
    {
        await using (SqliteArticleLog log = DamagedLog.Open(Folder)) await log.DeleteArticleAsync(back[0], default);
        Stray("sqlite_autoindex_log_1", "log", "version", "9", $"article_id = '{back[0]}' AND version = 1", $"article_id = '{back[0]}' AND version = 9");
        await using SqliteArticleLog damaged = DamagedLog.Open(Folder);
        await RefusedAsync(() => damaged.PutPagesAsync([Page(Date, "A02", 'b', Story("夜航恢复"))], PutPolicy.Reparse, default));
    }

    /// <summary>Leaves a row as it is and another value in one of its indexes.</summary>
    private void Stray(string index, string table, string column, string value, string which, string? then = null)
    {
        string before = Guid.NewGuid().ToString("N");
        DamagedLog.Change(Folder, $"CREATE TABLE t{before} AS SELECT {column} AS kept FROM {table} WHERE {which}; UPDATE {table} SET {column} = {value} WHERE {which}");
        DamagedLog.ChangeBehind(Folder, index, $"UPDATE {table} SET {column} = (SELECT kept FROM t{before}) WHERE {then ?? which}; DROP TABLE t{before}");
    }

    /// <summary>Makes the index over pages name one article in place of another, as a flipped bit of an id does; it still names it where it belongs.</summary>
    private void FindInstead(string id, string of)
    {
        DamagedLog.Change(Folder, $"CREATE TABLE aside AS SELECT * FROM articles WHERE id = '{id}'; DELETE FROM articles WHERE id = '{id}'; UPDATE articles SET id = '{id}' WHERE id = '{of}'");
        DamagedLog.ChangeBehind(Folder, "articles_by_page", $"UPDATE articles SET id = '{of}' WHERE id = '{id}'");
        DamagedLog.Change(Folder, "INSERT INTO articles SELECT * FROM aside; DROP TABLE aside");
    }

    private static async Task RefusedAsync<T>(Func<Task<T>> call) => await RefusedAsync((Func<Task>)call);

    private static async Task RefusedAsync(Func<Task> call)
    {
        EngineException refusal = await Assert.ThrowsAsync<EngineException>(call);
        Assert.Equal(EngineFailure.DataLoss, refusal.Failure);
        Assert.Contains("articles.db", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string[]> PutAsync(SqliteArticleLog log, string page, char source, params Article[] articles) =>
        [.. (await log.PutPagesAsync([Page(Date, page, source, articles)], PutPolicy.Ordinary, default))[0].Articles.Select(a => a.Id)];

    private static LoggedPagePut Page(string date, string page, char source, params Article[] articles) =>
        new(new PagePut { Newspaper = Newspaper, Date = date, Page = page, Articles = articles }, new string(source, 64), "");

    private static Article Story(string headline) => new() { Headline = headline, Paragraphs = [string.Concat(Enumerable.Repeat($"{headline},由沿岸各村看护,来年开春再补种一次。", 40))] };
}
