using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>The article log in one SQLite file: WAL, synchronous=FULL, one writing thread, readers on connections of their own.</summary>
internal sealed class SqliteArticleLog : IArticleLog
{
    /// <summary>Bytes of text after which a read ends, though more entries were asked for: very long articles must not fill the memory.</summary>
    internal const int MostRead = 16 << 20;

    private readonly string path;
    private readonly AppendQueue appends;
    private readonly LogPuts puts;
    private readonly LogCatalog catalog;

    private SqliteArticleLog(string path, string logId, SqliteConnection writer, EngineOptions options, Func<string, string?> configuredCode, TimeProvider time, ILogger logger)
    {
        this.path = path;
        LogId = logId;
        puts = new LogPuts(configuredCode);
        catalog = new LogCatalog(path);
        appends = new AppendQueue(writer, time, options.AppendQueue, _ => Appended?.Invoke(), logger);
        OpenedAtSequence = appends.Head;
    }

    public event Action? Appended;

    public string LogId { get; }

    public long HeadSequence => appends.Head;

    public long OpenedAtSequence { get; }

    public int WaitingAppends => appends.Waiting;

    public long RefusedAppends => appends.Refused;

    public long SizeBytes => new[] { path, path + "-wal" }.Where(File.Exists).Sum(f => new FileInfo(f).Length);

    /// <param name="configuredCode">A newspaper's configured code by its name; null derives one.</param>
    public static SqliteArticleLog Open(string directory, EngineOptions options, Func<string, string?> configuredCode, TimeProvider time, ILogger logger)
    {
        DurableFile.CreateDirectory(directory);
        string path = Path.Combine(directory, "articles.db");
        SqliteConnection? writer = null;
        try
        {
            if (WriteAheadLog.FindDamage(path) is { } damage)
                throw new EngineException(EngineFailure.DataLoss, $"{damage}. Restore a backup and feed again what came after it; or move {path}-wal away to go on without them");
            writer = LogSchema.OpenWriter(path);
            string logId = LogSchema.Ensure(writer, path);
            DurableFile.FlushDirectory(directory);
            return new SqliteArticleLog(path, logId, writer, options, configuredCode, time, logger);
        }
        catch (Exception e) when (e is SqliteException || LogDamage.IsUnreadable(e))
        {
            writer?.Dispose();
            EngineException failure = LogDamage.AsFailure(path, e);
            throw new EngineException(failure.Failure, $"{path} cannot be opened as an article log: {e.Message}", "", e);
        }
        catch
        {
            writer?.Dispose();
            throw;
        }
    }

    public Task<IReadOnlyList<PagePutReceipt>> PutPagesAsync(IReadOnlyList<LoggedPagePut> pages, PutPolicy policy, CancellationToken cancellation) =>
        PutAsync<PagePutReceipt>(pages.SelectMany(p => p.Put.Articles), (log, named) => [.. pages.Select(p => puts.PutPage(log, p, policy, named))], cancellation);

    public Task<IReadOnlyList<PutReceipt>> PutArticlesAsync(IReadOnlyList<Article> articles, PutPolicy policy, CancellationToken cancellation) =>
        PutAsync<PutReceipt>(articles, (log, named) => [.. articles.Select(a => puts.PutArticle(log, a, policy, named))], cancellation);

    private Task<IReadOnlyList<T>> PutAsync<T>(IEnumerable<Article> articles, Func<LogTransaction, IReadOnlySet<string>, IReadOnlyList<T>> put, CancellationToken cancellation)
    {
        HashSet<string> named = [.. articles.Where(a => a.Id.Length > 0).Select(a => a.Id)];
        return appends.RunAsync(log => put(log, named), cancellation);
    }

    public Task<long> DeleteArticleAsync(string id, CancellationToken cancellation) =>
        appends.RunAsync(log => puts.DeleteArticle(log, id), cancellation);

    public Task<(IReadOnlyList<string> DeletedIds, long Sequence)> DeleteIssueAsync(string newspaper, string date, CancellationToken cancellation) =>
        appends.RunAsync(log => (puts.DeleteIssue(log, newspaper, date), log.Head), cancellation);

    public Task<UserWordsReceipt> ChangeUserWordsAsync(UserWordChange change, CancellationToken cancellation) =>
        appends.RunAsync(log => LogUserWords.Change(log, change), cancellation);

    public IReadOnlyList<LoggedUserWord> ListUserWords() => catalog.ListUserWords();

    public long LastUserWordChange => catalog.LastUserWordChange();

    public IReadOnlyList<LogEntry> ReadUserWordChanges() => LogDamage.Guard<IReadOnlyList<LogEntry>>(path, () =>
    {
        using SqliteConnection connection = LogSchema.OpenReader(path);
        // One moment for both: a change may come meanwhile.
        using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = moment;
        // By the key (article_id, version): the articles between are not touched.
        command.CommandText = "SELECT seq, article_id, version, op, body, checksum FROM log WHERE article_id = $id ORDER BY version";
        command.Parameters.AddWithValue("$id", LogSchema.UserWordsId);
        List<LogEntry> entries = [];
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read()) entries.Add(LogDamage.ReadSound(reader, path));
        }

