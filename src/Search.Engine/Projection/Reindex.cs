
namespace Search.Engine;

/// <summary>
/// Builds one generation from the log beside the live one, until it has caught up; the engine then switches. What was
/// committed is kept over a crash, and the build goes on from there.
/// </summary>
internal sealed class Reindex : IDisposable
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(5);

    private readonly TimeProvider time;
    private readonly CancellationTokenSource cancelling = new();
    private readonly Queue<(long At, long Articles)> recent = new();
    private volatile ReindexStatus status;
    private volatile bool cancelled;

    public Reindex(string id, string reason, bool reparse, TimeProvider time)
    {
        this.time = time;
        status = new ReindexStatus { Id = id, State = reparse ? ReindexState.Reparsing : ReindexState.Building, StartedAt = time.GetUtcNow(), Reason = reason };
    }

    public ReindexStatus Status => status;

    /// <summary>Between commits of a build: rarer than the live one's, since only a crash makes use of them; often enough to leave the last one, which the switch waits for, little to flush.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>As the history keeps it: cancelled from the moment an operator asks for it, since a stop or a crash may come before it has ended.</summary>
    public ReindexStatus Record => cancelled && IsRunning ? status with { State = ReindexState.Cancelled, EndedAt = time.GetUtcNow(), RemainingSeconds = 0 } : status;

    public bool IsRunning => status.EndedAt is null;

    /// <summary>Whether another attempt could end otherwise once this one has failed: not on a damaged log.</summary>
    public bool MayBeTriedAgain { get; private set; } = true;

    public CancellationToken Cancellation => cancelling.Token;

    /// <summary>Whether an operator wants nothing of it; what is built goes.</summary>
    public bool IsCancelled => cancelled;

    public void Cancel()
    {
        cancelled = true;
        Stop();
    }

    /// <summary>Ends it for now: what is built stays.</summary>
    public void Stop() => cancelling.Cancel();

    public void Reparsing(long pages) => status = status with { State = ReindexState.Reparsing, PagesReparsed = pages };

    public void Reparsed() => status = status with { State = ReindexState.Building };

    public void End(ReindexState state, string error = "") => status = status with { State = state, Error = error, EndedAt = time.GetUtcNow(), RemainingSeconds = 0 };

    public void Fail(Exception cause)
    {
        MayBeTriedAgain = cause is not EngineException { Failure: EngineFailure.DataLoss };
        End(ReindexState.Failed, cause.Message);
    }

    /// <summary>
    /// Applies the log to <paramref name="generation"/> until it has reached the head as it is at that moment. What follows is read while entries are applied: reading takes one
    /// processor, and the others would wait for it. A commit waits for the disk beside it, as long as it takes to apply what several seconds bring; one that runs still when this returns is
    /// waited for by the next one, and one that failed has every later write and commit fail.
    /// </summary>
    public void Build(IArticleLog log, GenerationIndex generation, int batch)
    {
        long committedAt = time.GetTimestamp();
        long articles = status.ArticlesIndexed;
        long head = log.HeadSequence;
        status = status with { State = ReindexState.Building, HeadSequence = head, AppliedSequence = generation.AppliedSequence };
        IReadOnlyList<LogEntry> ahead = [];
        EntryTexts free = new(), applied = new();
        Task commit = Task.CompletedTask;
        while (true)
        {
            Cancellation.ThrowIfCancellationRequested();
            // None were ahead when they were read, or none were read yet.
            IReadOnlyList<LogEntry> entries = ahead.Count > 0 ? ahead : Read(generation.AppliedSequence);
            if (entries.Count == 0) return;
            (free, applied) = (applied, free);
            OwnThreads.RunAll("reindex", 2, which =>
            {
                if (which == 0) generation.Apply(entries);
                else ahead = Read(entries[^1].Sequence);
            });
            articles += entries.Count(e => e is { Operation: LogOperation.Put, Body: not null });
            Report(generation.AppliedSequence, log.HeadSequence, articles, caughtUpOnce: generation.AppliedSequence >= head);
            if (!commit.IsCompleted || time.GetElapsedTime(committedAt) < CommitInterval) continue;
            commit.GetAwaiter().GetResult(); // of the one before: it throws what that failed with
            commit = Task.Factory.StartNew(generation.Commit, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            committedAt = time.GetTimestamp();
        }

        // Never into the room whose entries are being applied.
        IReadOnlyList<LogEntry> Read(long after)
        {
            free.Clear();
            return log.Read(after, batch, currentOnly: true, free);
        }
    }

    public void Dispose() => cancelling.Dispose();

    private void Report(long applied, long head, long articles, bool caughtUpOnce)
    {
        long now = time.GetTimestamp();
        recent.Enqueue((now, articles));
        while (recent.Count > 2 && time.GetElapsedTime(recent.Peek().At, now) > RateWindow) recent.Dequeue();
        double seconds = time.GetElapsedTime(recent.Peek().At, now).TotalSeconds;
        double rate = seconds > 0 ? (articles - recent.Peek().Articles) / seconds : 0;
        status = status with
        {
            State = caughtUpOnce ? ReindexState.CatchingUp : ReindexState.Building,
            AppliedSequence = applied,
            HeadSequence = head,
            ArticlesIndexed = articles,
            ArticlesPerSecond = rate,
            RemainingSeconds = rate > 0 ? (head - applied) / rate : 0,
        };
    }
}
