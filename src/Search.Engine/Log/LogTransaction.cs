using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Search.Engine;

/// <summary>The rows a put or delete reads and writes, on the writer's connection; used by the writer's thread only.</summary>
internal sealed class LogTransaction : IDisposable
{
    /// <summary>In the column <c>deleted</c>: gone for good.</summary>
    private const int ErasedState = 2;

    private readonly SqliteConnection connection;
    private readonly TimeProvider time;
    private readonly Dictionary<string, SqliteCommand> prepared = [];
    private readonly PreparedStatement findArticle;
    private readonly PreparedStatement findDelivery;
    private readonly PreparedStatement rememberDelivery;
    private readonly PreparedStatement findErasedText;
    private readonly PreparedStatement appendEntry;
    private readonly PreparedStatement setState;

    /// <summary>Pages whose row this transaction has made sure of.</summary>
    private readonly HashSet<(string Newspaper, string Date, string Page)> touched = [];

    public LogTransaction(SqliteConnection connection, TimeProvider time)
    {
        this.connection = connection;
        this.time = time;
        Head = (long)Command("SELECT seq FROM head").ExecuteScalar()!;
        findArticle = new PreparedStatement(connection, "SELECT id, seq, version, deleted, newspaper, date, page, ordinal, by_page, digest FROM articles WHERE id = ?1");
        findDelivery = new PreparedStatement(connection, "SELECT article_id FROM deliveries WHERE digest = ?1");
        rememberDelivery = new PreparedStatement(connection, "INSERT INTO deliveries VALUES(?1, ?2, ?3) ON CONFLICT(digest) DO UPDATE SET article_id = excluded.article_id");
        findErasedText = new PreparedStatement(connection, "SELECT article_id FROM erased_texts WHERE digest = ?1");
        HoldsErasures = (long)Command("SELECT EXISTS(SELECT 1 FROM erased_texts)").ExecuteScalar()! != 0;
        appendEntry = new PreparedStatement(connection, "INSERT INTO log VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        setState = new PreparedStatement(
            connection,
            "INSERT INTO articles VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
            + "ON CONFLICT(id) DO UPDATE SET seq = excluded.seq, version = excluded.version, deleted = excluded.deleted, newspaper = excluded.newspaper, "
            + "date = excluded.date, page = excluded.page, ordinal = excluded.ordinal, by_page = excluded.by_page, confidence = excluded.confidence, digest = excluded.digest");
    }

    /// <summary>The last sequence given, committed or not.</summary>
    public long Head { get; private set; }

    public void Begin()
    {
        touched.Clear();
        Command("BEGIN IMMEDIATE").ExecuteNonQuery();
    }

    /// <summary>Writes the head once for the whole group, and makes all of it durable.</summary>
    public void Commit()
    {
        SqliteCommand head = Command("UPDATE head SET seq = $seq WHERE seq <> $seq", "$seq");
        head.Parameters[0].Value = Head;
        head.ExecuteNonQuery();
        Command("COMMIT").ExecuteNonQuery();
    }

