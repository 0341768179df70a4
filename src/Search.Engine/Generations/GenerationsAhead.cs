using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// An entry is in the log on stable storage before any index sees it: a log that ends before one of them has lost some, and gives their numbers to others. No generation that
/// holds what was lost may serve then, now or after an activation; it is the only place where that still stands.
/// </summary>
internal sealed class GenerationsAhead(IArticleLog log, GenerationStore store, IndexAlarms alarms, ILogger logger)
{
    private readonly HashSet<string> uncompared = new(StringComparer.Ordinal);
    private bool compared;
    private string? gone;

    /// <summary>Generations of which nobody could tell whether they are ahead of the log.</summary>
    public IReadOnlySet<string> Uncompared => uncompared;

    /// <summary>Puts those that are ahead of the log where nothing opens them, once for a start.</summary>
    /// <returns>Why the generation that was live is not any more; null if it still is.</returns>
    /// <exception cref="IOException">The live one cannot be read, or the disk refuses.</exception>
    public string? SetAside()
    {
        if (compared) return gone;
        string? current = store.ReadCurrent();
        foreach (string name in store.List())
        {
            if (SequenceOf(name, current) is not { } sequence || sequence <= log.OpenedAtSequence) continue;
            string aside = store.SetAside(name), message = $"generation {name} was at sequence {sequence}, ahead of its log at {log.OpenedAtSequence}";
            logger.GenerationSetAside(message, aside);
            if (name == current) gone = message;
        }

        // At every start, until somebody has looked.
        if (store.ListSetAside() is [.., var last]) alarms.Raise("log-end", $"the log has lost entries that an index had seen: compare it with a backup and feed again what is missing, then delete {last}");
        compared = true;
        return gone;
    }

    /// <summary>The same before the first put: it may be given a number that was lost, and after a crash nothing would tell that a generation holds another under it.</summary>
    public void SetAsideBeforePuts()
    {
        try
        {
            SetAside();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.GenerationUnusable(e, "of before"); // tried again by the start, which opens none before; puts are taken meanwhile
        }
    }

    private long? SequenceOf(string name, string? current)
    {
        try
        {
            return GenerationCommit.SequenceIn(Path.Combine(store.PathOf(name), "segments"), log.LogId);
        }
        catch (Exception e) when (name != current && e is IOException or UnauthorizedAccessException)
        {
            // What is live may be sound: it serves without this one.
            logger.GenerationUnusable(e, name);
            uncompared.Add(name);
            return null;
        }
    }
}
