using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// The loop that applies the log to one generation, on a thread of its own: read what follows the last applied entry, apply,
/// make it visible, commit now and then. A failure raises an alarm, throws the writer away and begins again at the last
/// commit; no entry is ever skipped. A commit waits for the disk on a thread of its own: what is put meanwhile becomes visible meanwhile.
/// </summary>
internal sealed partial class Projection : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>While a bulk of entries waits, what is applied becomes visible this often: each refresh costs a segment.</summary>
    private static readonly TimeSpan BulkRefreshInterval = TimeSpan.FromSeconds(1);

    /// <summary>Entries that wait in a bulk; under a stream of single puts some always do, and those must not wait for <see cref="BulkRefreshInterval"/>.</summary>
    private const int Bulk = 512;

    /// <summary>Rests as long as this many of the last round: refreshes, each a segment and its share of merges, then take at most a fifth of a core.</summary>
    private const int RestPerRound = 4;

    /// <summary>The longest rest between two refreshes while puts keep coming.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    private readonly IArticleLog log;
    private readonly GenerationIndex generation;
    private readonly EngineOptions options;
    private readonly IndexAlarms alarms;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SequenceWaiters waiters;
    private readonly AutoResetEvent wake = new(false);
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private Thread? committer;
    private volatile Exception? commitFailure;
    private long committedAt;
    private long refreshedAt;
    private long endedAt;
    private TimeSpan rest;

    public Projection(IArticleLog log, GenerationIndex generation, SequenceWaiters waiters, EngineOptions options, IndexAlarms alarms, TimeProvider time, ILogger logger)
    {
        this.log = log;
        this.generation = generation;
        this.waiters = waiters;
        this.options = options;
        this.alarms = alarms;
        this.time = time;
        this.logger = logger;
        committedAt = time.GetTimestamp();
        thread = new Thread(Run) { IsBackground = true, Name = $"projection {generation.Name}" };
    }

    /// <summary>Whether the loop runs and its last round did not fail.</summary>
    public bool IsHealthy { get; private set; } = true;

    public void Start()
    {
        log.Appended += Wake;
        thread.Start();
    }

    /// <summary>Ends the loop after the round it is in.</summary>
    /// <param name="commit">Whether to commit what is applied; a failing commit only costs a replay and is reported.</param>
    public void Stop(bool commit)
    {
        log.Appended -= Wake;
        stopping.Cancel();
        wake.Set();
        if (thread.IsAlive) thread.Join();
        committer?.Join();
        if (!commit) return;
        try
        {
            generation.Commit();
        }
        catch (Exception e)
        {
            LogRoundFailed(e, generation.Name, generation.AppliedSequence);
        }
    }

    public void Dispose()
    {
        stopping.Dispose();
        wake.Dispose();
    }

    private void Wake()
    {
        try
        {
            wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // The log was telling those who listen already when this one ended; on its thread nothing may be thrown.
        }
    }

    private void Run()
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(100);
        bool alarmed = true; // perhaps by the one before, whose generation this one's has replaced
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!Round()) wake.WaitOne(Poll);
                if (alarmed)
                {
                    alarmed = false;
                    IsHealthy = true;
                    alarms.Clear("projection");
                }

                pause = TimeSpan.FromMilliseconds(100);
            }
            catch (Exception e) // whatever it is: alarm, go back to the last commit, try again
            {
                IsHealthy = false;
                alarmed = true;
                LogRoundFailed(e, generation.Name, generation.AppliedSequence);
                alarms.Raise("projection", $"the index does not follow the log beyond sequence {generation.AppliedSequence}: {e.Message}");
                Recover();
                stopping.Token.WaitHandle.WaitOne(pause);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
    }

    /// <returns>False when there was nothing to apply.</returns>
    private bool Round()
    {
        if (commitFailure is { } failure) throw new IOException($"generation {generation.Name} could not be committed: {failure.Message}", failure);
        Rest();
        long round = time.GetTimestamp();
        IReadOnlyList<LogEntry> entries = log.HeadSequence > generation.AppliedSequence
            ? log.Read(generation.AppliedSequence, options.ProjectionBatch, currentOnly: false)
            : [];
        if (entries.Count > 0)
        {
            long began = time.GetTimestamp();
            generation.Apply(entries);
            EngineInstruments.Applied(time.GetElapsedTime(began));
        }

        bool more = log.HeadSequence - generation.AppliedSequence >= Bulk;
        bool again = false;
        if (!more || time.GetElapsedTime(refreshedAt) >= BulkRefreshInterval || generation.SearchableSequence < 0)
        {
            // What was analysed again is found by its grams meanwhile; it need not cost a segment each time.
            bool finished = generation.IsReanalyzed;
            generation.Refresh(reanalyzed: finished || time.GetElapsedTime(refreshedAt) >= BulkRefreshInterval);
            if (finished || more || time.GetElapsedTime(refreshedAt) >= BulkRefreshInterval) refreshedAt = time.GetTimestamp();
            waiters.Reached(generation.SearchableSequence);
            // A slice at a time, so that newer entries never wait for more.
            again = generation.Reanalyze(stopping.Token);
        }

        CommitInBackground();

        endedAt = time.GetTimestamp();
        rest = entries.Count > 0 ? time.GetElapsedTime(round, endedAt) * RestPerRound : TimeSpan.Zero;
        if (entries.Count > 0 || again) return true;
        generation.Rest();
        return false;
    }

    /// <summary>
    /// In proportion to what the last round took: under many single puts a round then covers all that came meanwhile, instead of making a segment of one article after the
    /// other. A put after a pause, and a bulk, do not wait; a caller who puts, waits until it is seen and puts again waits a few rounds.
    /// </summary>
    private void Rest()
    {
        long waiting = log.HeadSequence - generation.AppliedSequence;
        if (waiting is 0 or >= Bulk) return;
        TimeSpan left = (rest < LongestRest ? rest : LongestRest) - time.GetElapsedTime(endedAt);
        if (left > TimeSpan.Zero) stopping.Token.WaitHandle.WaitOne(left);
    }

    private void CommitInBackground()
    {
        if (committer is { IsAlive: true } || !generation.HasUncommitted || time.GetElapsedTime(committedAt) < options.CommitInterval) return;
        committedAt = time.GetTimestamp();
        committer = new Thread(Commit) { IsBackground = true, Name = $"commit {generation.Name}" };
        committer.Start();
    }

    private void Commit()
    {
        try
        {
            generation.Commit();
        }
        catch (Exception e) // the next round fails by it, and begins again at the last commit
        {
            commitFailure = e;
            wake.Set();
        }
    }

    private void Recover()
    {
        committer?.Join();
        commitFailure = null;
        try
        {
            generation.Recover();
        }
        catch (Exception e)
        {
            LogRoundFailed(e, generation.Name, generation.AppliedSequence);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {Name}: the projection failed behind sequence {Sequence}")]
    private partial void LogRoundFailed(Exception exception, string name, long sequence);
}
