using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>
/// The log's database. <c>log</c> is the truth; <c>articles</c> is its last state by id, <c>pages</c> and <c>newspapers</c>
/// hold numbers already given, <c>deliveries</c> what was seen, <c>audit</c> who deleted. All change in one transaction.
/// </summary>
internal static class LogSchema
{
    /// <summary>Raised when the tables change; a log of a higher format is refused.</summary>
    public const int Format = 2;

    private const string Tables = """
        CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE head(id INTEGER PRIMARY KEY CHECK(id = 1), seq INTEGER NOT NULL);
        INSERT INTO head VALUES(1, 0);
        CREATE TABLE log(
            seq INTEGER PRIMARY KEY, article_id TEXT NOT NULL, version INTEGER NOT NULL, op INTEGER NOT NULL,
            body BLOB, written_at INTEGER NOT NULL, checksum INTEGER NOT NULL, UNIQUE(article_id, version));
        CREATE TABLE articles(
            id TEXT PRIMARY KEY, seq INTEGER NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL,
            newspaper TEXT NOT NULL, date TEXT NOT NULL, page TEXT NOT NULL, ordinal INTEGER NOT NULL,
            by_page INTEGER NOT NULL, confidence REAL NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX articles_by_page ON articles(newspaper, date, page, deleted);
        CREATE INDEX articles_unsure ON articles(confidence) WHERE deleted = 0 AND confidence > 0;
        CREATE TABLE pages(
            newspaper TEXT NOT NULL, date TEXT NOT NULL, page TEXT NOT NULL, section TEXT NOT NULL, next_number INTEGER NOT NULL,
            source TEXT NOT NULL, file_name TEXT NOT NULL, correction TEXT NOT NULL DEFAULT '', PRIMARY KEY(newspaper, date, page)) WITHOUT ROWID;
        CREATE TABLE newspapers(name TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE) WITHOUT ROWID;
        CREATE TABLE deliveries(digest BLOB PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE audit(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL);
        """;

    /// <summary>Opens a connection for the writer: WAL, and every commit flushed to disk before it returns.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2000; PRAGMA cache_size=-16000; PRAGMA cell_size_check=ON;");
        return connection;
    }

    /// <summary>Opens a connection that only reads.</summary>
    public static SqliteConnection OpenReader(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = true }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA query_only=ON; PRAGMA cell_size_check=ON;");
        return connection;
    }

    /// <returns>The log's id.</returns>
    public static string Ensure(SqliteConnection connection, string path)
    {
        using SqliteCommand exists = connection.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'meta'";
        if ((long)exists.ExecuteScalar()! == 0)
        {
            using SqliteTransaction create = connection.BeginTransaction();
            Execute(connection, Tables, create);
            using SqliteCommand insert = connection.CreateCommand();
            insert.Transaction = create;
            insert.CommandText = "INSERT INTO meta VALUES('format', $format), ('log_id', $id)";
            insert.Parameters.AddWithValue("$format", Format.ToString(System.Globalization.CultureInfo.InvariantCulture));
            insert.Parameters.AddWithValue("$id", Guid.NewGuid().ToString("N"));
            insert.ExecuteNonQuery();
            create.Commit();
        }

        string format = Meta(connection, "format", path);
        if (format == "1")
        {
            using SqliteTransaction upgrade = connection.BeginTransaction();
            Execute(connection, "ALTER TABLE pages ADD COLUMN correction TEXT NOT NULL DEFAULT ''; UPDATE meta SET value = '2' WHERE key = 'format'", upgrade);
            upgrade.Commit();
            format = "2";
        }

        if (format != Format.ToString(System.Globalization.CultureInfo.InvariantCulture))
            throw new EngineException(EngineFailure.FailedPrecondition, $"{path} has log format {format}; this program reads format {Format}: use the program that wrote it, or a newer one");
        return Meta(connection, "log_id", path);
    }

    public static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // only constants of this program come here
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string Meta(SqliteConnection connection, string key, string path)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteScalar() as string ?? throw new EngineException(EngineFailure.DataLoss, $"{path}: the table meta has no {key}");
    }
}
