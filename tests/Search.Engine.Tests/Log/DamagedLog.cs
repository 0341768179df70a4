using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Log;

/// <summary>A closed log's file, changed behind its back.</summary>
internal static class DamagedLog
{
    public static SqliteArticleLog Open(string folder) => SqliteArticleLog.Open(
        folder, new EngineOptions { DataDirectory = folder, DictionariesDirectory = "", ConfigDirectory = "" }, _ => null, TimeProvider.System, NullLogger.Instance);

    public static string FileOf(string folder) => Path.Combine(folder, "articles.db");

    public static void Change(string folder, string sql)
    {
        using SqliteConnection connection = Connect(folder);
        LogSchema.Execute(connection, sql);
    }

    /// <summary>Changes rows while their table has no such index, which keeps what it said before.</summary>
    public static void ChangeBehind(string folder, string index, string sql)
    {
        // An index that a constraint makes has no statement of its own and goes with the constraint.
        const string Constraint = ", UNIQUE(article_id, version)";
        bool own = !index.StartsWith("sqlite_autoindex_", StringComparison.Ordinal);
        Change(folder, $"PRAGMA writable_schema=ON; CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE name IN ('log', '{index}'); "
            + (own ? "" : $"UPDATE sqlite_schema SET sql = replace(sql, '{Constraint}', '') WHERE name = 'log'; ") + $"DELETE FROM sqlite_schema WHERE name = '{index}'");
        Change(folder, sql);
        Change(folder, $"PRAGMA writable_schema=ON; INSERT INTO sqlite_schema SELECT * FROM kept WHERE name = '{index}'; "
            + "UPDATE sqlite_schema SET sql = (SELECT sql FROM kept WHERE name = 'log') WHERE name = 'log'; DELETE FROM sqlite_schema WHERE name = 'kept'");
    }

    public static long Ask(string folder, string sql)
    {
        using SqliteConnection connection = Connect(folder);
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // only constants of these tests come here
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Connect(string folder)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = FileOf(folder), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
