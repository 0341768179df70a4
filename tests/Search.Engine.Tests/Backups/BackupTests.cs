namespace Search.Engine.Tests.Backups;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();
    private readonly TemporaryDirectory outside = new();

    /// <summary>Entries that the start of a new engine makes (the user words of the dictionary files).</summary>
    private long first;

    private string Target => outside.Sub("backup");

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        first = fixture.Engine.GetStatus().LogSequence;
    }

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        outside.Dispose();
    }

    [Fact]
    public async Task A_backup_restored_elsewhere_is_the_same_and_needs_no_reindex()
    {
        for (int i = 0; i < 50; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        await PutPageAsync("桥通车了");
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        BackupReceipt receipt = await fixture.Engine.CreateBackupAsync(Target, default);
        await fixture.PutAsync("later", "后来", "备份之后的消息。");

        Assert.Equal(first + 51, receipt.Sequence);
        Assert.True(Backup.Verify(Target, default) is { Ok: true, Articles: 51 } verified && verified.LogEntries == receipt.Sequence);
        Assert.Equal(receipt.Sequence, Backup.Restore(Target, outside.Sub("restored"), null, default));
        await using SearchEngine restored = Open("restored");
        await UntilAsync(() => restored.IsReady);
        Assert.Empty(restored.ListReindexes());
        Assert.Equal(fixture.Engine.LogId, restored.LogId);
        Assert.Equal("桥通车了\n云溪大桥昨日通车。", System.Text.Encoding.UTF8.GetString((await restored.GetSourceAsync("云溪日报", "2021-05-06", "C01", default))!.Content));
        Assert.Null(await restored.GetArticleAsync("later", default));
        Assert.True((await restored.VerifyAsync(default)) is { Ok: true, Articles: 51 });
    }

    [Fact]
    public async Task A_further_backup_to_the_same_place_writes_only_what_is_new_and_drops_what_was_erased()
    {
        fixture.IdleMergeDelay = TimeSpan.FromDays(1); // what is merged is new
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
        for (int i = 0; i < 50; i++) await PutPageAsync($"页面{i}", page: $"P{i}");
        await fixture.PutAsync("secret", "名单", "住在鸢尾巷七号的是退休教师祝栖梧。");
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        BackupReceipt first = await fixture.Engine.CreateBackupAsync(Target, default);
        BackupReceipt again = await fixture.Engine.CreateBackupAsync(Target, default);
        await PutPageAsync("新的一页", page: "Q1");
        BackupReceipt more = await fixture.Engine.CreateBackupAsync(Target, default);
        Assert.Equal((0, 0), (again.FilesWritten, again.BytesWritten));
        Assert.True(again.FilesKept >= first.FilesWritten && more.FilesKept >= 50 && more.BytesWritten < first.BytesWritten / 2, $"{first} {more}");
        Assert.NotEmpty(DataDirectorySearch.Find(Target, "祝栖梧"));

        await fixture.Engine.EraseArticleAsync("secret", "", default);
        await fixture.Engine.CreateBackupAsync(Target, default);
        Assert.Empty(DataDirectorySearch.Find(Target, "祝栖梧"));
        Assert.True(Backup.Verify(Target, default).Ok);
    }

    [Fact]
    public async Task A_restore_to_a_sequence_gives_every_article_as_it_was_then()
    {
        Dictionary<long, Dictionary<string, string>> states = new() { [first] = [] };
        Random random = new(7);
        Dictionary<string, string> state = [];
        for (int i = 0; i < 60; i++)
        {
            string id = $"a-{random.Next(12)}";
            if (state.ContainsKey(id) && random.Next(3) == 0)
            {
                state.Remove(id);
                await fixture.Engine.DeleteArticleAsync(id, default);
            }
            else
            {
                state[id] = $"第{i}次说的";
                (_, long sequence) = await fixture.Engine.PutArticlesAsync([new Article { Id = id, Newspaper = "云溪日报", Date = "2021-05-06", Page = "A01", Headline = state[id], Paragraphs = ["正文。"] }], force: true, default);
                Assert.True(sequence > 0);
            }

            states[fixture.Engine.GetStatus().LogSequence] = new(state);
        }

        await fixture.Engine.CreateBackupAsync(Target, default);
        foreach (long sequence in (long[])[first, first + 33, first + 60])
        {
            string folder = $"at-{sequence}";
            Backup.Restore(Target, outside.Sub(folder), sequence, default);
            Assert.True(DataDirectory.Verify(outside.Sub(folder), default) is { Ok: true } report, $"{sequence}");
            await using SearchEngine restored = Open(folder);
            await UntilAsync(() => restored.IsReady);
            Assert.Equal(states[sequence].Count, restored.GetStatus().ArticleCount);
            foreach ((string id, string headline) in states[sequence]) Assert.Equal(headline, (await restored.GetArticleAsync(id, default))!.Article.Headline);
            VerifyReport verified = await restored.VerifyAsync(default);
            Assert.True(verified.Ok, string.Join("; ", verified.Problems));
            // It goes on from there.
            (IReadOnlyList<PutReceipt> put, _) = await restored.PutArticlesAsync([new Article { Id = "next", Newspaper = "云溪日报", Date = "2021-05-07", Page = "A01", Headline = "下一篇", Paragraphs = ["正文。"] }], false, default);
            Assert.Equal(sequence + 1, put[0].Sequence);
        }
    }

    [Fact]
    public async Task A_backup_while_puts_searches_and_reindexes_go_on_is_consistent()
    {
        for (int i = 0; i < 100; i++) await fixture.PutAsync($"a-{i}", $"大桥新闻{i}", "云溪大桥昨日通车。");
        using CancellationTokenSource ending = new();
        Task puts = Task.Run(async () =>
        {
            for (int i = 100; !ending.IsCancellationRequested; i++) await fixture.PutAsync($"a-{i % 300}", $"大桥新闻{i}", $"云溪大桥昨日通车，第{i}次报道。");
        });
        Task reindexes = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested) Assert.Equal(ReindexState.Succeeded, (await fixture.WaitAsync(fixture.Engine.StartReindex(null).Id)).State);
        });
        for (int i = 0; i < 3; i++)
        {
            await fixture.Engine.CreateBackupAsync(Target, default);
            VerifyReport report = Backup.Verify(Target, default);
            Assert.True(report.Ok, string.Join("; ", report.Problems));
            Assert.NotEmpty(BackupManifest.Read(Target)!.Generation); // of whichever was live
        }

        await ending.CancelAsync();
        await Task.WhenAll(puts, reindexes);
    }

    [Fact]
    public async Task What_a_killed_backup_left_behind_stops_no_later_one_and_goes_with_it()
    {
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        await fixture.Engine.CreateBackupAsync(Target, default);
        string[] left = [Path.Combine(Target, ".0123456789abcdef0123456789abcdef.tmp"), Path.Combine(Target, ".0123456789abcdef0123456789abcdef.tmp-journal"), Path.Combine(Target, "objects", ".abc.tmp")];
        foreach (string file in left) await File.WriteAllTextAsync(file, "半份");

        PutReceipt second = await fixture.PutAsync("a-2", "桥又通车了", "云溪大桥今日又通车。");
        await fixture.Engine.WaitForSequenceAsync(second.Sequence, default); // an index in a backup may be behind its log
        await fixture.Engine.CreateBackupAsync(Target, default);

        Assert.True(Backup.Verify(Target, default) is { Ok: true, Articles: 2 });
        Assert.DoesNotContain(left, File.Exists);
    }

    [Fact]
    public async Task Nobody_else_opens_a_directory_while_it_is_restored()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs a file that lets its reader wait");
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        await fixture.IndexedAsync(); // an index in a backup may be behind its log
        await fixture.Engine.CreateBackupAsync(Target, default);
        string block = Directory.EnumerateFiles(Path.Combine(Target, "objects"), "*", SearchOption.AllDirectories).First(), kept = outside.Sub("block"), into = outside.Sub("restored");
        File.Move(block, kept);
        await ShellAsync("mkfifo \"$0\"", block);

        Task<long> restore = Task.Run(() => Backup.Restore(Target, into, null, default));
        while (!File.Exists(Path.Combine(into, Backup.UnfinishedMarker))) await Task.Delay(5, TestContext.Current.CancellationToken);
        EngineException refused = Assert.Throws<EngineException>(() => DataDirectoryLock.Take(into));
        await ShellAsync("cat \"$1\" > \"$0\"", block, kept);
        await restore;

        Assert.Equal(EngineFailure.FailedPrecondition, refused.Failure);
        Assert.Equal(1, DataDirectory.Verify(into, default).Articles);
    }

    private static async Task ShellAsync(string script, params string[] arguments)
    {
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", script, .. arguments]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public async Task What_would_overwrite_or_mix_is_refused()
    {
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        await fixture.Engine.CreateBackupAsync(Target, default);
        Assert.Contains("not empty", Refused(() => Backup.Restore(Target, fixture.Directory.Path, null, default)), StringComparison.Ordinal);
        Assert.Contains($"0 to {first + 1}", Refused(() => Backup.Restore(Target, outside.Sub("x"), first + 2, default)), StringComparison.Ordinal);
        Assert.Contains("no backup", Refused(() => Backup.Restore(outside.Path, outside.Sub("x"), null, default)), StringComparison.Ordinal);
        Assert.Contains("absolute", (await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.CreateBackupAsync("here", default))).Message, StringComparison.Ordinal);
        Assert.Contains("data directory", (await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.CreateBackupAsync(fixture.Directory.Sub("b"), default))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(outside.Sub("foreign")).FullName, "diary.txt"), "");
        Assert.Contains("diary.txt", (await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.CreateBackupAsync(outside.Sub("foreign"), default))).Message, StringComparison.Ordinal);
        await using EngineFixture other = new();
        await other.ReadyAsync();
        Assert.Contains("another article log", (await Assert.ThrowsAsync<EngineException>(() => other.Engine.CreateBackupAsync(Target, default))).Message, StringComparison.Ordinal);
        Assert.True(Backup.Verify(Target, default).Ok);
    }

    [Fact]
    public async Task Every_flipped_bit_and_every_lost_block_of_a_backup_is_found()
    {
        await PutPageAsync("桥通车了");
        await fixture.Engine.WaitForSequenceAsync(fixture.Engine.GetStatus().LogSequence, default);
        await fixture.Engine.CreateBackupAsync(Target, default);
        string[] blocks = [.. Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories).Where(f => f.Contains("objects", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Where((_, i) => i % 5 == 0)];
        Assert.True(blocks.Length > 3);
        foreach (string block in blocks)
        {
            byte[] sound = await File.ReadAllBytesAsync(block);
            byte[] damaged = [.. sound];
            damaged[damaged.Length / 2] ^= 0x04;
            await File.WriteAllBytesAsync(block, damaged);
            Assert.Contains(Path.GetFileName(block), Backup.Verify(Target, default).Problems.Single(), StringComparison.Ordinal);
            File.Delete(block);
            Assert.Contains("missing", Backup.Verify(Target, default).Problems.Single(), StringComparison.Ordinal);
            await File.WriteAllBytesAsync(block, sound);
        }

        Assert.True(Backup.Verify(Target, default).Ok);
    }

    [Fact]
    public async Task A_data_directory_whose_restore_was_interrupted_is_not_opened()
    {
        await fixture.PutAsync("a-1", "桥通车了", "云溪大桥昨日通车。");
        await fixture.Engine.CreateBackupAsync(Target, default);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => Backup.Restore(Target, outside.Sub("half"), null, cancelled.Token));
        Assert.Contains("restore", Assert.Throws<EngineException>(() => Open("half")).Message, StringComparison.Ordinal);
    }

    private SearchEngine Open(string folder) =>
        SearchEngine.Open(fixture.Options with { DataDirectory = outside.Sub(folder) }, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System);

    private static string Refused(Func<long> restore) => Assert.Throws<EngineException>(() => restore()).Message;

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 6000, "it did not come to pass in 300 s");
            await Task.Delay(50);
        }
    }

    private Task PutPageAsync(string headline, string page = "C01") => fixture.Engine.PutPagesAsync(
        [new PagePut { Newspaper = "云溪日报", Date = "2021-05-06", Page = page, FileName = page + ".txt", Source = System.Text.Encoding.UTF8.GetBytes(headline + "\n云溪大桥昨日通车。"), Articles = [new Article { Headline = headline, Paragraphs = ["云溪大桥昨日通车。"] }] }], false, default);
}
