using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Which generation becomes live other than by a reindex: the one that is there at the start, a kept one that is activated; and what replaces one that is missing,
/// damaged or made by another schema, analysis or dictionary.
/// </summary>
internal sealed class GenerationSwitch(IArticleLog log, GenerationStore store, GenerationOpener opener, LiveGeneration live, GenerationsAhead ahead, Reindexes reindexes, ReindexHistory history, IndexAlarms alarms, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private bool checking;

    /// <summary>A reindex that a restart interrupted while it parsed sources again; whoever has the parser begins it again.</summary>
    public ReindexStatus? InterruptedReparse { get; private set; }

    /// <summary>Opens what is there; builds what is missing, damaged or made by another schema, analysis or dictionary.</summary>
    public void Start()
    {
        Sweep();
        // A start that is tried again may have come as far as this before.
        string? rebuild = live.Index is { } open ? opener.MismatchOf(open.Manifest) : ahead.SetAside() ?? OpenCurrent();
        GenerationManifest? unfinished = store.FindUnfinished(opener.Needed("", ""), name => history.HasEnded(name) || ahead.Uncompared.Contains(name));
        InterruptedReparse = history.EndInterrupted(unfinished?.Name, mayParseAgain: unfinished is null && rebuild is null) ?? InterruptedReparse;
        if (unfinished is not null) reindexes.Start(unfinished.Name, rebuild ?? "resumed after a restart", reparse: null);
        else if (rebuild is not null) reindexes.Start(null, rebuild, reparse: null);
        if (live.Index is not { } opened || checking) return;
        checking = true;
        // Last of all: what it finds damaged it has built again at once, and that would look like a build that a stop left behind.
        new Thread(() => CheckIntegrity(opened)) { IsBackground = true, Name = "integrity" }.Start();
    }

    /// <summary>
    /// Begins a build again that failed (on a full disk, say) while nothing else can serve as it should, until one ends, an operator has cancelled it, or the log turns out to be damaged.
    /// Each begins with nothing and takes the disk that puts need: the longer one took, the longer is the pause.
    /// </summary>
    public async Task KeepBuildingAsync(TimeProvider time)
    {
        for (TimeSpan pause = TimeSpan.FromSeconds(1); ; pause *= 2)
        {
            if (await reindexes.LastEndedAsync(stopping).ConfigureAwait(false) is not { MayBeTriedAgain: true, Status: { State: ReindexState.Failed } failed } || (live.Index is { } open && opener.MismatchOf(open.Manifest) is null)) return;
            pause = PauseAfter(pause, (failed.EndedAt - failed.StartedAt) ?? TimeSpan.Zero);
            await Task.Delay(pause, time, stopping).ConfigureAwait(false);
            try
            {
                reindexes.Start(null, failed.Reason, reparse: null);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.GenerationUnusable(e, failed.Id); // an operator's runs already, an article is being erased, or the disk refuses still
            }
        }
    }

    /// <param name="pause">The shortest.</param>
    /// <param name="took">How long the attempt lasted that failed.</param>
    internal static TimeSpan PauseAfter(TimeSpan pause, TimeSpan took)
    {
        TimeSpan longer = took * 5 > pause ? took * 5 : pause;
        return longer < LongestPause ? longer : LongestPause;
    }

    /// <summary>Takes other synonyms and function words for queries of whatever is live or built from now on.</summary>
    public void UseDictionaries(ChineseAnalysis changed)
    {
        lock (live.Changing)
        {
            opener.Analysis = changed;
            // One that serves with the dictionaries it was built with goes on as it was; a reindex is replacing it.
            if (live.Index is { } now && opener.MismatchOf(now.Manifest) is null) now.UseDictionaries(changed);
        }
    }

    public IReadOnlyList<GenerationStatus> List() =>
        [.. store.List().Select(name => GenerationManifest.Read(store.PathOf(name))).OfType<GenerationManifest>().Where(m => m.Complete).Select(StatusOf)];

    public GenerationStatus StatusOf(GenerationManifest manifest)
    {
        GenerationIndex? index = live.Index;
        bool isLive = index?.Name == manifest.Name;
        return new GenerationStatus
        {
            Name = manifest.Name,
            Live = isLive,
            SchemaNumber = manifest.SchemaNumber,
            AnalysisNumber = manifest.AnalysisNumber,
            DictionaryHash = manifest.DictionaryHash,
            ArticleCount = isLive ? index!.DocumentCount : manifest.ArticleCount,
            Sequence = isLive ? index!.AppliedSequence : manifest.Sequence,
            SizeBytes = store.SizeOf(manifest.Name),
            CreatedAt = manifest.CreatedAt,
        };
    }

    /// <summary>Serves from a kept generation, once it has caught up.</summary>
    public GenerationStatus Activate(string name, CancellationToken cancellation)
    {
        lock (live.Changing)
        {
            reindexes.RequireIdle();
            if (live.Index is { } now && now.Name == name) return StatusOf(now.Manifest);
            if (!store.List().Contains(name) || GenerationManifest.Read(store.PathOf(name)) is not { Complete: true } manifest)
                throw new EngineException(EngineFailure.NotFound, $"there is no generation {name}", "generation");
            if (ahead.Uncompared.Contains(name)) throw new EngineException(EngineFailure.FailedPrecondition, $"{name} cannot be served: it could not be read at the start and may be ahead of the log");
            if (opener.MismatchOf(manifest) is { } mismatch) throw new EngineException(EngineFailure.FailedPrecondition, $"{name} cannot be served: {mismatch}");
            GenerationIndex generation;
            try
            {
                generation = opener.Open(manifest, opener.Analysis);
            }
            catch (GenerationDamagedException e)
            {
                throw new EngineException(EngineFailure.DataLoss, $"{name} is damaged: {e.Message}", "", e);
            }

            try
            {
                live.CatchUp(generation, cancellation);
                live.Become(generation);
            }
            catch
            {
                if (live.Index != generation) generation.Dispose();
                throw;
            }

            return StatusOf(generation.Manifest);
        }
    }

    /// <summary>Leaves nothing of an erased article in any generation: the live one is rewritten where it must, the others go.</summary>
    /// <param name="sequence">Of the erasure.</param>
    public async Task ExpungeAsync(string id, long sequence, Action<SupersededReaders> releaseReaders, CancellationToken cancellation)
    {
        foreach (string name in store.List().Where(n => n != live.Index?.Name)) store.Delete(name);
        store.Sweep();
        store.DeleteSetAside(); // last, since it flushes: what a crash left of an earlier delete would be back after a power failure
        if (live.Index is not { } generation) return;
        await live.Waiters.WaitAsync(sequence, cancellation).ConfigureAwait(false);
        SupersededReaders? before;
        // A recovery since then: what it has thrown away is applied again.
        while ((before = generation.Expunge(id, sequence, cancellation)) is null) await Task.Delay(10, cancellation).ConfigureAwait(false);
        await before.EndAsync(releaseReaders, alarms, cancellation).ConfigureAwait(false);
        // A check keeps the files of its commit, which may be one of before though its reader is the newest: a merge has dropped the article, and no commit has followed.
        while (generation.HoldsCommit) await Task.Delay(10, cancellation).ConfigureAwait(false);
        generation.RemoveUnusedFiles();
    }

    /// <summary>Reads every segment of the live generation once: a flipped bit shows itself here and not in an answer. A damaged generation is built again.</summary>
    public void CheckIntegrity()
    {
        if (live.Index is { } generation) CheckIntegrity(generation);
    }

    /// <summary>After the reindex that runs, which the next start goes on with.</summary>
    public async Task CloseAsync()
    {
        await reindexes.CloseAsync().ConfigureAwait(false);
        lock (live.Changing) live.Close();
    }

    private void Sweep()
    {
        try
        {
            store.Sweep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.GenerationUnusable(e, "of an earlier delete"); // what cannot be deleted stops no start
        }
    }

    /// <returns>Why a rebuild is needed; null if the live generation is as it should be.</returns>
    private string? OpenCurrent()
    {
        string? name = store.ReadCurrent();
        GenerationManifest? manifest = name is null ? null : GenerationManifest.Read(store.PathOf(name));
        if (manifest is null)
        {
            // A stop between the end of a build and its switch, or between a switch and what it replaced: what is complete catches up.
            if (store.FindComplete(opener.Needed("", ""), ahead.Uncompared) is not { } other)
                return name is not null ? $"generation {name} is missing" : store.List().Count == 0 && log.OpenedAtSequence == 0 ? "a new index" : "no generation is live";
            (name, manifest) = (other.Name, other);
        }

        string? mismatch = opener.MismatchOf(manifest);
        // With only other dictionaries it serves exactly as before meanwhile.
        if (opener.AnalysisAsBuilt(manifest) is not { } itsAnalysis) return mismatch;
        try
        {
            GenerationIndex generation = opener.Open(manifest, itsAnalysis);
            try
            {
                generation.ReadFirst();
                lock (live.Changing)
                {
                    if (mismatch is null) generation.UseDictionaries(opener.Analysis); // edited while it was opened
                    live.Become(generation);
                }
            }
            catch
            {
                generation.Dispose(); // the start is tried again
                throw;
            }

        }
        catch (GenerationDamagedException e)
        {
            logger.GenerationUnusable(e, manifest.Name);
            alarms.Raise("generation", $"generation {name} was damaged and is being built again: {e.Message}");
            return $"generation {name} is damaged";
        }

        return mismatch;
    }

    private void CheckIntegrity(GenerationIndex generation)
    {
        try
        {
            BackgroundThread.Run("integrity", () => generation.CheckIntegrity(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The engine closes.
        }
        catch (Exception e) when (e is EngineException || live.Index != generation)
        {
            // Replaced: its files may go while they are read, and nobody is answered from them.
        }
        catch (Exception e)
        {
            logger.GenerationUnusable(e, generation.Name);
            // Who replaces it takes the alarm back after the switch: raised behind that, nothing would.
            lock (live.Changing)
            {
                if (live.Index != generation) return;
                alarms.Raise("generation", $"generation {generation.Name} is damaged and is being built again: {e.Message}");
            }

            BuildAgain(generation.Name);
        }
    }

    private void BuildAgain(string damaged)
    {
        for (int pause = 1; ; pause = Math.Min(60, pause * 2))
        {
            try
            {
                reindexes.Start(null, $"generation {damaged} is damaged", null);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.GenerationUnusable(e, damaged);
                if (e is EngineException && !reindexes.AreHeldOff) return; // stopping, or a reindex runs already and will replace it
            }

            // A stop waits for this, and whoever checks has no other token.
            for (int second = 0; second < pause; second++)
            {
                if (stopping.IsCancellationRequested) return;
                Thread.Sleep(1000);
            }
        }
    }
}
