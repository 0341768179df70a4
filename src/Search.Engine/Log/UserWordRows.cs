using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>The user words in force, by where they come from. On the writer's thread.</summary>
internal sealed class UserWordRows(LogStatements statements, LogEntries entries)
{
    /// <summary>The words of one source.</summary>
    public HashSet<string> List(UserWordSource source)
    {
        HashSet<string> words = new(StringComparer.Ordinal);
        using SqliteDataReader reader = statements.With("SELECT word FROM user_words WHERE source = $source", ("$source", (int)source)).ExecuteReader();
        while (reader.Read()) words.Add(reader.GetString(0));
        return words;
    }

    /// <summary>Appends a change and makes it their state.</summary>
    /// <returns>Its sequence.</returns>
    public long Append(UserWordChange change)
    {
        long sequence = entries.Append(LogSchema.UserWordsId, entries.LastUserWordChange().Version + 1, LogOperation.UserWords, change.Encode());
        foreach (string word in change.Removed)
            statements.Run("DELETE FROM user_words WHERE word = $word AND source = $source", ("$word", word), ("$source", (int)change.Source));
        foreach (string word in change.Added)
            statements.Run("INSERT INTO user_words VALUES($word, $source, $seq)", ("$word", word), ("$source", (int)change.Source), ("$seq", sequence));
        return sequence;
    }
}
