using System.Globalization;
using Microsoft.Data.Sqlite;

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
        catch (SqliteException e) // a page so damaged that SQLite reads no further
        {
            problems.Add($"{path}: {e.Message}");
        }

        return problems;
    }

    public static LogEntry ReadEntry(SqliteDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), (LogOperation)reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4));

    public static bool IsSound(LogEntry entry, long checksum) =>
        LogTransaction.Checksum(entry.Sequence, entry.ArticleId, entry.Version, entry.Operation, entry.Body) == checksum;

    private static void CheckPages(SqliteConnection connection, string path, List<string> problems)
    {
        using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check(20)";
        using SqliteDataReader reader = check.ExecuteReader();
        while (reader.Read())
            if (reader.GetString(0) != "ok") problems.Add($"{path}: {reader.GetString(0)}");
    }

    private static void CheckEntries(SqliteConnection connection, string path, List<string> problems, CancellationToken cancellation)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT seq, article_id, version, op, body, checksum FROM log ORDER BY seq";
        using SqliteDataReader rows = command.ExecuteReader();
        long expected = 1;
        while (rows.Read() && problems.Count < MostProblems)
        {
            cancellation.ThrowIfCancellationRequested();
            LogEntry entry = ReadEntry(rows);
            if (entry.Sequence != expected) problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: sequence {expected} is missing, {entry.Sequence} follows"));
            if (!IsSound(entry, rows.GetInt64(5))) problems.Add($"{path}: entry {entry.Sequence} (article {entry.ArticleId}) does not match its checksum");
            expected = entry.Sequence + 1;
        }

        using SqliteCommand head = connection.CreateCommand();
        head.CommandText = "SELECT seq FROM head";
        if (problems.Count == 0 && head.ExecuteScalar() is var written && (written is not long sequence || sequence != expected - 1))
            problems.Add($"{path}: the last entry is {expected - 1}, the head says {written}");
    }

    private static void CheckCatalog(SqliteConnection connection, string path, List<string> problems)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT a.id, a.seq FROM articles a LEFT JOIN log l ON l.seq = a.seq AND l.article_id = a.id AND l.version = a.version AND (l.op = 1) = (a.deleted = 0) WHERE l.seq IS NULL "
            + "UNION ALL SELECT l.article_id, max(l.seq) FROM log l WHERE l.article_id <> '' GROUP BY l.article_id HAVING max(l.seq) <> coalesce((SELECT seq FROM articles a WHERE a.id = l.article_id), 0) LIMIT 20";
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read()) problems.Add($"{path}: the state of article {rows.GetString(0)} (sequence {rows.GetInt64(1)}) is not what its last entry says");
        rows.Close();
        command.CommandText = "SELECT word, seq FROM user_words w WHERE NOT EXISTS (SELECT 1 FROM log l WHERE l.seq = w.seq AND l.article_id = '' AND l.op = 3) LIMIT 20";
        using SqliteDataReader words = command.ExecuteReader();
        while (words.Read()) problems.Add($"{path}: no entry of the log brought the user word {words.GetString(0)} (sequence {words.GetInt64(1)})");
    }
}
