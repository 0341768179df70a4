using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Keeps the engine to the dictionary files that people edit: user words, synonyms, function words. Words that a file gained or lost become an entry of the
/// article log like words put at run time, so the index follows them in the same way and only affected articles are analysed again;
/// synonyms and function words concern queries only. A malformed line raises an alarm and what was in force stays.
/// </summary>
internal sealed partial class DictionaryFiles(EngineOptions options, IArticleLog log, GenerationSwitch generations, IndexAlarms alarms, ILogger logger)
{
    /// <summary>Polled, not watched: a watch costs an inotify handle a folder and misses network drives. A file must stand still for one interval, so that a half-written one is not read.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string directory = options.DictionariesDirectory;

    /// <summary>Puts the words of the files into the log where they differ from what it has of them.</summary>
    private static async Task RecordAsync(ChineseAnalysis dictionaries, IArticleLog log, CancellationToken cancellation)
    {
        HashSet<string> known = [.. log.ListUserWords().Where(w => w.Source == UserWordSource.File).Select(w => w.Word)];
        string[] words = [.. dictionaries.FileWords.Select(w => w.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        await log.ChangeUserWordsAsync(
            new UserWordChange { Source = UserWordSource.File, Added = [.. words.Where(w => !known.Contains(w))], Removed = [.. known.Except(words).Order(StringComparer.Ordinal)] },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>As <see cref="RecordAsync"/>, before anything else uses the log.</summary>
    /// <returns>What is wrong when the log refuses: the engine serves with the words it has, and tries again.</returns>
    public static string? RecordAtStart(ChineseAnalysis dictionaries, IArticleLog log)
    {
        try
        {
            RecordAsync(dictionaries, log, CancellationToken.None).GetAwaiter().GetResult();
            return null;
        }
        catch (EngineException)
        {
            return "their words could not be recorded in the article log yet";
        }
    }

    /// <summary>Follows the files until it is cancelled.</summary>
    /// <param name="dictionaries">As they were read at the start.</param>
    /// <param name="read">The stamp of the files before that; empty when they were malformed or the log has not their words.</param>
    public async Task FollowAsync(ChineseAnalysis dictionaries, string read, TimeProvider time, CancellationToken cancellation)
    {
        string last = read;
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                string now = StampOf(directory);
                if (now == last && now != read && await ReloadAsync(dictionaries, cancellation).ConfigureAwait(false)) read = now;
                last = now;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The engine closes.
        }
    }

    /// <returns>Whether it is done with the files as they are; false to try again.</returns>
    private async Task<bool> ReloadAsync(ChineseAnalysis dictionaries, CancellationToken cancellation)
    {
        try
        {
            ChineseAnalysis changed = dictionaries.Reload(directory);
            EditedDictionaries.Keep(directory, options.DataDirectory);
            await RecordAsync(changed, log, cancellation).ConfigureAwait(false);
            generations.UseDictionaries(changed);
            alarms.Clear("dictionaries");
            LogReloaded(directory);
            return true;
        }
        catch (AnalysisDictionaryException e)
        {
            alarms.Raise("dictionaries", $"the dictionaries stay as they were: {e.Message}");
            return true;
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            LogNotRecorded(e, directory);
            alarms.Raise("dictionaries", $"the changed dictionaries are not in force yet: {e.Message}");
            return false;
        }
    }

    /// <summary>Changes whenever a file comes, goes or is written.</summary>
    public static string StampOf(string directory)
    {
        try
        {
            DirectoryInfo user = new(Path.Combine(directory, "user"));
            FileInfo[] files = [.. user.Exists ? user.GetFiles("*.txt") : [], new(Path.Combine(directory, "synonyms.txt")), new(Path.Combine(directory, "stopwords.txt"))];
            return string.Join('\n', files.Select(f => f.Exists ? $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}" : f.Name).Order(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message; // reading the files will say the same
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Dictionaries of {Directory} were read again")]
    private partial void LogReloaded(string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changed dictionaries of {Directory} could not be recorded")]
    private partial void LogNotRecorded(Exception exception, string directory);
}
