using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// Begins, cancels and lists reindexes, one at a time, and runs each to its switch. A reindex, the activation of a kept generation and an erasure exclude each other:
/// what decides that is read and written under <see cref="LiveGeneration.Changing"/>.
/// </summary>
/// <param name="rehearse">Searches what was built before anybody else does: what a reader's first searches read and make costs several times an ordinary one.</param>
internal sealed class Reindexes(IArticleLog log, GenerationStore store, GenerationOpener opener, LiveGeneration live, ReindexHistory history, Action<SearcherLease, CancellationToken> rehearse, EngineOptions options, IndexAlarms alarms, TimeProvider time, ILogger logger)
{
    private bool closing;
    private bool heldOff;

    public Reindex? Running => live.LastReindex is { IsRunning: true } reindex ? reindex : null;

    /// <summary>Of the last one that was begun, the writing of its history included.</summary>
    private Task Completion { get; set; } = Task.CompletedTask;

    /// <returns>The last one that was begun, once it has ended and no other was begun at that moment.</returns>
    public async Task<Reindex?> LastEndedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Reindex? last;
            Task ended;
            lock (live.Changing) (last, ended) = (live.LastReindex, Completion);
            await ended.WaitAsync(cancellation).ConfigureAwait(false);
            if (live.LastReindex == last) return last;
        }
    }

    /// <summary>Whether reindexes are refused for a short while; see <see cref="HoldOff"/>.</summary>
    public bool AreHeldOff => heldOff;

    /// <param name="resume">The generation to go on with; null to begin one.</param>
    /// <param name="reparse">Run first; calls back with the number of pages done.</param>
    public ReindexStatus Start(string? resume, string reason, Func<Reindex, CancellationToken, Task>? reparse)
    {
        lock (live.Changing)
        {
            RequireIdle();
            Reindex reindex = new(resume ?? store.NextName(), reason, reparse is not null, time);
            live.LastReindex = reindex;
            history.Begin(reindex.Status);
            Completion = Task.Factory.StartNew(() => RunAsync(reindex, reparse), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            return reindex.Status;
        }
    }

    /// <summary>Not under <see cref="LiveGeneration.Changing"/>: an activation holds that for as long as it catches up, and whoever watches must not wait for it.</summary>
    public IReadOnlyList<ReindexStatus> List() => history.List(live.LastReindex?.Status);

    /// <summary>What is built of it goes; durable when this returns.</summary>
    /// <exception cref="EngineException">NotFound; FailedPrecondition when it has ended, or what it built is live; Unavailable when it was cancelled but that could not be written down.</exception>
    public ReindexStatus Cancel(string id)
    {
        Reindex reindex;
        lock (live.Changing)
        {
            if (!history.Holds(id)) throw new EngineException(EngineFailure.NotFound, $"there is no reindex {id}", "id");
            reindex = Running is { } running && running.Status.Id == id ? running : throw new EngineException(EngineFailure.FailedPrecondition, $"reindex {id} has ended");
            if (live.Index?.Name == id) throw new EngineException(EngineFailure.FailedPrecondition, $"what reindex {id} has built is live already");
            reindex.Cancel();
        }

        // Before the answer: whatever ends the process now, the next start does not go on with it.
        try
        {
            history.Write(reindex);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineFailure.Unavailable, $"reindex {id} is cancelled, but a restart before it has ended may go on with it: {e.Message}", "", e);
        }

        return reindex.Status;
    }

    /// <summary>Called under <see cref="LiveGeneration.Changing"/>.</summary>
    /// <exception cref="EngineException">FailedPrecondition while a reindex runs or an article is being erased; Unavailable when the engine stops.</exception>
    public void RequireIdle()
    {
        RefuseWhileClosing();
        if (Running is { } other) throw new EngineException(EngineFailure.FailedPrecondition, $"reindex {other.Status.Id} is running");
        if (heldOff) throw new EngineException(EngineFailure.FailedPrecondition, "an article is being erased; try again shortly");
    }

    /// <summary>Until it is given back no generation is begun or made live, so that none can take in a text that is being erased.</summary>
    /// <exception cref="EngineException">FailedPrecondition while a reindex runs.</exception>
    public IDisposable HoldOff()
    {
        lock (live.Changing)
        {
            RefuseWhileClosing();
            if (Running is { } other) throw new EngineException(EngineFailure.FailedPrecondition, $"reindex {other.Status.Id} is running and may have read the text: erase when it has ended, or cancel it");
            RequireIdle();
            heldOff = true;
        }

        return new Hold(this);
    }

    /// <summary>Stops the one that runs. Not a cancellation by the operator: what is built stays, and the next start goes on with it.</summary>
    public async Task CloseAsync()
    {
        lock (live.Changing)
        {
            closing = true;
            Running?.Stop();
        }

        // Also of one that has ended: it may still write its history.
        await Completion.ConfigureAwait(false);
    }

    private void GiveBack()
    {
        lock (live.Changing) heldOff = false;
    }

    private void RefuseWhileClosing()
    {
        if (closing) throw new EngineException(EngineFailure.Unavailable, "the engine is stopping");
    }

    private async Task RunAsync(Reindex reindex, Func<Reindex, CancellationToken, Task>? reparse)
    {
        string id = reindex.Status.Id;
        GenerationIndex? generation = null;
        try
        {
            logger.ReindexStarted(id, reindex.Status.Reason);
            history.Save(reindex);
            if (reparse is not null)
            {
                await reparse(reindex, reindex.Cancellation).ConfigureAwait(false);
                reindex.Reparsed();
                history.Save(reindex); // from here on a restart goes on with the build and parses nothing again
            }

            generation = opener.OpenBuild(id, reindex.Status.Reason);
            Build(reindex, generation);
            lock (live.Changing)
            {
                reindex.Cancellation.ThrowIfCancellationRequested();
                // Who edits synonyms or function words has them told to what lives, and this did not when it was begun.
                generation.UseDictionaries(opener.Analysis);
                live.Become(generation);
            }

            // While this one counts as running no other begins, whose folder would look like one to prune.
            Prune(id);
            // Whoever sees that it has ended sees no alarm any more that it was the answer to.
            alarms.Clear("generation");
            alarms.Clear("reindex");
            if (generation.StoredOnlyCount == 0) alarms.Clear("stored-only");
            reindex.End(ReindexState.Succeeded);
            logger.ReindexEnded(id, reindex.Status.ArticlesIndexed);
        }
        catch (OperationCanceledException)
        {
            if (closing && !reindex.IsCancelled)
            {
                if (generation is not null) Keep(generation);
                return;
            }

            Discard(generation, id);
            reindex.End(ReindexState.Cancelled);
        }
        catch (Exception e) // the live generation goes on untouched
        {
            logger.ReindexFailed(e, id);
            alarms.Raise("reindex", $"reindex {id} failed: {e.Message}");
            if (generation is null || live.Index != generation) Discard(generation, id);
            reindex.Fail(e);
        }

        history.Save(reindex);
    }

    private void Build(Reindex reindex, GenerationIndex generation)
    {
        int batch = Math.Max(options.ProjectionBatch, 1024);
        if (live.Index is null)
        {
            reindex.Build(log, generation, batch);
            return;
        }

        // Somebody searches meanwhile. Before the switch, which stops what makes puts visible, what is built is flushed, and what the first searches would wait for is made;
        // what came meanwhile is caught up with once more.
        generation.GiveWay(true);
        BackgroundThread.Run("reindex", () =>
        {
            reindex.Build(log, generation, batch);
            generation.Refresh();
            BackgroundThread.RunAll("reindex", 2, which =>
            {
                if (which == 0) Flush(generation);
                else Prepare(reindex, generation);
            });
            reindex.Build(log, generation, batch);
        });
        generation.GiveWay(false);
    }

    /// <summary>A cancellation of what runs beside it would be all that is told.</summary>
    private void Flush(GenerationIndex generation)
    {
        try
        {
            generation.Commit();
        }
        catch (Exception e)
        {
            logger.GenerationUnusable(e, generation.Name);
            throw;
        }
    }

    private void Prepare(Reindex reindex, GenerationIndex generation)
    {
        generation.Prepare(reindex.Cancellation);
        using SearcherLease lease = generation.Acquire();
        rehearse(lease, reindex.Cancellation);
    }

    /// <summary>For the next start, which goes on from here. What fails costs only what was built since the last commit.</summary>
    private void Keep(GenerationIndex generation)
    {
        try
        {
            using (generation) generation.Commit();
        }
        catch (Exception e) // whatever it is, the engine must be able to close
        {
            logger.GenerationUnusable(e, generation.Name);
        }
    }

    private void Discard(GenerationIndex? generation, string name)
    {
        try
        {
            try
            {
                generation?.Dispose();
            }
            finally
            {
                store.Delete(name);
            }
        }
        catch (Exception e) // whatever it is, the reindex has ended; the next start deletes what is left
        {
            logger.GenerationUnusable(e, name);
        }
    }

    private void Prune(string liveName)
    {
        try
        {
            store.Prune(liveName, opener.Needed(liveName, ""), options.KeptGenerations);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.GenerationUnusable(e, liveName); // the next reindex prunes again
        }
    }

    private sealed class Hold(Reindexes owner) : IDisposable
    {
        public void Dispose() => owner.GiveBack();
    }
}
