using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// Reads log and live generation through, a while after the start and then once an interval, behind everything else: what rots on a disk shows itself while there is
/// still a sound backup, and not when it is asked for. A damaged generation is built again; for a damaged log there is an alarm.
/// </summary>
internal sealed partial class IntegrityRounds(IArticleLog log, GenerationSwitch generations, IndexAlarms alarms, EngineOptions options, TimeProvider time, ILogger logger)
{
    private const string Cause = "log";

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            for (TimeSpan pause = options.FirstCheck; ; pause = options.CheckInterval)
            {
                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
                // A thread of its own, since it waits for as long as reading everything takes.
                await Task.Factory.StartNew(() => Check(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The engine closes.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "a round that fails is reported; the next one must come all the same")]
    private void Check(CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<string> problems = BackgroundThread.Run("integrity", () => log.Verify(cancellation));
            foreach (string problem in problems) LogDamaged(problem);
            if (problems.Count > 0) alarms.Raise(Cause, $"the article log is damaged ({problems.Count} problems), restore a backup: {problems[0]}");
            else alarms.Clear(Cause);
            generations.CheckIntegrity();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The engine closes.
        }
        catch (Exception e)
        {
            LogRoundFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The article log is damaged: {Problem}")]
    private partial void LogDamaged(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Log and index could not be read through")]
    private partial void LogRoundFailed(Exception exception);
}
