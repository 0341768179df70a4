using Search.Analysis;

namespace Search.Engine;

/// <summary>The user words as callers see them: listed, put, deleted, and how far the live generation follows.</summary>
internal sealed class UserDictionary(IArticleLog log, LiveGeneration live)
{
    public IReadOnlyList<UserDictionaryWord> List() =>
        // A word of both sources is one that was put: taking it out again is the caller's to do.
        [.. log.ListUserWords().GroupBy(w => w.Word, StringComparer.Ordinal).Select(w => w.FirstOrDefault(s => s.Source == UserWordSource.Call) is { } call
            ? new UserDictionaryWord(w.Key, true, call.Sequence)
            : new UserDictionaryWord(w.Key, false, 0))];

    /// <returns>Words that were not in force before, and the sequence.</returns>
    public async Task<(IReadOnlyList<string> Added, long Sequence)> PutAsync(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        Check(words);
        UserWordsReceipt receipt = await log.ChangeUserWordsAsync(new UserWordChange { Added = words }, cancellation).ConfigureAwait(false);
        return (receipt.Added, receipt.Sequence);
    }

    public async Task<long> DeleteAsync(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        if (words.Count == 0) throw new EngineException(EngineFailure.InvalidArgument, "no word is named", "words");
        return (await log.ChangeUserWordsAsync(new UserWordChange { Removed = words }, cancellation).ConfigureAwait(false)).Sequence;
    }

    public UserWordStatus GetStatus()
    {
        GenerationIndex? index = live.Index;
        long applied = index?.SearchableWords?.Done ?? 0;
        (long pending, long done) = index?.Reanalyzed ?? default;
        // After the index's: it reflects no change that the log has not.
        IReadOnlyList<LoggedUserWord> words = log.ListUserWords();
        long head = log.LastUserWordChange;
        return new UserWordStatus(words.Select(w => w.Word).Distinct(StringComparer.Ordinal).Count(), applied, head, applied < head ? Math.Max(pending, 1) : 0, done);
    }

    private static void Check(IReadOnlyList<string> words)
    {
        if (words.Count == 0) throw new EngineException(EngineFailure.InvalidArgument, "no word is named", "words");
        for (int i = 0; i < words.Count; i++)
        {
            if (UserWord.Flaw(words[i]) is { } flaw) throw new EngineException(EngineFailure.InvalidArgument, flaw, $"words[{i}]");
        }
    }
}
