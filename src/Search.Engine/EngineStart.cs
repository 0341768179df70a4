using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// Opens the generations behind the engine's back, again and again while the disk refuses (a full one, say): the log goes on taking puts meanwhile, and the operator
/// hears why nothing can be found. Then it goes on with erasures that a stop or crash interrupted, and searches once before anybody does.
/// </summary>
internal sealed partial class EngineStart
{
    private readonly GenerationSwitch generations;
    private readonly ArticleEraser eraser;
    private readonly Searches searches;
    private readonly IndexAlarms alarms;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    /// <param name="stopping">Ends the attempts.</param>
    public EngineStart(GenerationSwitch generations, ArticleEraser eraser, Searches searches, IndexAlarms alarms, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        this.generations = generations;
        this.eraser = eraser;
        this.searches = searches;
        this.alarms = alarms;
        this.time = time;
        this.logger = logger;
        Opened = OpenAsync(stopping);
        Resumed = ResumeErasuresAsync(stopping);
        Warmed = WarmAsync(stopping);
        Ended = Task.WhenAll(Resumed, KeepBuildingAsync(), Warmed);
    }

    /// <summary>Done when what is there is open or being built, or the engine stops.</summary>
    public Task Opened { get; }

    /// <summary>Done when erasures that were interrupted are finished, or cannot be now.</summary>
    public Task Resumed { get; }

    /// <summary>Done when a search has been made before anybody's; with what it found, null if it could not be made.</summary>
    public Task<SearchAnswer?> Warmed { get; }

    /// <summary>Done when nothing of the start runs any more. None of these tasks fails.</summary>
    public Task Ended { get; }

    /// <exception cref="EngineException">Unavailable before that.</exception>
    public void RequireOpened()
    {
        if (!Opened.IsCompleted) throw new EngineException(EngineFailure.Unavailable, "the engine is starting");
    }

    private async Task OpenAsync(CancellationToken stopping)
    {
        await Task.Yield();
        for (TimeSpan pause = TimeSpan.FromSeconds(1); ; pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2)))
        {
            try
            {
                generations.Start();
                alarms.Clear("start");
                return;
            }
            catch (Exception e)
            {
                alarms.Raise("start", $"no index could be opened: {e.Message}");
                LogNotStarted(e);
            }

            try
            {
                await Task.Delay(pause, time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<SearchAnswer?> WarmAsync(CancellationToken stopping)
    {
        await Opened.ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(() => searches.Warm(stopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Failure == EngineFailure.Unavailable)
        {
            // None is live yet: whatever is built is searched before it is shown.
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception e) // whoever asks is told the same
        {
            LogNotWarmed(e);
        }

        return null;
    }

    private async Task KeepBuildingAsync()
    {
        await Opened.ConfigureAwait(false);
        try
        {
            await generations.KeepBuildingAsync(time).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the next start builds what is missing.
        }
    }

    private async Task ResumeErasuresAsync(CancellationToken stopping)
    {
        await Opened.ConfigureAwait(false);
        try
        {
            await eraser.ResumeAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the next start goes on.
        }
        catch (Exception e)
        {
            alarms.Raise(ArticleEraser.Cause, $"an article's erasure could not be finished and goes on at the next start: {e.Message}");
            LogErasureFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "No index could be opened")]
    private partial void LogNotStarted(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The first search, for the code and tables that it needs, failed")]
    private partial void LogNotWarmed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "An interrupted erasure could not be finished")]
    private partial void LogErasureFailed(Exception exception);
}
