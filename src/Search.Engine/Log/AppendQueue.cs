using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// Group commit: one thread owns the writing connection, takes whatever puts wait, runs them in one transaction, of which a refused
/// one leaves nothing and sinks no other, and answers all after the one flush to disk.
/// </summary>
internal sealed partial class AppendQueue : IAsyncDisposable
{
    /// <summary>Puts in one transaction at most: more would only make the first of them wait.</summary>
    private const int GroupLimit = 256;

    private readonly SqliteConnection connection;
    private readonly LogTransaction log;
    private readonly Channel<Work> queue;
    private readonly Thread writer;
    private readonly Action<long> committed;
    private readonly ILogger logger;

    public AppendQueue(SqliteConnection connection, TimeProvider time, int capacity, Action<long> committed, ILogger logger)
    {
        this.connection = connection;
        this.committed = committed;
        this.logger = logger;
        log = new LogTransaction(connection, time);
        Head = log.Head;
        queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        writer = new Thread(Run) { IsBackground = true, Name = "article log writer" };
        writer.Start();
    }

    /// <summary>The last durable sequence.</summary>
    public long Head { get; private set; }

    public int Waiting => queue.Reader.Count;

    /// <summary>Refused since the start because the queue was full.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Runs <paramref name="work"/> on the writer's thread; the task ends after its effects are on stable storage.</summary>
    /// <exception cref="EngineException">Overloaded when the queue is full; Unavailable when the log is closing or the disk refuses.</exception>
    public Task<T> RunAsync<T>(Func<LogTransaction, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Work<T> item = new(work, cancellation);
        if (queue.Writer.TryWrite(item)) return item.Completion.Task;
        throw Refuse();
    }

    /// <summary>Runs <paramref name="work"/> on the writer's connection, alone and outside of any transaction.</summary>
    public Task<T> RunAloneAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        Work<T> item = new(_ => work(connection), cancellation) { Alone = true };
        if (queue.Writer.TryWrite(item)) return item.Completion.Task;
        throw Refuse();
    }

    public async ValueTask DisposeAsync()
    {
        closing = true;
        queue.Writer.TryComplete();
        await Task.Run(writer.Join).ConfigureAwait(false);
        log.Dispose();
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private volatile bool closing;
    private long refused;

    private EngineException Refuse()
    {
        if (queue.Reader.Completion.IsCompleted || closing) return new EngineException(EngineFailure.Unavailable, "the article log is closing");
        Interlocked.Increment(ref refused);
        return new EngineException(EngineFailure.Overloaded, "too many puts wait for the article log");
    }

    private void Run()
    {
        List<Work> group = [];
        while (WaitToRead())
        {
            group.Clear();
            Work? alone = null;
            while (alone is null && group.Count < GroupLimit && queue.Reader.TryRead(out Work? work))
            {
                if (work.IsAbandoned) continue;
                if (work.Alone) alone = work;
                else group.Add(work);
            }

            if (group.Count > 0) Commit(group);
            if (alone is not null) RunAlone(alone);
        }
    }

    [SuppressMessage("Usage", "VSTHRD002", Justification = "the writer is a thread of its own; it has nothing else to do")]
    private bool WaitToRead() => queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void RunAlone(Work work)
    {
        try
        {
            work.Run(log);
        }
        catch (Exception e)
        {
            LogCommitFailed(e, 1);
            work.Fail(Failure(e));
            return;
        }

        work.Complete();
    }

    private void Commit(List<Work> group)
    {
        long before = log.Head, began = Stopwatch.GetTimestamp();
        try
        {
            log.Begin();
            if (!TryRunAll(group))
            {
                log.Rollback(before);
                log.Begin();
                RunEach(group);
            }

            log.Commit();
        }
        catch (Exception e) // whatever it is, everyone in the group must hear of it, and nothing of it may stay
        {
            LogCommitFailed(e, group.Count);
            EngineException failure = Failure(e);
            try
            {
                log.Rollback(before);
            }
            catch (SqliteException rollback)
            {
                LogCommitFailed(rollback, group.Count);
            }

            foreach (Work work in group) work.Fail(failure);
            return;
        }

        Head = log.Head;
        EngineInstruments.Committed(Stopwatch.GetElapsedTime(began), group.Count);
        foreach (Work work in group) work.Complete();
        if (log.Head > before) committed(log.Head);
    }

    /// <summary>Runs the group as if none were refused: for a savepoint SQLite copies every page before it is changed, which was a fifth of this thread's time in a bulk.</summary>
    /// <returns>False if one was refused that had written something; the transaction must be rolled back then.</returns>
    private bool TryRunAll(List<Work> group)
    {
        foreach (Work work in group)
        {
            (long head, long changes) = (log.Head, log.Changes);
            if (!work.Run(log) && (log.Head != head || log.Changes != changes)) return false;
        }

        return true;
    }

    /// <summary>Runs the group with a savepoint for each.</summary>
    private void RunEach(List<Work> group)
    {
        foreach (Work work in group)
        {
            long head = log.Head;
            log.Savepoint();
            if (work.Run(log)) log.Release();
            else log.RollbackToSavepoint(head);
        }
    }

    private EngineException Failure(Exception e)
    {
        if (e is EngineException known) return known;
        EngineException failure = LogDamage.AsFailure(connection.DataSource, e);
        return new EngineException(failure.Failure, $"the article log could not be written: {failure.Message}", "", e);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of {Count} puts could not be committed")]
    private partial void LogCommitFailed(Exception exception, int count);

    private abstract class Work
    {
        public abstract bool IsAbandoned { get; }

        public bool Alone { get; init; }

        /// <summary>May run again after a rollback.</summary>
        /// <returns>False when it was refused and must be rolled back.</returns>
        public abstract bool Run(LogTransaction log);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T>(Func<LogTransaction, T> work, CancellationToken cancellation) : Work
    {
        private T? result;
        private EngineException? refusal;

        // Continuations must not run on the writer's thread.
        public TaskCompletionSource<T> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Given up before it began: nothing was written, so the caller may be told so.</summary>
        public override bool IsAbandoned
        {
            get
            {
                if (!cancellation.IsCancellationRequested) return false;
                Completion.TrySetCanceled(cancellation);
                return true;
            }
        }

        public override bool Run(LogTransaction log)
        {
            refusal = null;
            try
            {
                result = work(log);
                return true;
            }
            catch (EngineException e)
            {
                refusal = e;
                return false;
            }
        }

        public override void Complete()
        {
            if (refusal is null) Completion.TrySetResult(result!);
            else Completion.TrySetException(refusal);
        }

        public override void Fail(Exception exception) => Completion.TrySetException(exception);
    }
}
