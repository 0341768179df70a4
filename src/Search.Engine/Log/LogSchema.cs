using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>
/// The log's database. <c>log</c> is the truth; <c>articles</c> is its last state by id, <c>pages</c> and <c>newspapers</c>
/// hold numbers already given, <c>deliveries</c> what was seen, <c>audit</c> who deleted, <c>erasures</c> what was erased,
/// <c>user_words</c> the words in force with the entry that brought each,
/// <c>titles</c> and <c>issues</c> how many articles each has. All change in one transaction.
/// </summary>
internal static class LogSchema
{
    /// <summary>
    /// One step a format. A new log is made by running all of them, an older one is brought up to date by those it lacks, so
    /// both end with the same tables. A step that was released is never changed; a log of a higher format is refused.
    /// </summary>
    private static readonly string[] Steps = [Tables, Corrections, Erasure, UserWords, Summaries, Twice];

    /// <summary>An entry that changes the user words has this in place of an article's id; no article can have it.</summary>
    public const string UserWordsId = "";

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
            source TEXT NOT NULL, file_name TEXT NOT NULL, PRIMARY KEY(newspaper, date, page)) WITHOUT ROWID;
        CREATE TABLE newspapers(name TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE) WITHOUT ROWID;
        CREATE TABLE deliveries(digest BLOB PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE audit(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL);
        """;

    private const string Corrections = "ALTER TABLE pages ADD COLUMN correction TEXT NOT NULL DEFAULT ''";

    /// <summary>
    /// Every source a page ever had, so that an erasure finds them all and a restore to a sequence the right one; what was
    /// erased, with the sources that must not come back; and when each delivery was seen.
    /// </summary>
    private const string Erasure = """
        CREATE TABLE page_sources(
            newspaper TEXT NOT NULL, date TEXT NOT NULL, page TEXT NOT NULL, seq INTEGER NOT NULL, source TEXT NOT NULL,
            correction TEXT NOT NULL, PRIMARY KEY(newspaper, date, page, seq)) WITHOUT ROWID;
        CREATE INDEX page_sources_by_source ON page_sources(source);
        INSERT INTO page_sources SELECT newspaper, date, page, 0, source, correction FROM pages WHERE source <> '';
        CREATE TABLE erasures(article_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, finished INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE erased_texts(digest BLOB PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE erased_sources(source TEXT PRIMARY KEY) WITHOUT ROWID;
        ALTER TABLE deliveries ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
        """;

    private const string UserWords = "CREATE TABLE user_words(word TEXT NOT NULL, source INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(word, source)) WITHOUT ROWID;";

    /// <summary>
    /// How many articles each issue and each newspaper has, so that neither is counted when asked for. Triggers keep them: whatever changes an article's state
    /// changes them in the same transaction, and nothing can forget it.
    /// </summary>
    private const string Summaries = """
        CREATE TABLE issues(newspaper TEXT NOT NULL, date TEXT NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY(newspaper, date)) WITHOUT ROWID;
        CREATE TABLE titles(newspaper TEXT PRIMARY KEY, issues INTEGER NOT NULL, articles INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TRIGGER issue_added AFTER INSERT ON issues BEGIN
            INSERT INTO titles VALUES(NEW.newspaper, 1, NEW.articles)
                ON CONFLICT(newspaper) DO UPDATE SET issues = issues + 1, articles = articles + NEW.articles;
        END;
        CREATE TRIGGER issue_changed AFTER UPDATE ON issues BEGIN
            UPDATE titles SET articles = articles + NEW.articles - OLD.articles WHERE newspaper = NEW.newspaper;
        END;
        CREATE TRIGGER issue_removed AFTER DELETE ON issues BEGIN
            UPDATE titles SET issues = issues - 1, articles = articles - OLD.articles WHERE newspaper = OLD.newspaper;
            DELETE FROM titles WHERE newspaper = OLD.newspaper AND issues = 0;
        END;
        INSERT INTO issues SELECT newspaper, date, count(*) FROM articles WHERE deleted = 0 GROUP BY newspaper, date;
        CREATE TRIGGER article_added AFTER INSERT ON articles WHEN NEW.deleted = 0 BEGIN
            INSERT INTO issues VALUES(NEW.newspaper, NEW.date, 1) ON CONFLICT(newspaper, date) DO UPDATE SET articles = articles + 1;
        END;
        CREATE TRIGGER article_changed AFTER UPDATE OF deleted, newspaper, date ON articles
            WHEN OLD.deleted <> NEW.deleted OR OLD.newspaper <> NEW.newspaper OR OLD.date <> NEW.date BEGIN
            INSERT INTO issues SELECT NEW.newspaper, NEW.date, 1 WHERE NEW.deleted = 0 ON CONFLICT(newspaper, date) DO UPDATE SET articles = articles + 1;
            UPDATE issues SET articles = articles - 1 WHERE OLD.deleted = 0 AND newspaper = OLD.newspaper AND date = OLD.date;
            DELETE FROM issues WHERE newspaper = OLD.newspaper AND date = OLD.date AND articles = 0;
        END;
        CREATE TRIGGER article_removed AFTER DELETE ON articles WHEN OLD.deleted = 0 BEGIN
            UPDATE issues SET articles = articles - 1 WHERE newspaper = OLD.newspaper AND date = OLD.date;
            DELETE FROM issues WHERE newspaper = OLD.newspaper AND date = OLD.date AND articles = 0;
        END;
        """;

    /// <summary>
    /// Entries have checksums, and what is in <c>articles</c>, <c>user_words</c>, <c>issues</c> and <c>titles</c> follows from them. What stands nowhere else is held twice: an index
    /// over a table's other columns is a second copy, and SQLite's own check compares the two, so that a flipped bit in a page's source or an erasure shows.
    /// </summary>
    private const string Twice = """
        CREATE INDEX pages_twice ON pages(section, next_number, source, file_name, correction);
        CREATE INDEX page_sources_twice ON page_sources(correction, source);
        CREATE INDEX erasures_twice ON erasures(seq, finished);
        CREATE INDEX erased_texts_twice ON erased_texts(article_id);
        CREATE INDEX erased_sources_twice ON erased_sources(source);
        CREATE INDEX audit_twice ON audit(at, action, subject);
        """;

    /// <summary>
    /// Which source each page has or had, by both copies of <c>page_sources</c> and by <c>pages</c>, so that damage to one hides none. Each copy is named: left to itself SQLite
    /// may read one of them twice.
    /// </summary>
    /// <param name="where">Of each copy.</param>
    public static string SourceHistory(string where) =>
        $"SELECT newspaper, date, page, source, correction FROM page_sources INDEXED BY sqlite_autoindex_page_sources_1 WHERE {where} "
        + $"UNION SELECT newspaper, date, page, source, correction FROM page_sources INDEXED BY page_sources_twice WHERE {where} UNION SELECT newspaper, date, page, source, correction FROM pages WHERE {where}";

    public static int Format => Steps.Length;

    /// <summary>Opens a connection for the writer: WAL, and every commit flushed to disk before it returns.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2000; PRAGMA cache_size=-16000; PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON;");
        return connection;
    }

    /// <summary>
    /// What SQLite keeps to take back a savepoint, or one statement whose triggers write too, is of no use after a crash and small; yet by default it goes to a temporary file,
    /// for each article five pages and ten calls of the system, six times the bytes of the write-ahead log.
    /// </summary>
    public static void KeepUndoInMemory(SqliteConnection connection) => Execute(connection, "PRAGMA temp_store=MEMORY");

    /// <summary>Before <see cref="Vacuum"/>: what a damaged page hides would not be copied, and be gone for good.</summary>
    /// <exception cref="EngineException">DataLoss when a page is damaged.</exception>
    public static void RequireWhole(SqliteConnection connection)
    {
        using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (check.ExecuteScalar() is not "ok" and var damage) throw new EngineException(EngineFailure.DataLoss, $"{connection.DataSource} is damaged and is not written anew: {damage}");
    }

    /// <summary>Writes the database anew without what was deleted, by way of a copy that is as large as the log and therefore in a file.</summary>
    public static void Vacuum(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA temp_store=FILE");
        Execute(connection, "VACUUM");
    }

    /// <summary>Opens a connection that only reads.</summary>
    public static SqliteConnection OpenReader(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = true }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA query_only=ON; PRAGMA cell_size_check=ON;");
        return connection;
    }

    /// <summary>Makes the tables of an empty file, brings those of an older format up to date, all or nothing.</summary>
    /// <returns>The log's id.</returns>
    public static string Ensure(SqliteConnection connection, string path)
    {
        int format = ReadFormat(connection, path);
        if (format < Format)
        {
            using SqliteTransaction change = connection.BeginTransaction();
            foreach (string step in Steps[format..]) Execute(connection, step, change);
            using SqliteCommand note = connection.CreateCommand();
            note.Transaction = change;
            note.CommandText = "INSERT INTO meta VALUES('format', $format) ON CONFLICT(key) DO UPDATE SET value = excluded.value; INSERT OR IGNORE INTO meta VALUES('log_id', $id)";
            note.Parameters.AddWithValue("$format", Format.ToString(CultureInfo.InvariantCulture));
            note.Parameters.AddWithValue("$id", Guid.NewGuid().ToString("N"));
            note.ExecuteNonQuery();
            change.Commit();
        }

        return Meta(connection, "log_id", path);
    }

    /// <returns>0 for a file without tables.</returns>
    /// <exception cref="EngineException">FailedPrecondition for a log that a newer program wrote.</exception>
    public static int ReadFormat(SqliteConnection connection, string path)
    {
        using SqliteCommand exists = connection.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'meta'";
        if ((long)exists.ExecuteScalar()! == 0) return 0;
        string written = Meta(connection, "format", path);
        if (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out int format) || format > Format || format == 0)
            throw new EngineException(EngineFailure.FailedPrecondition, $"{path} has log format {written}; this program reads formats up to {Format}: use the program that wrote it, or a newer one");
        return format;
    }

    /// <summary>Closes pooled readers, which keep the file open and with it the write-ahead log.</summary>
    public static void ReleaseReaders(string path)
    {
        using SqliteConnection pool = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = true }.ToString());
        SqliteConnection.ClearPool(pool);
    }

    /// <returns>False while a reader is still in it.</returns>
    public static bool EmptyWriteAheadLog(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() && reader.GetInt32(0) == 0;
    }

    /// <summary>Copies the database as it is at this moment to a new file; others may write meanwhile.</summary>
    public static void Copy(SqliteConnection from, string path)
    {
        using SqliteConnection to = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        to.Open();
        from.BackupDatabase(to);
        // One file, without a write-ahead log beside it.
        Execute(to, "PRAGMA journal_mode=DELETE");
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

    public static string Meta(SqliteConnection connection, string key, string path)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteScalar() as string ?? throw new EngineException(EngineFailure.DataLoss, $"{path}: the table meta has no {key}");
    }
}
