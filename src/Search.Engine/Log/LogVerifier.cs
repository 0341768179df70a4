using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Search.Engine;

/// <summary>Whether a log's file is what was written: SQLite's own check, every number and checksum, and the catalog against the entries.</summary>
internal static class LogVerifier
{
    /// <summary>More problems than this say nothing new.</summary>
    private const int MostProblems = 100;

    /// <returns>What is wrong, each naming file and sequence or article; empty if all is well.</returns>
    public static IReadOnlyList<string> Verify(string path, CancellationToken cancellation)
    {
        List<string> problems = [];
        try
        {
            using SqliteConnection connection = LogSchema.OpenReader(path);
            // One moment for all of it: puts go on meanwhile.
            LogSchema.Execute(connection, "BEGIN");
            try
            {
                CheckPages(connection, path, problems);
                CheckEntries(connection, path, problems, cancellation);
                CheckCatalog(connection, path, problems);
            }
            finally
            {
                LogSchema.Execute(connection, "ROLLBACK");
            }
        }
        catch (Exception e) when (e is not OperationCanceledException) // so damaged that it cannot be read further
        {
            problems.Add(LogDamage.AsFailure(path, e).Message);
        }

        return problems;
    }

    public static LogEntry ReadEntry(SqliteDataReader reader, EntryTexts? texts = null) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), (LogOperation)reader.GetInt32(3), ReadBody(reader, texts));

    private static ReadOnlyMemory<byte>? ReadBody(SqliteDataReader reader, EntryTexts? texts)
    {
        if (reader.IsDBNull(4)) return null;
        // From SQLite's own memory: the provider has no way without an array.
        return texts is null ? reader.GetFieldValue<byte[]>(4) : texts.Add(raw.sqlite3_column_blob(reader.Handle, 4));
    }

    public static bool IsSound(LogEntry entry, long checksum) =>
        EntryChecksum.Of(entry.Sequence, entry.ArticleId, entry.Version, entry.Operation, entry.BodyOrEmpty()) == checksum;

    private static void CheckPages(SqliteConnection connection, string path, List<string> problems)
    {
        using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check(20)";
        using SqliteDataReader reader = check.ExecuteReader();
        while (reader.Read())
            if (reader.GetString(0) != "ok") problems.Add($"{path}: {reader.GetString(0)}");
    }

    /// <summary>Every entry by itself, and with the article's state where it is the last.</summary>
    private static void CheckEntries(SqliteConnection connection, string path, List<string> problems, CancellationToken cancellation)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT l.seq, l.article_id, l.version, l.op, l.body, l.checksum, a.newspaper, a.date, a.page, a.confidence, a.digest FROM log l LEFT JOIN articles a ON a.seq = l.seq AND a.id = l.article_id ORDER BY l.seq";
        using SqliteDataReader rows = command.ExecuteReader();
        Dictionary<(string Word, int Source), long> words = [];
        EntryTexts texts = new();
        long expected = 1;
        while (rows.Read() && problems.Count < MostProblems)
        {
            cancellation.ThrowIfCancellationRequested();
            texts.Clear();
            LogEntry entry = ReadEntry(rows, texts);
            if (entry.Sequence != expected) problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: sequence {expected} is missing, {entry.Sequence} follows"));
            if (!IsSound(entry, rows.GetInt64(5))) problems.Add($"{path}: entry {entry.Sequence} (article {entry.ArticleId}) does not match its checksum");
            else if (entry.Operation == LogOperation.UserWords) Follow(entry, words);
            else if (entry is { Operation: LogOperation.Put, Body: not null } && !rows.IsDBNull(6) && !IsStateOf(rows, entry))
                problems.Add($"{path}: the state of article {entry.ArticleId} is not what entry {entry.Sequence} says");
            expected = entry.Sequence + 1;
        }

        using SqliteCommand head = connection.CreateCommand();
        head.CommandText = "SELECT seq FROM head";
        if (problems.Count == 0 && head.ExecuteScalar() is var written && (written is not long sequence || sequence != expected - 1))
            problems.Add($"{path}: the last entry is {expected - 1}, the head says {written}");
        if (problems.Count == 0) CheckWords(connection, path, words, problems);
    }

    /// <summary>Whether the words in force are what these changes, all there ever were, leave.</summary>
    public static bool AreInForce(SqliteConnection connection, SqliteTransaction moment, IReadOnlyList<LogEntry> changes)
    {
        Dictionary<(string Word, int Source), long> words = [];
        foreach (LogEntry change in changes) Follow(change, words);
        List<string> problems = [];
        CheckWords(connection, connection.DataSource, words, problems, moment);
        return problems.Count == 0;
    }

    private static void Follow(LogEntry entry, Dictionary<(string Word, int Source), long> words)
    {
        UserWordChange change = UserWordChange.Decode(entry.BodyOrEmpty());
        foreach (string word in change.Removed) words.Remove((word, (int)change.Source));
        foreach (string word in change.Added) words[(word, (int)change.Source)] = entry.Sequence;
    }

    /// <summary>By the bytes of the text: what today's program would write of it does not count.</summary>
    private static bool IsStateOf(SqliteDataReader row, LogEntry entry)
    {
        Article article = ArticleCodec.Decode(entry.BodyOrEmpty());
        return article.Id == entry.ArticleId && article.Newspaper == row.GetString(6) && article.Date == row.GetString(7) && article.Page == row.GetString(8)
            && article.Confidence.Equals(row.GetDouble(9)) && ArticleDigest.Of(ArticleCodec.WithoutId(entry.BodyOrEmpty())).AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(10));
    }

    private static void CheckWords(SqliteConnection connection, string path, Dictionary<(string Word, int Source), long> words, List<string> problems, SqliteTransaction? moment = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT word, source, seq FROM user_words";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read() && problems.Count < MostProblems)
        {
            if (!words.Remove((reader.GetString(0), reader.GetInt32(1)), out long sequence) || sequence != reader.GetInt64(2))
                problems.Add($"{path}: no entry of the log brought the user word {reader.GetString(0)} (sequence {reader.GetInt64(2)})");
        }

        if (problems.Count == 0 && words.Count > 0) problems.Add($"{path}: the user word {words.Keys.First().Word} is in the log and not in force");
    }

    private static void CheckCatalog(SqliteConnection connection, string path, List<string> problems)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT a.id, a.seq FROM articles a LEFT JOIN log l ON l.seq = a.seq AND l.article_id = a.id AND l.version = a.version AND (l.op = 1) = (a.deleted = 0) WHERE l.seq IS NULL "
            + "UNION ALL SELECT l.article_id, max(l.seq) FROM log l WHERE l.article_id <> '' GROUP BY l.article_id HAVING max(l.seq) <> coalesce((SELECT seq FROM articles a WHERE a.id = l.article_id), 0) LIMIT 20";
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read()) problems.Add($"{path}: the state of article {rows.GetString(0)} (sequence {rows.GetInt64(1)}) is not what its last entry says");
        rows.Close();
        command.CommandText = "SELECT newspaper, date FROM (SELECT newspaper, date, count(*) AS n FROM articles WHERE deleted = 0 GROUP BY newspaper, date EXCEPT SELECT newspaper, date, articles FROM issues) "
            + "UNION SELECT newspaper, date FROM (SELECT newspaper, date, articles FROM issues EXCEPT SELECT newspaper, date, count(*) FROM articles WHERE deleted = 0 GROUP BY newspaper, date) LIMIT 20";
        using (SqliteDataReader issues = command.ExecuteReader())
        {
            while (issues.Read()) problems.Add($"{path}: the issue of {issues.GetString(0)} on {issues.GetString(1)} has another number of articles than is noted");
        }

        command.CommandText = "SELECT newspaper FROM (SELECT newspaper, count(*), sum(articles) FROM issues GROUP BY newspaper EXCEPT SELECT newspaper, issues, articles FROM titles) "
            + "UNION SELECT newspaper FROM (SELECT newspaper, issues, articles FROM titles EXCEPT SELECT newspaper, count(*), sum(articles) FROM issues GROUP BY newspaper) LIMIT 20";
        using (SqliteDataReader titles = command.ExecuteReader())
        {
            while (titles.Read()) problems.Add($"{path}: {titles.GetString(0)} has another number of issues or articles than is noted");
        }

        command.CommandText = "SELECT article_id FROM deliveries d WHERE article_id <> '' AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = d.article_id) LIMIT 20";
        using SqliteDataReader deliveries = command.ExecuteReader();
        while (deliveries.Read()) problems.Add($"{path}: a delivery is noted for the article {deliveries.GetString(0)}, which never was");
    }
}
