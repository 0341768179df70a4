using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Search.Engine;

/// <summary>What a log's file says of itself, held against its checksums, and failures to read it as the engine's: damage is told apart from a disk that does not answer.</summary>
internal static class LogDamage
{
    /// <summary>Reads the columns seq, article_id, version, op, body, checksum as an entry.</summary>
    /// <exception cref="EngineException">DataLoss when it is not what was written.</exception>
    public static LogEntry ReadSound(SqliteDataReader reader, string path, EntryTexts? texts = null)
    {
        LogEntry entry = LogVerifier.ReadEntry(reader, texts);
        return LogVerifier.IsSound(entry, reader.GetInt64(5))
            ? entry
            : throw new EngineException(EngineFailure.DataLoss, $"{path}: entry {entry.Sequence} (article {entry.ArticleId}) does not match its checksum");
    }

    /// <summary>The last entry of the article as its state names it.</summary>
    /// <exception cref="EngineException">DataLoss when the state names another article's entry, none, or one without a text.</exception>
    public static LogEntry ReadState(SqliteDataReader reader, string path, string id, int version)
    {
        if (reader.IsDBNull(0)) throw new EngineException(EngineFailure.DataLoss, $"{path}: the state of article {id} names an entry that is not there");
        LogEntry entry = ReadSound(reader, path);
        return entry.ArticleId == id && entry.Version == version && entry is { Operation: LogOperation.Put, Body: not null }
            ? entry
            : throw new EngineException(EngineFailure.DataLoss, $"{path}: the state of article {id} names entry {entry.Sequence}, which is not its last");
    }

    /// <summary>Holds a state that says its article is deleted against the entry it names.</summary>
    /// <exception cref="EngineException">DataLoss when that is none of the article's, or a put.</exception>
    public static void ReadDeleted(SqliteDataReader reader, string path, string id, int version)
    {
        LogEntry? entry = reader.IsDBNull(0) ? null : ReadSound(reader, path);
        if (entry is null || entry.ArticleId != id || entry.Version != version || entry.Operation == LogOperation.Put)
            throw new EngineException(EngineFailure.DataLoss, $"{path}: the state of article {id} says that it is deleted, its entry does not");
    }

    /// <summary>The texts among all entries of an article, which must be there from its first version to its last.</summary>
    /// <exception cref="EngineException">DataLoss when one is missing.</exception>
    public static List<Article> TextsOf(IReadOnlyList<LogEntry> entries, string path, string id, int lastVersion)
    {
        if (entries.Count != lastVersion || entries.Where((entry, i) => entry.Version != i + 1 || entry.ArticleId != id).Any())
            throw new EngineException(EngineFailure.DataLoss, $"{path}: of the {lastVersion} entries of article {id} {entries.Count} are found");
        return [.. entries.Where(entry => entry.Body is not null).Select(entry => ArticleCodec.Decode(entry.BodyOrEmpty()))];
    }

    /// <summary>Sequences have no gaps: what is read after <paramref name="last"/> is the next one.</summary>
    /// <exception cref="EngineException">DataLoss when it is not.</exception>
    public static void MustFollow(long last, long next, string path)
    {
        if (next != last + 1) throw new EngineException(EngineFailure.DataLoss, $"{path}: after entry {last} comes {next}; entries are missing or out of order");
    }

    /// <summary>A damaged page may hide the entries after it; the head stands by itself.</summary>
    /// <exception cref="EngineException">DataLoss when nothing is found after <paramref name="last"/>, although the head is a later one.</exception>
    public static void MustBeLast(long last, long head, string path)
    {
        if (last < head) throw new EngineException(EngineFailure.DataLoss, $"{path}: nothing is found after entry {last}, but the head is {head}");
    }

    /// <summary>An index finds the articles of a page or an issue; a damaged one may find another's, which would be deleted or replaced with them.</summary>
    /// <exception cref="EngineException">DataLoss when the text puts the article elsewhere than its state.</exception>
    public static void MustStandIn(Article text, string newspaper, string date, string? page, string path)
    {
        if (text.Newspaper != newspaper || text.Date != date || (page is not null && text.Page != page))
            throw new EngineException(EngineFailure.DataLoss, $"{path}: the state of article {text.Id} puts it elsewhere than its text");
    }

    /// <exception cref="EngineException">DataLoss when the file is damaged, Unavailable when it cannot be read.</exception>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is SqliteException || IsUnreadable(e))
        {
            throw AsFailure(path, e);
        }
    }

    /// <summary>A value that is not of its column's type, or a text that is no article: nothing this program writes. A connection that is closed at a stop says nothing of the file.</summary>
    public static bool IsUnreadable(Exception e) => e is InvalidCastException or (InvalidOperationException and not ObjectDisposedException) or OverflowException or FormatException or JsonException;

    public static EngineException AsFailure(string path, Exception e) => e switch
    {
        EngineException known => known,
        SqliteException
        {
            SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY
                or raw.SQLITE_PERM or raw.SQLITE_INTERRUPT or raw.SQLITE_PROTOCOL // the last one: others were in the way again and again as a read began
        } => new EngineException(EngineFailure.Unavailable, $"{path}: {e.Message}", "", e),
        SqliteException => new EngineException(EngineFailure.DataLoss, $"{path} is damaged: {e.Message}", "", e),
        _ when IsUnreadable(e) => new EngineException(EngineFailure.DataLoss, $"{path} is damaged: {e.Message}", "", e),
        _ => new EngineException(EngineFailure.Unavailable, $"{path}: {e.Message}", "", e),
    };
}
