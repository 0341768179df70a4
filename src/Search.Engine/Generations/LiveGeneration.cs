using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// The generation that searches see, followed by its projection, and the switch to another. Searches never stop: they take whatever is live when they begin and keep it
/// to their end.
/// </summary>
internal sealed class LiveGeneration(IArticleLog log, GenerationStore store, EngineOptions options, IndexAlarms alarms, TimeProvider time, ILogger logger)
{
    private volatile Live? live;

    /// <summary>Held by whatever decides which generation is live, or which may become so.</summary>
    public Lock Changing { get; } = new();

    public SequenceWaiters Waiters { get; } = new();

    /// <summary>Null before the first one is open and after the end.</summary>
    public GenerationIndex? Index => live?.Generation;

    public bool IsHealthy => live?.Projection.IsHealthy ?? false;

    /// <summary>The reindex that was begun last: what it builds is to be live next.</summary>
    public Reindex? LastReindex { get; set; }

    /// <summary>A reader for one search.</summary>
    /// <exception cref="EngineException">Unavailable while none is live.</exception>
    public SearcherLease Acquire()
    {
        while (live is { } now)
        {
            try
            {
                return now.Generation.Acquire();
            }
            catch (EngineException) when (live != now)
            {
                // Switched away in this instant: take the new one.
            }
        }

        throw new EngineException(EngineFailure.Unavailable, LastReindex is { IsRunning: true } reindex ? $"the index is being built ({reindex.Status.Reason})" : "no index is open yet");
    }

    /// <summary>The switch. Called under <see cref="Changing"/>. What searches saw before it they also see after it.</summary>
    public void Become(GenerationIndex next)
    {
        Live? last = live;
        last?.Projection.Stop(commit: true);
        try
        {
            // The old one stands still now: the last entries it has are few. At a start the projection catches up while searches are answered.
            if (last is not null || !next.Manifest.Complete) CatchUp(next, CancellationToken.None);
            next.Refresh();
            next.Commit();
            // A start with what is live already writes nothing: on a full disk it still answers.
            if (!next.Manifest.Complete || store.ReadCurrent() != next.Name)
            {
                next.WriteManifest();
                store.WriteCurrent(next.Name);
            }
        }
        catch
        {
            if (last is not null) live = last with { Projection = StartProjection(last.Generation) };
            last?.Projection.Dispose();
            throw;
        }

        live = new Live(next, StartProjection(next));
        Waiters.Reached(next.SearchableSequence);
        if (last is not null) Retire(last);
    }

    /// <summary>Applies what the log has and <paramref name="generation"/>, which is not live, lacks.</summary>
    public void CatchUp(GenerationIndex generation, CancellationToken cancellation)
    {
        while (log.Read(generation.AppliedSequence, options.ProjectionBatch, currentOnly: true) is { Count: > 0 } entries)
        {
            cancellation.ThrowIfCancellationRequested();
            generation.Apply(entries);
        }
    }

    /// <summary>After a commit of what is applied. Called under <see cref="Changing"/>.</summary>
    public void Close()
    {
        Live? last = live;
        live = null;
        if (last is null) return;
        last.Projection.Stop(commit: true);
        Retire(last);
    }

    /// <summary>
    /// Closes the generation that was live. What fails here (on a full disk, say) costs no answer: its commit says how far it is, and what is not in that comes again from
    /// the log.
    /// </summary>
    private void Retire(Live last)
    {
        try
        {
            last.Projection.Dispose();
            try
            {
                last.Generation.WriteManifest();
            }
            finally
            {
                last.Generation.Dispose();
            }
        }
        catch (Exception e)
        {
            logger.GenerationUnusable(e, last.Generation.Name);
        }
    }

    private Projection StartProjection(GenerationIndex generation)
    {
        Projection projection = new(log, generation, Waiters, options, alarms, time, logger);
        projection.Start();
        return projection;
    }

    private sealed record Live(GenerationIndex Generation, Projection Projection);
}
