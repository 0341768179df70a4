using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Search.Engine;

/// <summary>The last state of an article.</summary>
internal sealed record ArticleRow(string Id, long Sequence, int Version, bool Deleted, string Newspaper, string Date, string Page, int Ordinal, bool ByPage, byte[] Digest)
{
    /// <summary>In the order in which the rows are read.</summary>
    public const string Columns = "id, seq, version, deleted, newspaper, date, page, ordinal, by_page, digest";

    /// <summary>In the column <c>deleted</c>: gone for good.</summary>
    private const int ErasedState = 2;

    /// <summary>Deleted for good: its text is in no entry any more, and the same text coming again is not taken.</summary>
    public bool Erased { get; init; }

    /// <summary>The column <c>deleted</c> after an entry of this operation.</summary>
    public static int StateOf(LogOperation operation) => operation switch { LogOperation.Put => 0, LogOperation.Erase => ErasedState, _ => 1 };

    public static ArticleRow Read(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetInt32(3) != 0, reader.GetString(4), reader.GetString(5),
        reader.GetString(6), reader.GetInt32(7), reader.GetInt32(8) != 0, reader.GetFieldValue<byte[]>(9))
    { Erased = reader.GetInt32(3) == ErasedState };

    public static ArticleRow Read(sqlite3_stmt row) => new(
        PreparedStatement.TextOf(row, 0), raw.sqlite3_column_int64(row, 1), raw.sqlite3_column_int(row, 2), raw.sqlite3_column_int(row, 3) != 0,
        PreparedStatement.TextOf(row, 4), PreparedStatement.TextOf(row, 5), PreparedStatement.TextOf(row, 6),
        raw.sqlite3_column_int(row, 7), raw.sqlite3_column_int(row, 8) != 0, raw.sqlite3_column_blob(row, 9).ToArray())
    { Erased = raw.sqlite3_column_int(row, 3) == ErasedState };
}
