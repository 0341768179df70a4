using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Which generation is live, and how another becomes so: at start, after a reindex, by a rollback. Searches never stop: they
/// take whatever is live when they begin and keep it to their end.
/// </summary>
internal sealed partial class GenerationSwitch : IAsyncDisposable
{
    private readonly IArticleLog log;
    private readonly GenerationStore store;
    private ChineseAnalysis analysis;
    private readonly RankingOptions ranking;
    private readonly EngineOptions options;
    private readonly IndexAlarms alarms;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock changing = new();
    private readonly List<ReindexStatus> history;
    private volatile Live? live;
    private Reindex? running;
    private bool closing;
    private bool erasing;

    public GenerationSwitch(IArticleLog log, GenerationStore store, ChineseAnalysis analysis, RankingOptions ranking, EngineOptions options, IndexAlarms alarms, TimeProvider time, ILogger logger)
    {
        this.log = log;
        this.store = store;
        this.analysis = analysis;
        this.ranking = ranking;
        this.options = options;
        this.alarms = alarms;
        this.time = time;
        this.logger = logger;
        history = [.. store.ReadHistory()];
    }

    public SequenceWaiters Waiters { get; } = new();

    public GenerationIndex? LiveIndex => live?.Generation;

    public bool IsHealthy => live?.Projection.IsHealthy ?? false;

    /// <summary>A reindex that a restart interrupted while it parsed sources again; whoever has the parser begins it again.</summary>
    public ReindexStatus? InterruptedReparse { get; private set; }

    public Reindex? Running => running is { IsRunning: true } reindex ? reindex : null;

    /// <summary>Opens what is there; builds what is missing, damaged or made by another schema, analysis or dictionary.</summary>
    public void Start()
    {
        store.Sweep();
        string? rebuild = OpenCurrent();
        GenerationManifest? unfinished = ResumableBuild();
        for (int i = 0; i < history.Count; i++)
        {
            if (history[i].EndedAt is not null || history[i].Id == unfinished?.Name) continue;
            if (history[i].State == ReindexState.Reparsing && unfinished is null && rebuild is null) InterruptedReparse = history[i];
            else
                history[i] = history[i] with { State = ReindexState.Failed, Error = "interrupted by a restart", EndedAt = time.GetUtcNow() };
        }

        if (unfinished is not null) StartReindex(unfinished.Name, rebuild ?? "resumed after a restart", reparse: null);
        else if (rebuild is not null) StartReindex(null, rebuild, reparse: null);
    }

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

