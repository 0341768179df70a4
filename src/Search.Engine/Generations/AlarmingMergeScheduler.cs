using Lucene.Net.Index;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>Merges in the background; a failed merge (a full disk, say) raises an alarm. Lucene.NET's own would end the process.</summary>
internal sealed partial class AlarmingMergeScheduler(IndexAlarms alarms, ILogger logger) : ConcurrentMergeScheduler
{
    public const string Cause = "merge";

    protected override void HandleMergeException(Exception exc)
    {
        LogMergeFailed(exc);
        alarms.Raise(Cause, $"a merge of index segments failed: {exc.Message}");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A merge failed; its segments stay as they were")]
    private partial void LogMergeFailed(Exception exception);
}
