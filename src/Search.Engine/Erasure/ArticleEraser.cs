using System.Runtime.ExceptionServices;

namespace Search.Engine;

/// <summary>
/// Removes an article's texts for good: from every entry of the log and the free space of its files, from the page sources,
/// from every generation. The log comes first and notes the erasure as unfinished, so that a crash at any point after it only
/// means that the next start goes on.
/// </summary>
internal sealed class ArticleEraser(IArticleLog log, SourceStore sources, GenerationSwitch generations, Reindexes reindexes, HeldSearchers held, SemaphoreSlim copying, IndexAlarms alarms, CancellationToken stopping)
{
    public const string Cause = "erasure";

    private Task<EraseReceipt>? running;

    /// <exception cref="EngineException">NotFound; FailedPrecondition while a reindex runs.</exception>
    public async Task<EraseReceipt> EraseAsync(string id, string reason, CancellationToken cancellation)
    {
        // A backup that is being written could copy what is being erased.
        await copying.WaitAsync(cancellation).ConfigureAwait(false);
        Task<EraseReceipt> erasing = running = EraseAloneAsync(id, reason, cancellation);
        // A caller who gives up waits no longer; the text must not lie about until the next start for that.
        return await erasing.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Done when none is under way; to be asked for when the engine stops.</summary>
    public Task EndAsync() => running is { } erasing ? Task.WhenAny(erasing) : Task.CompletedTask;

    /// <summary>Goes on with what a crash or a failure interrupted.</summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        sources.RemoveUnfinished();
        await RemoveSourcesAsync(cancellation).ConfigureAwait(false);
        ExceptionDispatchInfo? failure = null;
        foreach ((string id, long sequence) in log.ListUnfinishedErasures())
        {
            IDisposable alone = await HoldOffAsync(cancellation).ConfigureAwait(false);
            try
            {
                using (alone) await FinishAsync(id, sequence, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException) // the others are gone on with all the same
            {
                failure ??= ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                copying.Release();
            }
        }

        failure?.Throw();
    }

    /// <summary>Waits until no reindex runs and no backup is written, and keeps it so; the caller lets backups go on.</summary>
    private async Task<IDisposable> HoldOffAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await reindexes.LastEndedAsync(cancellation).ConfigureAwait(false);
            await copying.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return reindexes.HoldOff();
            }
            catch (EngineException e)
            {
                copying.Release();
                // Begun while a backup was waited for: the erasure is not put off to the next start for that.
                if (e.Failure != EngineFailure.FailedPrecondition) throw;
            }
        }
    }

    /// <summary>Removes those sources from disk that must not be there.</summary>
    public async Task RemoveSourcesAsync(CancellationToken cancellation)
    {
        foreach (string source in log.ListErasedSources())
        {
            while (!sources.TryRemove(source)) await Task.Delay(10, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<EraseReceipt> EraseAloneAsync(string id, string reason, CancellationToken cancellation)
    {
        bool logged = false;
        try
        {
            using IDisposable alone = reindexes.HoldOff();
            TextTraces traces = new(log.ReadTexts(id));
            LoggedErasure erased = await log.EraseArticleAsync(id, reason, FindInOtherSources(id, traces, cancellation), cancellation).ConfigureAwait(false);
            logged = true;
            await FinishAsync(id, erased.Sequence, stopping).ConfigureAwait(false);
            alarms.Clear(Cause);
            return new EraseReceipt(erased.Sequence, erased.Entries, erased.Sources.Count > 0);
        }
        catch (Exception e) when (logged && !stopping.IsCancellationRequested)
        {
            alarms.Raise(Cause, $"an article's erasure could not be finished and goes on at the next start: {e.Message}");
            throw;
        }
        finally
        {
            copying.Release();
        }
    }

    private async Task FinishAsync(string id, long sequence, CancellationToken cancellation)
    {
        sources.RemoveUnfinished(); // the start may not have come to it
        await RemoveSourcesAsync(cancellation).ConfigureAwait(false);
        try
        {
            await log.PurgeAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Also when the log's file is damaged elsewhere and cannot be written anew: the text is gone from what searches read.
            await generations.ExpungeAsync(id, sequence, held.Release, cancellation).ConfigureAwait(false);
        }

        await log.FinishErasureAsync(id, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sources of the same issue that hold the text too, as the page that an article is continued on does, and those on disk that
    /// no page names. A reprint elsewhere is another article with a source of its own, and stays.
    /// </summary>
    private List<string> FindInOtherSources(string id, TextTraces traces, CancellationToken cancellation)
    {
        HashSet<(string, string)> issues = [.. log.ReadTexts(id).Select(a => (a.Newspaper, a.Date))];
        ILookup<string, (string Newspaper, string Date)> named = log.ListSourceHistory().ToLookup(s => s.Sha256, s => (s.Newspaper, s.Date), StringComparer.Ordinal);
        List<string> found = [];
        foreach (string source in sources.List())
        {
            if (named.Contains(source) && !named[source].Any(issues.Contains)) continue;
            try
            {
                if (traces.IsIn(new MemoryStream(sources.Get(source)), cancellation)) found.Add(source);
            }
            catch (EngineException e) when (e.InnerException is FileNotFoundException && !named.Contains(source))
            {
                // Of a put that was refused meanwhile.
            }
        }

        return found;
    }
}