        throw new EngineException(EngineFailure.Unavailable, Running is { } reindex ? $"the index is being built ({reindex.Status.Reason})" : "no index is open yet");
    }

    /// <summary>Takes other synonyms and function words for queries of whatever is live or built from now on.</summary>
    public void UseDictionaries(ChineseAnalysis changed)
    {
        lock (changing)
        {
            analysis = changed;
            // One that serves with the dictionaries it was built with goes on as it was; a reindex is replacing it.
            if (live is { } now && now.Generation.Manifest.MismatchWith(Needed(now.Generation.Name, "")) is null) now.Generation.UseDictionaries(changed);
        }
    }

    /// <param name="reparse">Run first; calls back with the number of pages done.</param>
    public ReindexStatus StartReindex(string? resume, string reason, Func<Reindex, CancellationToken, Task>? reparse)
    {
        lock (changing)
        {
            if (closing) throw new EngineException(EngineFailure.Unavailable, "the engine is stopping");
            if (Running is { } other) throw new EngineException(EngineFailure.FailedPrecondition, $"reindex {other.Status.Id} is running");
            RefuseWhileErasing();
            Reindex reindex = new(resume ?? store.NextName(), reason, reparse is not null, time);
            running = reindex;
            history.Insert(0, reindex.Status);
            reindex.Completion = Task.Factory.StartNew(() => RunReindex(reindex, reparse), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            return reindex.Status;
        }
    }

    public IReadOnlyList<ReindexStatus> ListReindexes()
    {
        lock (changing) return [.. history.Select(h => running?.Status.Id == h.Id ? running.Status : h)];
    }

    public ReindexStatus CancelReindex(string id)
    {
        Reindex reindex;
        lock (changing)
        {
            if (history.All(h => h.Id != id)) throw new EngineException(EngineFailure.NotFound, $"there is no reindex {id}", "id");
            if (running is not { IsRunning: true } || running.Status.Id != id) throw new EngineException(EngineFailure.FailedPrecondition, $"reindex {id} has ended");
            reindex = running;
            reindex.Cancel();
        }

        return reindex.Status;
    }

    public Task ReindexCompletion => running?.Completion ?? Task.CompletedTask;

    public IReadOnlyList<GenerationStatus> ListGenerations() =>
        [.. store.List().Select(name => GenerationManifest.Read(store.PathOf(name))).OfType<GenerationManifest>().Where(m => m.Complete).Select(StatusOf)];

    public GenerationStatus StatusOf(GenerationManifest manifest)
    {
        GenerationIndex? index = LiveIndex;
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
    public void Activate(string name, CancellationToken cancellation)
    {
        lock (changing)
        {
            if (Running is { } other) throw new EngineException(EngineFailure.FailedPrecondition, $"reindex {other.Status.Id} is running");
            if (LiveIndex?.Name == name) return;
            RefuseWhileErasing();
            if (!store.List().Contains(name) || GenerationManifest.Read(store.PathOf(name)) is not { Complete: true } manifest)
                throw new EngineException(EngineFailure.NotFound, $"there is no generation {name}", "generation");
            if (manifest.MismatchWith(Needed(name, "")) is { } mismatch) throw new EngineException(EngineFailure.FailedPrecondition, $"{name} cannot be served: {mismatch}");
            GenerationIndex generation;
            try
            {
                generation = GenerationIndex.Open(store.PathOf(name), manifest, analysis, ranking, log.ReadUserWordChanges, options, alarms, logger);
            }
            catch (GenerationDamagedException e)
            {
                throw new EngineException(EngineFailure.DataLoss, $"{name} is damaged: {e.Message}", "", e);
            }

            try
            {
                for (IReadOnlyList<LogEntry> entries = log.Read(generation.AppliedSequence, options.ProjectionBatch, true); entries.Count > 0; entries = log.Read(generation.AppliedSequence, options.ProjectionBatch, true))
                {
                    cancellation.ThrowIfCancellationRequested();
                    generation.Apply(entries);
                }

                MakeLive(generation);
            }
            catch
            {
                if (LiveIndex != generation) generation.Dispose();
                throw;
            }
        }
    }

    /// <summary>Until it is given back no generation is begun or made live, so that none can take in a text that is being erased.</summary>
    /// <exception cref="EngineException">FailedPrecondition while a reindex runs.</exception>
    public IDisposable BeginErasing()
    {
        lock (changing)
        {
            if (closing) throw new EngineException(EngineFailure.Unavailable, "the engine is stopping");
            if (Running is { } other) throw new EngineException(EngineFailure.FailedPrecondition, $"reindex {other.Status.Id} is running and may have read the text: erase when it has ended, or cancel it");
            RefuseWhileErasing();
            erasing = true;
        }

        return new Erasing(this);
    }

    /// <summary>Leaves nothing of deleted articles in any generation: the live one is rewritten where it must, the others go.</summary>
    public async Task ExpungeAsync(long sequence, Action releaseReaders, CancellationToken cancellation)
    {
        foreach (string name in store.List().Where(n => n != LiveIndex?.Name)) store.Delete(name);
        store.Sweep();
        if (LiveIndex is not { } generation) return;
        await Waiters.WaitAsync(sequence, cancellation).ConfigureAwait(false);
        IReadOnlyList<Lucene.Net.Index.DirectoryReader> superseded = generation.Expunge();
        releaseReaders();
        while (superseded.Any(r => r.RefCount > 0)) await Task.Delay(10, cancellation).ConfigureAwait(false);
        generation.RemoveUnusedFiles();
    }

    public async ValueTask DisposeAsync()
    {
        Reindex? reindex;
        lock (changing)
        {
            closing = true;
            reindex = Running;
            // Not a cancellation by the operator: what is built stays, and the next start goes on with it.
            reindex?.Cancel();
        }

        // Also of one that has ended: it may still write its history.
        await ReindexCompletion.ConfigureAwait(false);
        lock (changing)
        {
            Live? last = live;
            live = null;
            if (last is null) return;
            last.Projection.Stop(commit: true);
            Retire(last);
        }
    }

    /// <returns>Why a rebuild is needed; null if the live generation is as it should be.</returns>
    private string? OpenCurrent()
    {
        string? name = store.ReadCurrent();
        if (name is null) return store.List().Count == 0 && log.HeadSequence == 0 ? "a new index" : "no generation is live";
        GenerationManifest? manifest = GenerationManifest.Read(store.PathOf(name));
        if (manifest is null) return $"generation {name} is missing";
        string? mismatch = manifest.MismatchWith(Needed(name, ""));
        ChineseAnalysis itsAnalysis = analysis;
        if (mismatch is not null)
        {
            // Only other dictionaries: the generation carries those it was built with, and serves exactly as before meanwhile.
            if (manifest.LogId != log.LogId || manifest.SchemaNumber != IndexSchema.Number || manifest.AnalysisNumber != analysis.AnalysisNumber) return mismatch;
            try
            {
                itsAnalysis = ChineseAnalysis.Load(DictionariesOf(name));
            }
            catch (Exception e) when (e is AnalysisDictionaryException or IOException)
            {
                LogGenerationUnusable(e, name);
                return mismatch;
            }

            if (itsAnalysis.DictionaryHash != manifest.DictionaryHash) return mismatch;
        }

        try
        {
            GenerationIndex generation = GenerationIndex.Open(store.PathOf(name), manifest, itsAnalysis, ranking, log.ReadUserWordChanges, options, alarms, logger);
            if (generation.AppliedSequence > log.HeadSequence)
            {
                string ahead = $"generation {name} is at sequence {generation.AppliedSequence}, ahead of its log at {log.HeadSequence}";
                generation.Dispose();
                // An entry is in the log on stable storage before any index sees it: a log that ends earlier has lost some.
                alarms.Raise("log-end", $"{ahead}: the log has lost entries; compare it with a backup and feed again what is missing");
                return ahead;
            }

            // Small gaps are closed before the first answer; large ones while answering.
            try
            {
                MakeLive(generation);
            }
            catch
            {
                generation.Dispose(); // the start is tried again
                throw;
            }

            new Thread(() => CheckIntegrity(generation)) { IsBackground = true, Name = "integrity" }.Start();
        }
        catch (GenerationDamagedException e)
        {
            LogGenerationUnusable(e, name);
            alarms.Raise("generation", $"generation {name} was damaged and is being built again: {e.Message}");
            return $"generation {name} is damaged";
        }

        return mismatch;
    }

    private GenerationManifest? ResumableBuild()
    {
        GenerationManifest? resumable = null;
        string? current = store.ReadCurrent();
        foreach (string name in store.List())
        {
            GenerationManifest? manifest = GenerationManifest.Read(store.PathOf(name));
            if (name == current || manifest is { Complete: true }) continue;
            if (manifest is not null && manifest.MismatchWith(Needed(name, "")) is null && resumable is null) resumable = manifest;
            else store.Delete(name);
        }

        return resumable;
    }

    private async Task RunReindex(Reindex reindex, Func<Reindex, CancellationToken, Task>? reparse)
    {
        string id = reindex.Status.Id;
        GenerationIndex? generation = null;
        try
        {
            LogReindexStarted(id, reindex.Status.Reason);
            SaveHistory(reindex);
            if (reparse is not null)
            {
                await reparse(reindex, reindex.Cancellation).ConfigureAwait(false);
                reindex.Reparsed();
                SaveHistory(reindex); // from here on a restart goes on with the build and parses nothing again
            }

            generation = OpenBuild(id, reindex.Status.Reason);
            Build(reindex, generation);
            lock (changing)
            {
                reindex.Cancellation.ThrowIfCancellationRequested();
                MakeLive(generation);
            }

            // While this one counts as running no other begins, whose folder would look like one to prune.
            Prune(id);
            reindex.End(ReindexState.Succeeded);
            alarms.Clear("generation");
            alarms.Clear("reindex");
            LogReindexEnded(id, reindex.Status.ArticlesIndexed);
        }
        catch (OperationCanceledException)
        {
            if (closing)
            {
                generation?.Commit(); // the next start goes on from here
                generation?.Dispose();
                return;
            }

            generation?.Dispose();
            store.Delete(id);
            reindex.End(ReindexState.Cancelled);
        }
        catch (Exception e) // the live generation goes on untouched
        {
            LogReindexFailed(e, id);
            alarms.Raise("reindex", $"reindex {id} failed: {e.Message}");
            if (LiveIndex != generation) Discard(generation, id);
            reindex.End(ReindexState.Failed, e.Message);
        }

        SaveHistory(reindex);
    }

    private void Build(Reindex reindex, GenerationIndex generation)
    {
        int batch = Math.Max(options.ProjectionBatch, 1024);
        if (live is null)
        {
            reindex.Build(log, generation, batch);
            return;
        }

        // Somebody searches meanwhile. What is built is flushed before the switch, which stops what makes puts visible, and what came meanwhile is caught up with once more.
        generation.GiveWay(true);
        BackgroundThread.Run("reindex", () =>
        {
            reindex.Build(log, generation, batch);
            generation.Commit();
            reindex.Build(log, generation, batch);
        });
        generation.GiveWay(false);
    }

    private GenerationIndex OpenBuild(string name, string reason)
    {
        string path = store.PathOf(name);
        GenerationManifest? manifest = GenerationManifest.Read(path);
        if (manifest is null)
        {
            manifest = Needed(name, reason);
            DurableFile.CreateDirectory(path);
            CopyDictionaries(DictionariesOf(name));
            manifest.Write(path);
        }

        try
        {
            GenerationIndex resumed = GenerationIndex.Open(path, manifest, analysis, ranking, log.ReadUserWordChanges, options, alarms, logger);
            if (resumed.AppliedSequence <= log.HeadSequence) return resumed;
            resumed.Dispose();
        }
        catch (GenerationDamagedException e)
        {
            LogGenerationUnusable(e, name);
        }

        // A build that a crash damaged begins again.
        Directory.Delete(Path.Combine(path, "segments"), recursive: true);
        return GenerationIndex.Open(path, manifest, analysis, ranking, log.ReadUserWordChanges, options, alarms, logger);
    }

    /// <summary>The switch. Called under the lock. What searches saw before it they also see after it.</summary>
    private void MakeLive(GenerationIndex next)
    {
        Live? last = live;
        last?.Projection.Stop(commit: true);
        try
        {
            // The old one stands still now: the last entries it has are few.
            for (IReadOnlyList<LogEntry> entries = log.Read(next.AppliedSequence, options.ProjectionBatch, true); entries.Count > 0 && (last is not null || !next.Manifest.Complete); entries = log.Read(next.AppliedSequence, options.ProjectionBatch, true))
                next.Apply(entries);
            next.Refresh();
            next.Commit();
            // A start with what is live already writes nothing: on a full disk it still answers.
            if (!next.Manifest.Complete || store.ReadCurrent() != next.Name)
            {
                next.WriteManifest(complete: true);
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
                last.Generation.WriteManifest(complete: true);
            }
            finally
            {
                last.Generation.Dispose();
            }
        }
        catch (Exception e)
        {
            LogGenerationUnusable(e, last.Generation.Name);
        }
    }

    private Projection StartProjection(GenerationIndex generation)
    {
        Projection projection = new(log, generation, Waiters, options, alarms, time, logger);
        projection.Start();
        return projection;
    }

    /// <summary>Reads every segment of the live generation once: a flipped bit shows itself here and not in an answer. A damaged generation is built again.</summary>
    public void CheckIntegrity()
    {
        if (LiveIndex is { } generation) CheckIntegrity(generation);
    }

    private void CheckIntegrity(GenerationIndex generation)
    {
        try
        {
            BackgroundThread.Run("integrity", generation.CheckIntegrity);
        }
        catch (EngineException)
        {
            // Replaced already.
        }
        catch (Exception e)
        {
            LogGenerationUnusable(e, generation.Name);
            alarms.Raise("generation", $"generation {generation.Name} is damaged and is being built again: {e.Message}");
            BuildAgain(generation.Name);
        }
    }

    private void BuildAgain(string damaged)
    {
        while (true)
        {
            try
            {
                StartReindex(null, $"generation {damaged} is damaged", null);
                return;
            }
            catch (EngineException busy)
            {
                LogGenerationUnusable(busy, damaged);
                if (!erasing) return; // stopping, or a reindex runs already and will replace it
                Thread.Sleep(1000);
            }
        }
    }

    private void RefuseWhileErasing()
    {
        if (erasing) throw new EngineException(EngineFailure.FailedPrecondition, "an article is being erased; try again shortly");
    }

    private GenerationManifest Needed(string name, string reason) => new()
    {
        Name = name,
        LogId = log.LogId,
        SchemaNumber = IndexSchema.Number,
        AnalysisNumber = analysis.AnalysisNumber,
        DictionaryHash = analysis.DictionaryHash,
        CreatedAt = time.GetUtcNow(),
        Reason = reason,
    };

    private string DictionariesOf(string name) => Path.Combine(store.PathOf(name), "dictionaries");

    private void CopyDictionaries(string target)
    {
        foreach (string file in Directory.EnumerateFiles(options.DictionariesDirectory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(options.DictionariesDirectory, file));
            DurableFile.CreateDirectory(Path.GetDirectoryName(copy)!);
            DurableFile.Write(copy, File.ReadAllBytes(file));
        }
    }

    private void Discard(GenerationIndex? generation, string name)
    {
        try
        {
            generation?.Dispose();
            store.Delete(name);
        }
        catch (IOException e)
        {
            LogGenerationUnusable(e, name); // the next start deletes it
        }
    }

    private void Prune(string liveName)
    {
        try
        {
            string[] kept = [.. store.List().Where(n => n != liveName && GenerationManifest.Read(store.PathOf(n)) is { Complete: true } m && m.MismatchWith(Needed(n, "")) is null)
                .OrderDescending(StringComparer.Ordinal).Take(options.KeptGenerations)];
            foreach (string name in store.List().Except([liveName, .. kept])) store.Delete(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogGenerationUnusable(e, liveName); // the next reindex prunes again
        }
    }

    private void SaveHistory(Reindex reindex)
    {
        lock (changing)
        {
            int at = history.FindIndex(h => h.Id == reindex.Status.Id);
            if (at >= 0) history[at] = reindex.Status;
            // The same build resumed is one reindex.
            for (int i = history.Count - 1; i > at && at >= 0; i--) if (history[i].Id == reindex.Status.Id) history.RemoveAt(i);
            try
            {
                store.WriteHistory(history);
            }
            catch (IOException e)
            {
                LogGenerationUnusable(e, "history");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Name} cannot be used as it is")]
    private partial void LogGenerationUnusable(Exception exception, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reindex {Id} begins: {Reason}")]
    private partial void LogReindexStarted(string id, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reindex {Id} is live with {Articles} articles")]
    private partial void LogReindexEnded(string id, long articles);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reindex {Id} failed")]
    private partial void LogReindexFailed(Exception exception, string id);

    private sealed class Erasing(GenerationSwitch owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.changing) owner.erasing = false;
        }
    }

    private sealed record Live(GenerationIndex Generation, Projection Projection);
}
