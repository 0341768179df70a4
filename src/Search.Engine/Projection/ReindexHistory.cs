using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>The reindexes that ran, newest first, kept beside the generations. Thread-safe.</summary>
internal sealed class ReindexHistory(GenerationStore store, TimeProvider time, ILogger logger)
{
    private readonly Lock changing = new();
    private readonly List<ReindexStatus> newestFirst = [.. store.ReadHistory()];

    /// <param name="last">In place of what was last saved of it.</param>
    public IReadOnlyList<ReindexStatus> List(ReindexStatus? last)
    {
        lock (changing) return [.. newestFirst.Select(status => last?.Id == status.Id ? last : status)];
    }

    public bool Holds(string id)
    {
        lock (changing) return newestFirst.Any(status => status.Id == id);
    }

    /// <summary>Whether it is known to have ended, or to be wanted no more: what is left of it is not gone on with.</summary>
    public bool HasEnded(string id)
    {
        lock (changing) return newestFirst.Find(status => status.Id == id) is { EndedAt: not null };
    }

    public void Begin(ReindexStatus status)
    {
        lock (changing) newestFirst.Insert(0, status);
    }

    /// <summary>Marks those that a restart ended.</summary>
    /// <param name="resumed">The one that goes on; null for none.</param>
    /// <param name="mayParseAgain">Whether one that was parsing sources may begin again; otherwise another reindex is due and it has ended.</param>
    /// <returns>The one that was parsing, if it may begin again.</returns>
    public ReindexStatus? EndInterrupted(string? resumed, bool mayParseAgain)
    {
        ReindexStatus? parsing = null;
        lock (changing)
        {
            for (int i = 0; i < newestFirst.Count; i++)
            {
                if (newestFirst[i].EndedAt is not null || newestFirst[i].Id == resumed) continue;
                if (newestFirst[i].State == ReindexState.Reparsing && mayParseAgain) parsing = newestFirst[i];
                else newestFirst[i] = newestFirst[i] with { State = ReindexState.Failed, Error = "interrupted by a restart", EndedAt = time.GetUtcNow() };
            }
        }

        return parsing;
    }

    /// <summary>Keeps how far a reindex is. A record for people: what fails is tried again with the next.</summary>
    public void Save(Reindex reindex)
    {
        try
        {
            Write(reindex);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.GenerationUnusable(e, "history");
        }
    }

    /// <summary>The same, durable when it returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Neither.</exception>
    public void Write(Reindex reindex)
    {
        lock (changing)
        {
            // Read here: of two who save, the later one must not write what was true before the earlier.
            ReindexStatus status = reindex.Record;
            int at = newestFirst.FindIndex(h => h.Id == status.Id);
            if (at >= 0) newestFirst[at] = status;
            // The same build resumed is one reindex.
            for (int i = newestFirst.Count - 1; i > at && at >= 0; i--) if (newestFirst[i].Id == status.Id) newestFirst.RemoveAt(i);
            store.WriteHistory(newestFirst);
        }
    }
}
