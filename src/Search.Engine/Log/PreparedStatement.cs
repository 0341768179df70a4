using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Search.Engine;

/// <summary>
/// A statement that runs once for every article put. The provider's commands look each parameter up by its name at every run, which cost as
/// much as the statement; this binds by number, from 1. Used by one thread.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public PreparedStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("the connection is not open");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public PreparedStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    public PreparedStatement Bind(int parameter, double value)
    {
        Check(raw.sqlite3_bind_double(statement, parameter, value));
        return this;
    }

    public PreparedStatement Bind(int parameter, string value)
    {
        // With its length: the overload for strings would end it at a NUL character.
        int length = Encoding.UTF8.GetByteCount(value);
        Span<byte> utf8 = length <= 512 ? stackalloc byte[512] : new byte[length];
        Encoding.UTF8.GetBytes(value, utf8);
        Check(raw.sqlite3_bind_text(statement, parameter, utf8[..length]));
        return this;
    }

    /// <param name="value">Null binds NULL.</param>
    public PreparedStatement Bind(int parameter, byte[]? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(statement, parameter) : raw.sqlite3_bind_blob(statement, parameter, value));
        return this;
    }

    public void Run() => Read<object?>(static _ => null);

    /// <summary>What <paramref name="read"/> makes of the first row; nothing if there is none.</summary>
    public T? Read<T>(Func<sqlite3_stmt, T> read)
    {
        try
        {
            int state = raw.sqlite3_step(statement);
            if (state == raw.SQLITE_ROW) return read(statement);
            if (state != raw.SQLITE_DONE) Check(state);
            return default;
        }
        finally
        {
            _ = raw.sqlite3_reset(statement); // repeats what the step said
        }
    }

    /// <param name="column">From 0.</param>
    public static string TextOf(sqlite3_stmt row, int column) => raw.sqlite3_column_text(row, column).utf8_to_string();

    public void Dispose() => statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, database);
    }
}
