using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Search.Engine;

/// <summary>One transaction after the other on the writer's connection, and the rows that a put or delete reads and writes in it; used by the writer's thread only.</summary>
internal sealed class LogTransaction : IDisposable
{
    private readonly LogStatements statements;
    private readonly TimeProvider time;

    public LogTransaction(SqliteConnection connection, TimeProvider time)
    {
        this.time = time;
        statements = new LogStatements(connection);
        LogSchema.KeepUndoInMemory(connection);
        Entries = new LogEntries(statements, time);
        Articles = new ArticleRows(statements, Entries);
        Pages = new PageRows(statements, Entries, Articles);
        UserWords = new UserWordRows(statements, Entries);
        Deliveries = new DeliveryRows(connection, Entries);
        Erasures = new ErasureRows(statements);
    }

    public LogEntries Entries { get; }

    public ArticleRows Articles { get; }

    public PageRows Pages { get; }

    public UserWordRows UserWords { get; }

    public DeliveryRows Deliveries { get; }

    public ErasureRows Erasures { get; }

    /// <summary>The database's file.</summary>
    public string Path => statements.Connection.DataSource;

    /// <summary>The last sequence given, committed or not.</summary>
    public long Head => Entries.Head;

    /// <summary>Rows written since the connection was opened; a put that leaves it as it was has written nothing.</summary>
    public long Changes => raw.sqlite3_total_changes(statements.Connection.Handle);

    public void Begin()
    {
        Pages.Forget();
        statements.Run("BEGIN IMMEDIATE");
    }

    /// <summary>Writes the head once for the whole group, and makes all of it durable.</summary>
    public void Commit()
    {
        Entries.WriteHead();
        statements.Run("COMMIT");
    }

    public void Rollback(long head)
    {
        Pages.Forget();
        // Before what may fail: a number given and rolled back must be given again, or the log has a gap.
        Entries.ResetHead(head);
        // SQLite itself rolls back on some failures (a full disk); a second ROLLBACK would then be an error of its own.
        if (raw.sqlite3_get_autocommit(statements.Connection.Handle) == 0) statements.Run("ROLLBACK");
    }

    public void Savepoint() => statements.Run("SAVEPOINT put");

    public void Release() => statements.Run("RELEASE put");

    public void RollbackToSavepoint(long head)
    {
        Pages.Forget();
        statements.Run("ROLLBACK TO put");
        statements.Run("RELEASE put");
        Entries.ResetHead(head);
    }

    /// <summary>Notes what an operator did.</summary>
    public void Audit(string action, string subject) => statements.Run(
        "INSERT INTO audit(at, action, subject) VALUES($at, $action, $subject)", ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()), ("$action", action), ("$subject", subject));

    public void Dispose()
    {
        foreach (IDisposable part in (ReadOnlySpan<IDisposable>)[statements, Entries, Articles, Deliveries, Erasures]) part.Dispose();
    }
}
