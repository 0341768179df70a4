using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>The entries themselves: gives sequences, appends, reads and erases texts. On the writer's thread.</summary>
internal sealed class LogEntries : IDisposable
{
    private const string Columns = "seq, article_id, version, op, body, checksum";

    private readonly LogStatements statements;
    private readonly TimeProvider time;
    private readonly PreparedStatement append;

    public LogEntries(LogStatements statements, TimeProvider time)
    {
        this.statements = statements;
        this.time = time;
        append = new PreparedStatement(statements.Connection, "INSERT INTO log VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        Head = statements.With("SELECT seq FROM head").ExecuteScalar() as long? ?? throw new EngineException(EngineFailure.DataLoss, $"{Path}: the table head is empty");
        // Going on from a wrong head would leave a gap that no reader gets over, or give numbers again.
        if (statements.With("SELECT coalesce(max(seq), 0) FROM log").ExecuteScalar() is not long last || last != Head)
            throw new EngineException(EngineFailure.DataLoss, $"{Path}: the head is not the last entry ({Head})");
    }

    /// <summary>The last sequence given, committed or not.</summary>
    public long Head { get; private set; }

    private string Path => statements.Connection.DataSource;

    /// <returns>Its sequence.</returns>
    public long Append(string id, int version, LogOperation operation, byte[]? body)
    {
        long sequence = ++Head;
        append.Bind(1, sequence).Bind(2, id).Bind(3, version).Bind(4, (int)operation).Bind(5, body)
            .Bind(6, time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(7, EntryChecksum.Of(sequence, id, version, operation, body)).Run();
        return sequence;
    }

    /// <summary>Writes the head, once for the whole group.</summary>
    public void WriteHead() => statements.Run("UPDATE head SET seq = $seq WHERE seq <> $seq", ("$seq", Head));

    /// <summary>After a rollback.</summary>
    public void ResetHead(long head) => Head = head;

    /// <summary>The text that the article's state names.</summary>
    public Article ReadText(ArticleRow row)
    {
        using SqliteDataReader reader = statements.With($"SELECT {Columns} FROM log WHERE seq = $seq", ("$seq", row.Sequence)).ExecuteReader();
        return reader.Read()
            ? ArticleCodec.Decode(LogDamage.ReadState(reader, Path, row.Id, row.Version).BodyOrEmpty())
            : throw new EngineException(EngineFailure.DataLoss, $"{Path}: the state of article {row.Id} names entry {row.Sequence}, which is not there");
    }

    /// <summary>Every text the log holds of the article, oldest first.</summary>
    public List<Article> ReadTexts(ArticleRow row)
    {
        List<LogEntry> entries = [];
        using SqliteDataReader reader = statements.With($"SELECT {Columns} FROM log WHERE article_id = $id ORDER BY version", ("$id", row.Id)).ExecuteReader();
        while (reader.Read()) entries.Add(LogDamage.ReadSound(reader, Path));
        return LogDamage.TextsOf(entries, Path, row.Id, row.Version);
    }

    /// <summary>The text of a deleted article as it was before; empty if it was erased since.</summary>
    public Article ReadTextBefore(ArticleRow row)
    {
        using SqliteDataReader reader = statements.With($"SELECT {Columns} FROM log WHERE article_id = $id AND version = $version", ("$id", row.Id), ("$version", row.Version - 1)).ExecuteReader();
        if (!reader.Read()) throw new EngineException(EngineFailure.DataLoss, $"{Path}: what article {row.Id} was before entry {row.Sequence} is not there");
        return LogDamage.ReadSound(reader, Path).Body is { } body ? ArticleCodec.Decode(body.Span) : new Article();
    }

    /// <summary>Whether any entry is the article's.</summary>
    public bool HoldAny(string id) => statements.With("SELECT 1 FROM log WHERE article_id = $id LIMIT 1", ("$id", id)).ExecuteScalar() is not null;

    /// <summary>Takes the texts out of the article's entries; their checksums then hold for what is left.</summary>
    /// <returns>How many entries had one.</returns>
    public int EraseTexts(string id)
    {
        List<(long Sequence, int Version)> entries = [];
        using (SqliteDataReader reader = statements.With("SELECT seq, version FROM log WHERE article_id = $id AND body IS NOT NULL", ("$id", id)).ExecuteReader())
        {
            while (reader.Read()) entries.Add((reader.GetInt64(0), reader.GetInt32(1)));
        }

        foreach ((long sequence, int version) in entries)
        {
            int changed = statements.Run(
                "UPDATE log SET op = $op, body = NULL, checksum = $sum WHERE seq = $seq",
                ("$op", (int)LogOperation.Erase), ("$sum", EntryChecksum.Of(sequence, id, version, LogOperation.Erase, [])), ("$seq", sequence));
            if (changed != 1) throw new EngineException(EngineFailure.DataLoss, $"{Path}: entry {sequence} (article {id}) is not found to be erased");
        }

        return entries.Count;
    }

    /// <summary>The last change of the user words; zeros if there never was one.</summary>
    public (long Sequence, int Version) LastUserWordChange()
    {
        using SqliteDataReader reader = statements.With("SELECT seq, version FROM log WHERE article_id = $id ORDER BY version DESC LIMIT 1", ("$id", LogSchema.UserWordsId)).ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt32(1)) : (0, 0);
    }

    public void Dispose() => append.Dispose();
}
