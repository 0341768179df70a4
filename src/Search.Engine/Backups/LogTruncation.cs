using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>
/// Takes a copy of a log back to an earlier sequence: later entries go, and the catalog becomes what it was, as far as entries
/// tell (an article's place on its page and whether it came by a page are kept as they were last known). Numbers of articles
/// once given stay given. The log gets a new id: its next entries will have numbers that the original gave to others.
/// </summary>
internal static class LogTruncation
{
    public static void Truncate(string path, long sequence)
    {
        using SqliteConnection connection = LogSchema.OpenWriter(path);
        LogSchema.Ensure(connection, path);
        using (SqliteTransaction change = connection.BeginTransaction())
        {
            List<string> touched = Touched(connection, sequence, change);
            Run(connection, change, sequence, """
                DELETE FROM log WHERE seq > $seq;
                UPDATE head SET seq = $seq;
                DELETE FROM deliveries WHERE seq > $seq;
                UPDATE erasures SET seq = $seq WHERE seq > $seq;
                DELETE FROM page_sources WHERE seq > $seq;
                UPDATE pages SET
                    source = coalesce((SELECT s.source FROM page_sources s WHERE s.newspaper = pages.newspaper AND s.date = pages.date AND s.page = pages.page ORDER BY s.seq DESC LIMIT 1), ''),
                    correction = coalesce((SELECT s.correction FROM page_sources s WHERE s.newspaper = pages.newspaper AND s.date = pages.date AND s.page = pages.page ORDER BY s.seq DESC LIMIT 1), '');
                """);
            foreach (string id in touched) SetState(connection, change, id);
            // Seen before, but what it last became is gone with the later entries.
            Run(connection, change, sequence, "UPDATE deliveries SET article_id = '' WHERE article_id <> '' AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = deliveries.article_id)");
            SetUserWords(connection, change);
            using SqliteCommand renew = connection.CreateCommand();
            renew.Transaction = change;
            renew.CommandText = "UPDATE meta SET value = $id WHERE key = 'log_id'; INSERT INTO audit(at, action, subject) VALUES($at, 'restore to sequence', $seq)";
            renew.Parameters.AddWithValue("$id", Guid.NewGuid().ToString("N"));
            renew.Parameters.AddWithValue("$at", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            renew.Parameters.AddWithValue("$seq", sequence.ToString(CultureInfo.InvariantCulture));
            renew.ExecuteNonQuery();
            change.Commit();
        }

        LogSchema.RequireWhole(connection);
        LogSchema.Vacuum(connection);
        LogSchema.EmptyWriteAheadLog(connection);
    }

    private static List<string> Touched(SqliteConnection connection, long sequence, SqliteTransaction change)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = change;
        command.CommandText = "SELECT DISTINCT article_id FROM log WHERE seq > $seq AND article_id <> ''";
        command.Parameters.AddWithValue("$seq", sequence);
        List<string> ids = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) ids.Add(reader.GetString(0));
        return ids;
    }

    /// <summary>Makes the article's state what its last remaining entry says.</summary>
    private static void SetState(SqliteConnection connection, SqliteTransaction change, string id)
    {
        (long Sequence, int Version, LogOperation Operation)? last = null;
        byte[]? body = null;
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.Transaction = change;
            command.CommandText = "SELECT seq, version, op, body FROM log WHERE article_id = $id ORDER BY version DESC";
            command.Parameters.AddWithValue("$id", id);
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read() && body is null)
            {
                last ??= (reader.GetInt64(0), reader.GetInt32(1), (LogOperation)reader.GetInt32(2));
                if (!reader.IsDBNull(3)) body = reader.GetFieldValue<byte[]>(3);
            }
        }

        using SqliteCommand state = connection.CreateCommand();
        state.Transaction = change;
        state.Parameters.AddWithValue("$id", id);
        if (last is not { } entry)
        {
            state.CommandText = "DELETE FROM articles WHERE id = $id";
            state.ExecuteNonQuery();
            return;
        }

        state.Parameters.AddWithValue("$seq", entry.Sequence);
        state.Parameters.AddWithValue("$version", entry.Version);
        state.Parameters.AddWithValue("$deleted", ArticleRow.StateOf(entry.Operation));
        state.CommandText = "UPDATE articles SET seq = $seq, version = $version, deleted = $deleted WHERE id = $id";
        if (body is not null)
        {
            Article article = ArticleCodec.Decode(body);
            state.CommandText = "UPDATE articles SET seq = $seq, version = $version, deleted = $deleted, newspaper = $n, date = $d, page = $p, confidence = $c, digest = $digest WHERE id = $id";
            state.Parameters.AddWithValue("$n", article.Newspaper);
            state.Parameters.AddWithValue("$d", article.Date);
            state.Parameters.AddWithValue("$p", article.Page);
            state.Parameters.AddWithValue("$c", article.Confidence);
            state.Parameters.AddWithValue("$digest", ArticleDigest.Of(article));
        }

        state.ExecuteNonQuery();
    }

    /// <summary>Makes the table of user words what the remaining entries say.</summary>
    private static void SetUserWords(SqliteConnection connection, SqliteTransaction change)
    {
        Run(connection, change, 0, "DELETE FROM user_words WHERE seq >= $seq");
        List<(long Sequence, UserWordChange Change)> changes = [];
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.Transaction = change;
            command.CommandText = "SELECT seq, body FROM log WHERE article_id = '' ORDER BY seq";
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read()) changes.Add((reader.GetInt64(0), UserWordChange.Decode(reader.GetFieldValue<byte[]>(1))));
        }

        foreach ((long sequence, UserWordChange words) in changes)
        {
            foreach ((string sql, IReadOnlyList<string> concerned) in (ReadOnlySpan<(string, IReadOnlyList<string>)>)
                [("DELETE FROM user_words WHERE word = $word AND source = $source", words.Removed), ("INSERT OR REPLACE INTO user_words VALUES($word, $source, $seq)", words.Added)])
            {
                foreach (string word in concerned)
                {
                    using SqliteCommand command = connection.CreateCommand();
                    command.Transaction = change;
#pragma warning disable CA2100 // only constants of this class come here
                    command.CommandText = sql;
#pragma warning restore CA2100
                    command.Parameters.AddWithValue("$word", word);
                    command.Parameters.AddWithValue("$source", (int)words.Source);
                    command.Parameters.AddWithValue("$seq", sequence);
                    command.ExecuteNonQuery();
                }
            }
        }
    }

    private static void Run(SqliteConnection connection, SqliteTransaction change, long sequence, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = change;
#pragma warning disable CA2100 // only constants of this class come here
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$seq", sequence);
        command.ExecuteNonQuery();
    }
}
