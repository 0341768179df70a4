using Lucene.Net.Index;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>Merges in the background; a failed merge (a full disk, say) raises an alarm. Lucene.NET's own would end the process.</summary>
internal sealed partial class AlarmingMergeScheduler : ConcurrentMergeScheduler
{
    public const string Cause = "merge";

    private readonly IndexAlarms alarms;
    private readonly ILogger logger;
    private readonly int usual;
    private Exception? failure;

    public AlarmingMergeScheduler(IndexAlarms alarms, ILogger logger)
    {
        this.alarms = alarms;
        this.logger = logger;
        // One more may wait than Lucene lets: a large idle merge rests while others run, and entries must not wait for it.
        SetMaxMergesAndThreads(MaxMergeCount + 1, MaxThreadCount);
        usual = MaxThreadCount;
    }

    /// <summary>Whether large merges do not rest while small ones run: of those a bulk brings one after the other, and an erasure waits for a large one.</summary>
    public void LetAllRun(bool all)
    {
        SetMaxMergesAndThreads(MaxMergeCount, all ? MaxMergeCount : usual);
        UpdateMergeThreads();
    }

    /// <returns>Why a merge failed since this was asked the last time; null if none did.</returns>
    public Exception? TakeFailure() => Interlocked.Exchange(ref failure, null);

    protected override void HandleMergeException(Exception exc)
    {
        failure = exc;
        LogMergeFailed(exc);
        alarms.Raise(Cause, $"a merge of index segments failed: {exc.Message}");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A merge failed; its segments stay as they were")]
    private partial void LogMergeFailed(Exception exception);
}
