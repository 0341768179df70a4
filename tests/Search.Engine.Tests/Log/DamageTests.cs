using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Search.Engine.Tests.Log;

/// <summary>
/// A log's file damaged at random places. Whatever it then answers is what was written, or an error that names the file; what is otherwise wrong, its check names.
/// SEARCH_DAMAGES says how many damages of each kind (60), SEARCH_SEED repeats a run.
/// </summary>
public sealed class DamageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("SEARCH_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    private static readonly int Damages = int.Parse(Environment.GetEnvironmentVariable("SEARCH_DAMAGES") ?? "60", CultureInfo.InvariantCulture);

    private readonly TemporaryDirectory directory = new();
    private readonly Random random = new(Seed);
    private readonly List<(string Name, Func<IArticleLog, object?> Read)> texts = [], others = [];
    private byte[] database = [], writeAhead = [];
    private long acknowledgedBefore;

    private string LogFile => Path.Combine(directory.Sub("whole"), "articles.db");

    public async ValueTask InitializeAsync()
    {
        output.WriteLine($"SEARCH_SEED={Seed}");
        await using SqliteArticleLog log = DamagedLog.Open(directory.Sub("whole"));
        await log.ChangeUserWordsAsync(new UserWordChange { Added = ["三号洲", "水杉林"] }, default);
        for (int i = 0; i < 12; i++)
        {
            PagePut page = new() { Newspaper = i % 2 == 0 ? "芦湾晚报" : "云溪日报", Date = $"2023-03-{1 + (i / 2):00}", Page = "A01", Section = "城事", FileName = $"{i}.txt", Articles = [Story($"第{i}号新闻", 30), Story($"第{i}号短讯", 3)] };
            await log.PutPagesAsync([new LoggedPagePut(page, new string((char)('a' + i), 64), "")], PutPolicy.Ordinary, default);
        }

        await log.PutArticlesAsync([.. Enumerable.Range(0, 40).Select(i => Story($"消息{i}", 1 + (i % 20)) with { Id = $"m-{i}", Newspaper = "芦湾晚报", Date = "2023-04-01", Page = "B02", Confidence = i % 5 == 0 ? 0.3 : 0 })], PutPolicy.Ordinary, default);
        await log.PutArticlesAsync([Story("消息三改", 4) with { Id = "m-3", Newspaper = "芦湾晚报", Date = "2023-04-01", Page = "B02" }], PutPolicy.Ordinary, default);
        await log.DeleteArticleAsync("m-5", default);
        await log.EraseArticleAsync("m-7", "", [], default);
        await log.DeleteIssueAsync("云溪日报", "2023-03-02", default);
        acknowledgedBefore = log.HeadSequence;
        await log.PutArticlesAsync([Story("倒数第二条", 3) with { Id = "last-but-one" }], PutPolicy.Ordinary, default);
        await log.PutArticlesAsync([Story("最后一条", 2) with { Id = "last" }], PutPolicy.Ordinary, default);
        // As a crash leaves them: the pages that no checkpoint has moved yet stand in the write-ahead log.
        database = Copy(LogFile);
        writeAhead = Copy(LogFile + "-wal");

        string[] ids = [.. log.ListArticles().Select(a => a.Id)];
        foreach (string id in ids)
        {
            texts.Add(($"article {id}", l => l.GetArticle(id)));
            texts.Add(($"texts of {id}", l => l.ReadTexts(id)));
        }

        texts.Add(("entries", l => l.Read(0, 1000, currentOnly: false)));
        // A superseded text more in a rebuild costs time only: the later entry is applied after it.
        texts.Add(("what a rebuild ends with", l => l.Read(0, 1000, currentOnly: true).GroupBy(e => e.ArticleId).Select(entries => entries.Last()).OrderBy(e => e.Sequence)));
        texts.Add(("changes of words", l => l.ReadUserWordChanges()));
        foreach (NewspaperSummary newspaper in log.ListNewspapers())
        {
            others.Add(($"issues of {newspaper.Name}", l => l.ListIssues(newspaper.Name, 0, 100)));
            foreach (IssueSummary issue in log.ListIssues(newspaper.Name, 0, 100))
            {
                others.Add(($"issue {newspaper.Name} {issue.Date}", l => l.GetIssue(newspaper.Name, issue.Date)));
                others.Add(($"source {newspaper.Name} {issue.Date}", l => l.GetSource(newspaper.Name, issue.Date, "A01")));
            }
        }

        others.AddRange(
        [
            ("newspapers", l => l.ListNewspapers()), ("number of articles", l => l.CountArticles()), ("states", l => l.ListArticles().Select(a => $"{a}").ToArray()), ("words", l => l.ListUserWords()),
            ("sources", l => l.ListSources()), ("sources before", l => l.ListSourceHistory().Select(s => $"{s}").ToArray()), ("erased sources", l => l.ListErasedSources()),
            ("unfinished erasures", l => l.ListUnfinishedErasures().Select(e => $"{e}").ToArray()), ("unsure", l => l.ListLowConfidence(0.5, 100)), ("head", l => l.HeadSequence),
        ]);
    }

    public ValueTask DisposeAsync()
    {
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("a flipped bit")]
    [InlineData("a lost sector")]
    [InlineData("a cut file")]
    public async Task A_damaged_database_says_so_and_never_gives_a_wrong_text(string kind)
    {
        byte[] whole = await CheckpointedAsync();
        Dictionary<string, string> written = await ReadAllAsync(whole, []);
        int refused = 0, named = 0, harmless = 0;
        for (int i = 0; i < Damages; i++)
        {
            (byte[] damaged, string where) = Damage(whole, kind);
            string folder = Lay(damaged, []);
            if (OpenUnlessRefused(folder, where) is not { } log)
            {
                refused++;
                continue;
            }

            await using (log)
            {
                IReadOnlyList<string> problems = log.Verify(default);
                bool differs = false, failed = false;
                foreach ((string name, Func<IArticleLog, object?> read) in texts.Concat(others))
                {
                    string? answer = Answer(log, read, where, name);
                    failed |= answer is null;
                    if (answer is null || answer == written[name]) continue;
                    differs = true;
                    // A damaged catalog may list less or other than it did, which the check says; a text, or that there is none, is right or is not given.
                    Assert.False(texts.Any(t => t.Name == name), $"{where}: {name} is now {answer}");
                }

                Assert.True(problems.Count > 0 || !differs, $"{where}: the check finds nothing, but an answer is another");
                if (problems.Count > 0 || failed) named++;
                else harmless++;
            }
        }

        output.WriteLine($"{kind}: {Damages} times; not opened {refused}, named {named}, without effect {harmless}");
        Assert.True(refused + named > 0, "no damage was ever noticed: the test damages nothing");
    }

    [Theory]
    [InlineData("a flipped bit")]
    [InlineData("a lost sector")]
    public async Task What_is_written_to_a_damaged_database_changes_nothing_else_and_is_there_when_it_is_acknowledged(string kind)
    {
        byte[] whole = await CheckpointedAsync();
        LogEntry[] before;
        string[] page, issue;
        await using (SqliteArticleLog log = DamagedLog.Open(Lay(whole, [])))
        {
            before = [.. log.Read(0, 1000, currentOnly: false)];
            page = [.. log.GetIssue("芦湾晚报", "2023-03-01")!.Pages.SelectMany(p => p.Articles).Select(a => a.Article.Id)];
            issue = [.. log.GetIssue("云溪日报", "2023-03-04")!.Pages.SelectMany(p => p.Articles).Select(a => a.Article.Id)];
        }

        Article[] paged = [Story("第0号新闻", 31), Story("第0号短讯", 3)], single = [Story("消息四改", 4) with { Id = "m-4", Newspaper = "芦湾晚报", Date = "2023-04-01", Page = "B02" }, Story("新消息", 5) with { Id = "n-1" }];
        HashSet<string> known = [.. before.Select(e => e.ArticleId)], put = [.. page, "m-4", "n-1"], deleted = [.. page, .. issue, "m-6"];
        int refused = 0, done = 0;
        for (int i = 0; i < Damages; i++)
        {
            (byte[] damaged, string where) = Damage(whole, kind);
            string folder = Lay(damaged, []);
            if (OpenUnlessRefused(folder, where) is not { } log)
            {
                refused++;
                continue;
            }

            await using (log)
            {
                List<(PutReceipt Receipt, string Headline)> acknowledged = [];
                bool issueGone = false, erased = false;
                long gone = 0;
                await TryAsync(async () => acknowledged.AddRange((await log.PutPagesAsync(
                    [new LoggedPagePut(new PagePut { Newspaper = "芦湾晚报", Date = "2023-03-01", Page = "A01", Section = "城事", FileName = "0.txt", Articles = paged }, new string('z', 64), "")], PutPolicy.Ordinary, default))[0]
                    .Articles.Zip(paged.Select(a => a.Headline))));
                foreach (Article article in single)
                    await TryAsync(async () => acknowledged.Add(((await log.PutArticlesAsync([article], PutPolicy.Ordinary, default))[0], article.Headline)));
                await TryAsync(async () => gone = await log.DeleteArticleAsync("m-6", default));
                await TryAsync(async () => issueGone = (await log.DeleteIssueAsync("云溪日报", "2023-03-04", default)).DeletedIds.Count > 0);
                await TryAsync(async () => erased = (await log.EraseArticleAsync("m-8", "", [], default)).Entries > 0);

                IReadOnlyList<LogEntry> after;
                try
                {
                    after = log.Read(0, 1000, currentOnly: false);
                }
                catch (EngineException refusal) when (refusal.Failure == EngineFailure.DataLoss)
                {
                    continue;
                }

                foreach ((LogEntry was, LogEntry now) in before.Zip(after))
                    Assert.True(JsonSerializer.Serialize(was) == JsonSerializer.Serialize(now) || (was.ArticleId == "m-8" && now is { ArticleId: "m-8", Body: null }), $"{where}: entry {was.Sequence} is another");
                foreach (LogEntry added in after.Skip(before.Length))
                {
                    bool meant = added.Operation switch
                    {
                        LogOperation.Put => put.Contains(added.ArticleId) || !known.Contains(added.ArticleId),
                        LogOperation.Delete => deleted.Contains(added.ArticleId),
                        _ => added.ArticleId == "m-8",
                    };
                    Assert.True(meant, $"{where}: {added.Operation} of {added.ArticleId}, for which nobody asked");
                }

                foreach ((PutReceipt receipt, string headline) in acknowledged)
                    Assert.True(after.Any(e => e.Sequence == receipt.Sequence && e.ArticleId == receipt.Id && e.Body is not null && ArticleCodec.Decode(e.BodyOrEmpty()).Headline == headline), $"{where}: {headline} is acknowledged and not there: {receipt}");
                if (gone > 0) Assert.True(after.Any(e => e.Sequence == gone && e is { ArticleId: "m-6", Operation: LogOperation.Delete }), $"{where}: the deletion of m-6 is acknowledged and not there");
                if (issueGone) Assert.True(issue.All(id => after.Any(e => e.ArticleId == id && e.Operation == LogOperation.Delete)), $"{where}: not all of the deleted issue is deleted");
                if (erased) Assert.False(after.Any(e => e.ArticleId == "m-8" && e.Body is not null), $"{where}: an erased text is there");
                done++;
            }
        }

        output.WriteLine($"{kind}: {Damages} times; not opened {refused}, read through afterwards {done}");
        Assert.True(done > 0, "nothing was ever read afterwards: the test looks at nothing");

        async Task TryAsync(Func<Task> write)
        {
            try
            {
                await write();
            }
            catch (EngineException e) when (e.Failure is EngineFailure.DataLoss or EngineFailure.NotFound)
            {
                // Refused: nothing was promised.
            }
        }
    }

    [Theory]
    [InlineData("DELETE FROM log WHERE seq = 9", "after entry 8 comes 10")]
    [InlineData("DELETE FROM log WHERE seq > (SELECT max(seq) - 2 FROM log)", "but the head is")]
    public async Task Entries_that_are_not_found_are_not_passed_over(string damage, string said)
    {
        string folder = Lay(await CheckpointedAsync(), []);
        await using SqliteArticleLog log = DamagedLog.Open(folder);
        DamagedLog.Change(folder, damage);
        foreach (bool currentOnly in (bool[])[false, true])
        {
            EngineException refusal = Assert.Throws<EngineException>(() => log.Read(0, 1000, currentOnly));
            Assert.Equal(EngineFailure.DataLoss, refusal.Failure);
            Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_index_that_names_a_later_entry_takes_no_article_out_of_a_rebuild()
    {
        string folder = Lay(await CheckpointedAsync(), []);
        const string Index = "sqlite_autoindex_log_1";
        // The table is changed back while it has no index, which then still has the version that no entry has.
        DamagedLog.Change(folder, "UPDATE log SET version = 9 WHERE seq = 2");
        DamagedLog.ChangeBehind(folder, Index, "UPDATE log SET version = 1 WHERE seq = 2");
        await using SqliteArticleLog log = DamagedLog.Open(folder);
        Assert.Contains(log.Verify(default), problem => problem.Contains(Index, StringComparison.Ordinal));
        Assert.NotNull(log.Read(1, 1, currentOnly: true)[0].Body);
    }

    [Theory]
    [InlineData("a flipped bit")]
    [InlineData("a lost sector")]
    public async Task A_damaged_write_ahead_log_does_not_lose_what_was_acknowledged_in_silence(string kind)
    {
        Dictionary<string, string> written = await ReadAllAsync(database, writeAhead);
        string[] entries = [.. JsonSerializer.Deserialize<JsonElement[]>(written["entries"])!.Select(e => JsonSerializer.Serialize(e, Readable))];
        int refused = 0, lastOnly = 0, harmless = 0;
        for (int i = 0; i < Damages; i++)
        {
            (byte[] damaged, string where) = Damage(writeAhead, kind);
            string folder = Lay(database, damaged);
            SqliteArticleLog log;
            try
            {
                log = DamagedLog.Open(folder);
            }
            catch (EngineException refusal)
            {
                Assert.Equal(EngineFailure.DataLoss, refusal.Failure);
                Assert.Contains("articles.db-wal", refusal.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            await using (log)
            {
                Assert.Empty(log.Verify(default));
                // The last transaction, or that and the end of the one before it, looks like one that a crash cut off before it was acknowledged; nothing in the file tells them apart.
                Assert.True(log.HeadSequence >= acknowledgedBefore, $"{where}: acknowledged up to {acknowledgedBefore}, the log ends at {log.HeadSequence} and says nothing");
                Assert.Equal(entries.Take((int)acknowledgedBefore), log.Read(0, (int)acknowledgedBefore, currentOnly: false).Select(e => JsonSerializer.Serialize(e, Readable)));
                if (log.HeadSequence < entries.Length)
                {
                    lastOnly++;
                    continue;
                }

                harmless++;
                foreach ((string name, Func<IArticleLog, object?> read) in texts.Concat(others)) Assert.Equal(written[name], Answer(log, read, where, name));
            }
        }

        output.WriteLine($"{kind}: {Damages} times; not opened {refused}, taken for a torn last one {lastOnly}, without effect {harmless}");
        Assert.True(refused > 0, "no damage was ever noticed: the test damages nothing");
    }

    [Fact]
    public async Task A_write_ahead_log_that_a_crash_cut_anywhere_is_no_damage()
    {
        foreach (int length in Enumerable.Range(0, 40).Select(_ => random.Next(writeAhead.Length + 1)).Append(0).Append(writeAhead.Length))
        {
            await using SqliteArticleLog log = DamagedLog.Open(Lay(database, writeAhead[..length]));
            Assert.Empty(log.Verify(default));
        }
    }

    /// <returns>Null when the log refuses with the name of the damaged file.</returns>
    private static SqliteArticleLog? OpenUnlessRefused(string folder, string where)
    {
        try
        {
            return DamagedLog.Open(folder);
        }
        catch (EngineException refusal)
        {
            Assert.True(refusal.Failure is EngineFailure.DataLoss or EngineFailure.FailedPrecondition, $"{where}: {refusal}");
            Assert.Contains("articles.db", refusal.Message, StringComparison.Ordinal);
            return null;
        }
    }

    private (byte[] Damaged, string Where) Damage(byte[] whole, string kind)
    {
        byte[] damaged = [.. whole];
        int at = random.Next(damaged.Length), bit = random.Next(8), sector = at / 512 * 512;
        switch (kind)
        {
            case "a flipped bit":
                damaged[at] ^= (byte)(1 << bit);
                return (damaged, $"SEARCH_SEED={Seed}, bit {bit} of byte {at} flipped");
            case "a lost sector":
                damaged.AsSpan(sector, Math.Min(512, damaged.Length - sector)).Clear();
                return (damaged, $"SEARCH_SEED={Seed}, 512 bytes from {sector} on are zero");
            default:
                return (damaged[..at], $"SEARCH_SEED={Seed}, cut to {at} bytes");
        }
    }

    private async Task<Dictionary<string, string>> ReadAllAsync(byte[] content, byte[] ahead)
    {
        await using SqliteArticleLog log = DamagedLog.Open(Lay(content, ahead));
        Assert.Empty(log.Verify(default));
        return texts.Concat(others).ToDictionary(f => f.Name, f => Answer(log, f.Read, "whole", f.Name)!);
    }

    /// <returns>Null when the log refuses with the name of the damaged file.</returns>
    private static string? Answer(IArticleLog log, Func<IArticleLog, object?> read, string where, string name)
    {
        try
        {
            return JsonSerializer.Serialize(read(log), Readable);
        }
        catch (EngineException refusal)
        {
            if (refusal.Failure == EngineFailure.NotFound) return "null";
            Assert.True(refusal.Failure == EngineFailure.DataLoss, $"{where}, {name}: {refusal}");
            Assert.Contains("articles.db", refusal.Message, StringComparison.Ordinal);
            return null;
        }
    }

    private async Task<byte[]> CheckpointedAsync()
    {
        string folder = Lay(database, writeAhead);
        await using (DamagedLog.Open(folder))
        {
        }

        Assert.False(File.Exists(Path.Combine(folder, "articles.db-wal")));
        return await File.ReadAllBytesAsync(Path.Combine(folder, "articles.db"));
    }

    private string Lay(byte[] content, byte[] ahead)
    {
        string folder = Directory.CreateDirectory(directory.Sub(Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllBytes(Path.Combine(folder, "articles.db"), content);
        if (ahead.Length > 0) File.WriteAllBytes(Path.Combine(folder, "articles.db-wal"), ahead);
        return folder;
    }

    private static byte[] Copy(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static Article Story(string headline, int sentences) => new()
    {
        Headline = headline,
        Paragraphs = [.. Enumerable.Range(1, sentences).Select(n => new StringBuilder("东堤昨日栽下").Append(n * 37).Append("株水杉,由沿岸第").Append(n).Append("村看护,来年开春再补种一次。").ToString())],
    };
}
