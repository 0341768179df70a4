namespace Search.Engine;

/// <summary>What changes of the user words mean. Runs inside one transaction on the writer's thread, as <see cref="LogPuts"/> does.</summary>
internal static class LogUserWords
{
    /// <summary>Words in force at most: the analysis is built anew with each change.</summary>
    public const int MostWords = 100_000;

    public static UserWordsReceipt Change(LogTransaction log, UserWordChange change)
    {
        HashSet<string> source = log.UserWords.List(change.Source);
        HashSet<string> other = log.UserWords.List(change.Source == UserWordSource.File ? UserWordSource.Call : UserWordSource.File);
        for (int i = 0; i < change.Removed.Count; i++)
        {
            if (!source.Contains(change.Removed[i]))
                throw new EngineException(EngineFailure.NotFound, $"\"{change.Removed[i]}\" was not put at run time{(other.Contains(change.Removed[i]) ? "; it stands in a dictionary file" : "")}", $"words[{i}]");
        }

        UserWordChange effective = change with
        {
            Added = [.. change.Added.Distinct(StringComparer.Ordinal).Where(word => !source.Contains(word))],
            Removed = [.. change.Removed.Distinct(StringComparer.Ordinal)],
        };
        string[] added = [.. effective.Added.Where(word => !other.Contains(word))];
        if (effective.Added.Count == 0 && effective.Removed.Count == 0) return new UserWordsReceipt([], log.Entries.LastUserWordChange().Sequence);
        if (source.Count + other.Count + effective.Added.Count - effective.Removed.Count > MostWords)
            throw new EngineException(EngineFailure.FailedPrecondition, $"the user dictionary would have more than {MostWords} words", "words");
        // The entry holds the words; the audit line says that and when they changed.
        log.Audit(change.Source == UserWordSource.File ? "user words of files" : "user words", $"{effective.Added.Count} added, {effective.Removed.Count} removed");
        return new UserWordsReceipt(added, log.UserWords.Append(effective));
    }
}