    public void Rollback(long head)
    {
        // SQLite itself rolls back on some failures (a full disk); a second ROLLBACK would then be an error of its own.
        touched.Clear();
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0) Command("ROLLBACK").ExecuteNonQuery();
        Head = head;
    }

    public void Savepoint() => Command("SAVEPOINT put").ExecuteNonQuery();

    public void Release() => Command("RELEASE put").ExecuteNonQuery();

    public void RollbackToSavepoint(long head)
    {
        touched.Clear();
        Command("ROLLBACK TO put").ExecuteNonQuery();
        Command("RELEASE put").ExecuteNonQuery();
        Head = head;
    }

    public ArticleRow? FindArticle(string id) => findArticle.Bind(1, id).Read(ReadRow);

    /// <summary>The page's articles in their order, the deleted ones too.</summary>
    public List<ArticleRow> ListPage(string newspaper, string date, string page)
    {
        SqliteCommand command = Command(
            "SELECT id, seq, version, deleted, newspaper, date, page, ordinal, by_page, digest FROM articles WHERE newspaper = $n AND date = $d AND page = $p ORDER BY ordinal, id", "$n", "$d", "$p");
        command.Parameters[0].Value = newspaper;
        command.Parameters[1].Value = date;
        command.Parameters[2].Value = page;
        return ReadRows(command);
    }

    public List<ArticleRow> ListIssue(string newspaper, string date)
    {
        SqliteCommand command = Command(
            "SELECT id, seq, version, deleted, newspaper, date, page, ordinal, by_page, digest FROM articles WHERE newspaper = $n AND date = $d AND deleted = 0 ORDER BY page, ordinal, id", "$n", "$d");
        command.Parameters[0].Value = newspaper;
        command.Parameters[1].Value = date;
        return ReadRows(command);
    }

    /// <summary>The text that the article's state names.</summary>
    public Article ReadBody(ArticleRow row)
    {
        SqliteCommand command = Command("SELECT seq, article_id, version, op, body, checksum FROM log WHERE seq = $seq", "$seq");
        command.Parameters[0].Value = row.Sequence;
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? ArticleCodec.Decode(LogDamage.ReadState(reader, connection.DataSource, row.Id, row.Version).Body)
            : throw new EngineException(EngineFailure.DataLoss, $"{connection.DataSource}: the state of article {row.Id} names entry {row.Sequence}, which is not there");
    }

    /// <summary>Every text the log holds of the article, oldest first.</summary>
    public List<Article> ReadTexts(ArticleRow row)
    {
        SqliteCommand command = Command("SELECT seq, article_id, version, op, body, checksum FROM log WHERE article_id = $id ORDER BY version", "$id");
        command.Parameters[0].Value = row.Id;
        List<LogEntry> entries = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) entries.Add(LogDamage.ReadSound(reader, connection.DataSource));
        return LogDamage.TextsOf(entries, connection.DataSource, row.Id, row.Version);
    }

    /// <summary>The text of the last version before <paramref name="version"/> that has one.</summary>
    public Article ReadBodyBefore(string id, int version)
    {
        SqliteCommand command = Command("SELECT seq, article_id, version, op, body, checksum FROM log WHERE article_id = $id AND version < $version AND body IS NOT NULL ORDER BY version DESC LIMIT 1", "$id", "$version");
        command.Parameters[0].Value = id;
        command.Parameters[1].Value = version;
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? ArticleCodec.Decode(LogDamage.ReadSound(reader, connection.DataSource).Body) : new Article();
    }

    /// <summary>Appends one entry and makes it the article's state.</summary>
    /// <returns>Its sequence.</returns>
    /// <param name="body">The article as <see cref="ArticleCodec"/> writes it; null where the operation is no put.</param>
    /// <param name="digest"><see cref="DigestOf(Article)"/> the article; a deleted article keeps that of what it was, which is how the same text coming again is known.</param>
    public long Append(Article article, byte[]? body, byte[] digest, ArticleRow? previous, LogOperation operation, bool byPage, int ordinal)
    {
        int version = (previous?.Version ?? 0) + 1;
        long sequence = AppendEntry(article.Id, version, operation, body);
        setState.Bind(1, article.Id).Bind(2, sequence).Bind(3, version).Bind(4, StateOf(operation)).Bind(5, article.Newspaper).Bind(6, article.Date).Bind(7, article.Page)
            .Bind(8, ordinal).Bind(9, byPage ? 1 : 0).Bind(10, article.Confidence).Bind(11, digest).Run();
        return sequence;
    }

    /// <summary>The words of one source.</summary>
    public HashSet<string> ListUserWords(UserWordSource source)
    {
        SqliteCommand command = Command("SELECT word FROM user_words WHERE source = $source", "$source");
        command.Parameters[0].Value = (int)source;
        HashSet<string> words = new(StringComparer.Ordinal);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) words.Add(reader.GetString(0));
        return words;
    }

    /// <summary>The last change of the user words; zeros if there never was one.</summary>
    public (long Sequence, int Version) LastUserWordChange()
    {
        SqliteCommand command = Command("SELECT seq, version FROM log WHERE article_id = $id ORDER BY version DESC LIMIT 1", "$id");
        command.Parameters[0].Value = LogSchema.UserWordsId;
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt32(1)) : (0, 0);
    }

    /// <summary>Appends a change of the user words and makes it their state.</summary>
    /// <returns>Its sequence.</returns>
    public long Append(UserWordChange change)
    {
        long sequence = AppendEntry(LogSchema.UserWordsId, LastUserWordChange().Version + 1, LogOperation.UserWords, change.Encode());
        SqliteCommand remove = Command("DELETE FROM user_words WHERE word = $word AND source = $source", "$word", "$source");
        remove.Parameters[1].Value = (int)change.Source;
        foreach (string word in change.Removed)
        {
            remove.Parameters[0].Value = word;
            remove.ExecuteNonQuery();
        }

        SqliteCommand add = Command("INSERT INTO user_words VALUES($word, $source, $seq)", "$word", "$source", "$seq");
        add.Parameters[1].Value = (int)change.Source;
        add.Parameters[2].Value = sequence;
        foreach (string word in change.Added)
        {
            add.Parameters[0].Value = word;
            add.ExecuteNonQuery();
        }

        return sequence;
    }

    public void SetOrdinal(string id, int ordinal)
    {
        SqliteCommand command = Command("UPDATE articles SET ordinal = $o WHERE id = $id", "$o", "$id");
        command.Parameters[0].Value = ordinal;
        command.Parameters[1].Value = id;
        command.ExecuteNonQuery();
    }

    /// <summary>A number never given on this page before, and no id of a sender's own either.</summary>
    public string NewId(string newspaper, string date, string page, Func<string, string?> configuredCode)
    {
        string code = CodeOf(newspaper, configuredCode);
        TouchPage(newspaper, date, page);
        SqliteCommand read = Command("SELECT next_number FROM pages WHERE newspaper = $n AND date = $d AND page = $p", "$n", "$d", "$p");
        read.Parameters[0].Value = newspaper;
        read.Parameters[1].Value = date;
        read.Parameters[2].Value = page;
        int number = (int)(long)read.ExecuteScalar()!;
        string id = ArticleIds.Make(code, date, page, number);
        while (FindArticle(id) is not null) id = ArticleIds.Make(code, date, page, ++number);

        SqliteCommand write = Command("UPDATE pages SET next_number = $next WHERE newspaper = $n AND date = $d AND page = $p", "$next", "$n", "$d", "$p");
        write.Parameters[0].Value = number + 1;
        write.Parameters[1].Value = newspaper;
        write.Parameters[2].Value = date;
        write.Parameters[3].Value = page;
        write.ExecuteNonQuery();
        return id;
    }

    /// <summary>Makes the page's row if there is none.</summary>
    public void TouchPage(string newspaper, string date, string page)
    {
        if (!touched.Add((newspaper, date, page))) return;
        SqliteCommand command = Command("INSERT OR IGNORE INTO pages VALUES($n, $d, $p, '', 1, '', '', '')", "$n", "$d", "$p");
        command.Parameters[0].Value = newspaper;
        command.Parameters[1].Value = date;
        command.Parameters[2].Value = page;
        command.ExecuteNonQuery();
    }

    public void SetPage(LoggedPagePut logged)
    {
        PagePut put = logged.Put;
        TouchPage(put.Newspaper, put.Date, put.Page);
        SqliteCommand history = Command(
            "INSERT INTO page_sources SELECT $n, $d, $p, $seq, $source, $correction WHERE $source <> '' "
            + "AND NOT EXISTS (SELECT 1 FROM pages WHERE newspaper = $n AND date = $d AND page = $p AND source = $source AND correction = $correction) "
            + "ON CONFLICT DO UPDATE SET source = excluded.source, correction = excluded.correction", "$n", "$d", "$p", "$seq", "$source", "$correction");
        history.Parameters[0].Value = put.Newspaper;
        history.Parameters[1].Value = put.Date;
        history.Parameters[2].Value = put.Page;
        history.Parameters[3].Value = Head;
        history.Parameters[4].Value = logged.SourceSha256;
        history.Parameters[5].Value = logged.CorrectionSha256;
        history.ExecuteNonQuery();

        SqliteCommand command = Command(
            "UPDATE pages SET section = $section, source = $source, file_name = $file, correction = $correction WHERE newspaper = $n AND date = $d AND page = $p",
            "$section", "$source", "$file", "$n", "$d", "$p", "$correction");
        command.Parameters[0].Value = put.Section;
        command.Parameters[1].Value = logged.SourceSha256;
        command.Parameters[2].Value = put.FileName;
        command.Parameters[3].Value = put.Newspaper;
        command.Parameters[4].Value = put.Date;
        command.Parameters[5].Value = put.Page;
        command.Parameters[6].Value = logged.CorrectionSha256;
        command.ExecuteNonQuery();
    }

    /// <summary>The article that this delivery became when it was first seen; null if it never was, empty for a page's delivery.</summary>
    public string? FindDelivery(byte[] digest) => findDelivery.Bind(1, digest).Read(ReadText);

    public void RememberDelivery(byte[] digest, string articleId) => rememberDelivery.Bind(1, digest).Bind(2, articleId).Bind(3, Head).Run();

    /// <summary>Takes the texts out of the article's entries; their checksums then hold for what is left.</summary>
    /// <returns>How many entries had one.</returns>
    public int EraseTexts(string id)
    {
        SqliteCommand find = Command("SELECT seq, version FROM log WHERE article_id = $id AND body IS NOT NULL", "$id");
        find.Parameters[0].Value = id;
        List<(long Sequence, int Version)> entries = [];
        using (SqliteDataReader reader = find.ExecuteReader())
        {
            while (reader.Read()) entries.Add((reader.GetInt64(0), reader.GetInt32(1)));
        }

        foreach ((long sequence, int version) in entries)
        {
            SqliteCommand erase = Command("UPDATE log SET op = $op, body = NULL, checksum = $sum WHERE seq = $seq", "$op", "$sum", "$seq");
            erase.Parameters[0].Value = (int)LogOperation.Erase;
            erase.Parameters[1].Value = Checksum(sequence, id, version, LogOperation.Erase, []);
            erase.Parameters[2].Value = sequence;
            erase.ExecuteNonQuery();
        }

        return entries.Count;
    }

    /// <summary>Every source and correction the page has or had.</summary>
    public List<string> ListSources(string newspaper, string date, string page)
    {
        SqliteCommand command = Command("SELECT source FROM page_sources WHERE newspaper = $n AND date = $d AND page = $p UNION SELECT correction FROM page_sources WHERE newspaper = $n AND date = $d AND page = $p AND correction <> ''", "$n", "$d", "$p");
        command.Parameters[0].Value = newspaper;
        command.Parameters[1].Value = date;
        command.Parameters[2].Value = page;
        List<string> sources = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) sources.Add(reader.GetString(0));
        return sources;
    }

    /// <summary>No page has the source any more, and none gets it again.</summary>
    public void EraseSource(string sha256)
    {
        foreach (string sql in (ReadOnlySpan<string>)
        [
            "INSERT OR IGNORE INTO erased_sources VALUES($s)",
            "UPDATE pages SET source = '' WHERE source = $s", "UPDATE pages SET correction = '' WHERE correction = $s",
            "DELETE FROM page_sources WHERE source = $s", "UPDATE page_sources SET correction = '' WHERE correction = $s",
        ])
        {
            SqliteCommand command = Command(sql, "$s");
            command.Parameters[0].Value = sha256;
            command.ExecuteNonQuery();
        }
    }

    public bool IsErasedSource(string sha256)
    {
        SqliteCommand command = Command("SELECT 1 FROM erased_sources WHERE source = $s", "$s");
        command.Parameters[0].Value = sha256;
        return command.ExecuteScalar() is not null;
    }

    public void FinishErasure(string id)
    {
        SqliteCommand command = Command("UPDATE erasures SET finished = 1 WHERE article_id = $id", "$id");
        command.Parameters[0].Value = id;
        command.ExecuteNonQuery();
    }

    /// <summary>The article that lost this text by an erasure; null for any other text.</summary>
    public ArticleRow? FindErasedText(byte[] digest) => findErasedText.Bind(1, digest).Read(ReadText) is { } id ? FindArticle(id) : null;

    /// <summary>Whether any text was ever erased: only then is a put looked through for one.</summary>
    public bool HoldsErasures { get; private set; }

    public void RememberErasedText(byte[] digest, string id)
    {
        HoldsErasures = true;
        SqliteCommand command = Command("INSERT OR REPLACE INTO erased_texts VALUES($d, $id)", "$d", "$id");
        command.Parameters[0].Value = digest;
        command.Parameters[1].Value = id;
        command.ExecuteNonQuery();
    }

    /// <summary>Until <see cref="FinishErasure"/>, a start of the engine goes on with it.</summary>
    public void NoteErasure(string id, long sequence)
    {
        SqliteCommand command = Command("INSERT OR REPLACE INTO erasures VALUES($id, $seq, 0)", "$id", "$seq");
        command.Parameters[0].Value = id;
        command.Parameters[1].Value = sequence;
        command.ExecuteNonQuery();
    }

    public void Audit(string action, string subject)
    {
        SqliteCommand command = Command("INSERT INTO audit(at, action, subject) VALUES($at, $action, $subject)", "$at", "$action", "$subject");
        command.Parameters[0].Value = time.GetUtcNow().ToUnixTimeMilliseconds();
        command.Parameters[1].Value = action;
        command.Parameters[2].Value = subject;
        command.ExecuteNonQuery();
    }

    /// <summary>The column <c>deleted</c> after an entry of this operation.</summary>
    public static int StateOf(LogOperation operation) => operation switch { LogOperation.Put => 0, LogOperation.Erase => ErasedState, _ => 1 };

    /// <summary>Of everything the article says, without its id.</summary>
    public static byte[] DigestOf(Article article) => DigestOf(ArticleCodec.EncodeWithoutId(article));

    /// <param name="encodedWithoutId">See <see cref="ArticleCodec.EncodeWithoutId"/>.</param>
    public static byte[] DigestOf(byte[] encodedWithoutId) => SHA256.HashData(encodedWithoutId)[..16];

    /// <summary>Over all columns that matter, so that a flipped bit on disk is noticed and never served.</summary>
    public static long Checksum(long sequence, string id, int version, LogOperation operation, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], version);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], (int)operation);
        hash.AppendData(head);
        hash.AppendData(Encoding.UTF8.GetBytes(id));
        hash.AppendData(body);
        Span<byte> result = stackalloc byte[32];
        hash.GetHashAndReset(result);
        return BinaryPrimitives.ReadInt64LittleEndian(result);
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in prepared.Values) command.Dispose();
        foreach (PreparedStatement statement in (ReadOnlySpan<PreparedStatement>)[findArticle, findDelivery, rememberDelivery, findErasedText, appendEntry, setState]) statement.Dispose();
    }

    private long AppendEntry(string id, int version, LogOperation operation, byte[]? body)
    {
        long sequence = ++Head;
        appendEntry.Bind(1, sequence).Bind(2, id).Bind(3, version).Bind(4, (int)operation).Bind(5, body)
            .Bind(6, time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(7, Checksum(sequence, id, version, operation, body)).Run();
        return sequence;
    }

    private string CodeOf(string newspaper, Func<string, string?> configuredCode)
    {
        SqliteCommand find = Command("SELECT code FROM newspapers WHERE name = $n", "$n");
        find.Parameters[0].Value = newspaper;
        if (find.ExecuteScalar() is string known) return known;
        string[] candidates = [configuredCode(newspaper) ?? ArticleIds.DeriveCode(newspaper), ArticleIds.DeriveCode(newspaper + "\0", 16)];
        foreach (string code in candidates)
        {
            SqliteCommand insert = Command("INSERT OR IGNORE INTO newspapers VALUES($n, $c)", "$n", "$c");
            insert.Parameters[0].Value = newspaper;
            insert.Parameters[1].Value = code;
            if (insert.ExecuteNonQuery() == 1) return code;
        }

        throw new EngineException(EngineFailure.FailedPrecondition, $"no free code for the newspaper {newspaper}: configure one", "newspaper");
    }

    private static List<ArticleRow> ReadRows(SqliteCommand command)
    {
        List<ArticleRow> rows = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(ReadRow(reader));
        return rows;
    }

    private static ArticleRow ReadRow(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetInt32(3) != 0, reader.GetString(4), reader.GetString(5),
        reader.GetString(6), reader.GetInt32(7), reader.GetInt32(8) != 0, reader.GetFieldValue<byte[]>(9))
    { Erased = reader.GetInt32(3) == ErasedState };

    private static ArticleRow ReadRow(sqlite3_stmt row) => new(
        raw.sqlite3_column_text(row, 0).utf8_to_string(), raw.sqlite3_column_int64(row, 1), raw.sqlite3_column_int(row, 2), raw.sqlite3_column_int(row, 3) != 0,
        raw.sqlite3_column_text(row, 4).utf8_to_string(), raw.sqlite3_column_text(row, 5).utf8_to_string(), raw.sqlite3_column_text(row, 6).utf8_to_string(),
        raw.sqlite3_column_int(row, 7), raw.sqlite3_column_int(row, 8) != 0, raw.sqlite3_column_blob(row, 9).ToArray())
    { Erased = raw.sqlite3_column_int(row, 3) == ErasedState };

    private static string ReadText(sqlite3_stmt row) => raw.sqlite3_column_text(row, 0).utf8_to_string();

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        if (prepared.TryGetValue(sql, out SqliteCommand? command)) return command;
        command = connection.CreateCommand();
#pragma warning disable CA2100 // only constants of this class come here
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (string name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        prepared.Add(sql, command);
        return command;
    }
}

/// <summary>The last state of an article.</summary>
internal sealed record ArticleRow(string Id, long Sequence, int Version, bool Deleted, string Newspaper, string Date, string Page, int Ordinal, bool ByPage, byte[] Digest)
{
    /// <summary>Deleted for good: its text is in no entry any more, and the same text coming again is not taken.</summary>
    public bool Erased { get; init; }
}