        if (entries.Where((entry, i) => entry.Version != i + 1).Any() || !LogVerifier.AreInForce(connection, moment, entries))
            throw new EngineException(EngineFailure.DataLoss, $"{path}: the {entries.Count} changes of the user words that are found do not leave the words in force");
        return entries;
    });

    public IReadOnlyList<Article> ReadTexts(string id) => catalog.ReadTexts(id);

    public Task<LoggedErasure> EraseArticleAsync(string id, string reason, IReadOnlyList<string> otherSources, CancellationToken cancellation) =>
        appends.RunAsync(log => puts.EraseArticle(log, id, reason, otherSources), cancellation);

    public async Task PurgeAsync(CancellationToken cancellation)
    {
        try
        {
            // Beside the writer: it reads the whole file.
            await Task.Run(() => LogDamage.Guard(path, () =>
            {
                using SqliteConnection reader = LogSchema.OpenReader(path);
                LogSchema.RequireWhole(reader);
                return 0;
            }), cancellation).ConfigureAwait(false);
            await appends.RunAloneAsync(writer =>
            {
                try
                {
                    LogSchema.Vacuum(writer);
                }
                finally
                {
                    LogSchema.KeepUndoInMemory(writer);
                }

                return 0;
            }, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Also when the file cannot be written anew. The write-ahead log can be emptied only while no reader is in it; readers are short.
            while (!await appends.RunAloneAsync(LogSchema.EmptyWriteAheadLog, cancellation).ConfigureAwait(false))
                await Task.Delay(50, cancellation).ConfigureAwait(false);
        }
    }

    public Task FinishErasureAsync(string id, CancellationToken cancellation) => appends.RunAsync(
        log =>
        {
            log.Erasures.Finish(id);
            return 0;
        }, cancellation);

    public IReadOnlyList<(string Id, long Sequence)> ListUnfinishedErasures() => catalog.ListUnfinishedErasures();

    public bool NamesSource(string sha256) => catalog.NamesSource(sha256);

    public IReadOnlyList<string> ListErasedSources() => catalog.ListErasedSources();

    public IReadOnlyList<(string Newspaper, string Date, string Sha256)> ListSourceHistory() => catalog.ListSourceHistory();

    public void CopyTo(string path) => LogDamage.Guard($"{this.path}, copied to {path}", () =>
    {
        using SqliteConnection from = LogSchema.OpenReader(this.path);
        LogSchema.Copy(from, path);
        return true;
    });

    public IReadOnlyList<LogEntry> Read(long after, int limit, bool currentOnly, EntryTexts? texts = null) => LogDamage.Guard<IReadOnlyList<LogEntry>>(path, () =>
    {
        using SqliteConnection connection = LogSchema.OpenReader(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = currentOnly
            // What supersedes an entry is told by the entries alone, not by a state nor by the index, which only finds the later one: damage to either must not take an
            // article out of a rebuild. The last of those that supersede one another is read whole, and so held against its checksum.
            ? "SELECT seq, article_id, version, op, CASE WHEN whole THEN body END, checksum, whole FROM (SELECT l.*, "
                + "l.article_id = '' OR NOT EXISTS (SELECT 1 FROM log s NOT INDEXED WHERE s.seq = (SELECT n.seq FROM log n WHERE n.article_id = l.article_id AND n.version > l.version LIMIT 1) "
                + "AND s.seq > l.seq AND s.article_id = l.article_id AND s.version > l.version) AS whole "
                + "FROM log l WHERE l.seq > $after ORDER BY l.seq LIMIT $limit)"
            : "SELECT seq, article_id, version, op, body, checksum, 1 FROM log WHERE seq > $after ORDER BY seq LIMIT $limit";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", limit);
        List<LogEntry> entries = [];
        long head = HeadSequence, last = after, size = 0;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            LogEntry entry = reader.GetInt64(6) != 0 ? LogDamage.ReadSound(reader, path, texts) : LogVerifier.ReadEntry(reader, texts);
            LogDamage.MustFollow(last, entry.Sequence, path);
            last = entry.Sequence;
            entries.Add(entry);
            if ((size += entry.Body?.Length ?? 0) >= MostRead) return entries;
        }

        if (entries.Count < limit) LogDamage.MustBeLast(last, head, path);
        return entries;
    });

    public LoggedArticle? GetArticle(string id) => catalog.GetArticle(id);

    public IReadOnlyList<NewspaperSummary> ListNewspapers() => catalog.ListNewspapers();

    public IReadOnlyList<IssueSummary> ListIssues(string newspaper, int skip, int take) => catalog.ListIssues(newspaper, skip, take);

    public IssueSummary? GetIssue(string newspaper, string date) => catalog.GetIssue(newspaper, date);

    public KeptSource? GetSource(string newspaper, string date, string page) => catalog.GetSource(newspaper, date, page);

    public IReadOnlyList<KeptSource> ListSources() => catalog.ListSources();

    public long CountArticles() => catalog.CountArticles();

    public IReadOnlyList<LowConfidence> ListLowConfidence(double below, int limit) => catalog.ListLowConfidence(below, limit);

    public IEnumerable<(string Id, long Sequence, bool Deleted)> ListArticles() => catalog.ListArticles();

    public IReadOnlyList<string> Verify(CancellationToken cancellation) => LogVerifier.Verify(path, cancellation);

    public async ValueTask DisposeAsync()
    {
        await appends.DisposeAsync().ConfigureAwait(false);
        LogSchema.ReleaseReaders(path);
    }
}
