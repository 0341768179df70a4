using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>
/// Merges the live generation's segments into few when nothing has been put for a while, behind everything else: newspapers come once a day, and searches all day long. Entries that come
/// meanwhile are applied and seen as ever. While a reindex runs nothing is merged: its generation is soon replaced.
/// </summary>
internal sealed partial class IdleMerges(IArticleLog log, LiveGeneration live, Reindexes reindexes, GenerationSwitch generations, EngineOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>The disk must have this many times the bytes that a merge writes: what it replaces stays until no reader holds it, and the log needs room meanwhile.</summary>
    private const int RoomPerByte = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private volatile bool done, putOff;

    /// <summary>Of which a segment could not be read: whoever builds it again decides how often that is tried.</summary>
    private GenerationIndex? unreadable;

    /// <summary>Whether nothing is left to be merged. False again with the next entry.</summary>
    public bool AreDone => done;

    /// <summary>Whether the last try came to nothing: the disk had no room or refused what was written, and it is tried again later, or a segment could not be read.</summary>
    public bool ArePutOff => putOff;

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan pause = options.IdleMergeDelay < LongestPause ? options.IdleMergeDelay / 2 : LongestPause;
        QuietTime quiet = new(options.IdleMergeDelay, time);
        (GenerationIndex? Generation, long Sequence) seen = default;
        bool begun = false;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
                long head = log.HeadSequence;
                bool isQuiet = quiet.IsOver(head);
                GenerationIndex? generation = live.Index;
                if (generation is null || generation == unreadable || seen != (generation, head) || generation.AppliedSequence != head || !generation.IsReanalyzed || reindexes.Running is not null)
                {
                    seen = (generation, head);
                    begun = done = false;
                    putOff = generation is not null && generation == unreadable;
                }
                else if (isQuiet && !done)
                {
                    // A thread of its own: it reads what is to be merged through first, and threads that merge inherit that it gives way.
                    begun = begun || await Task.Factory.StartNew(() => Begin(generation, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
                    if (!begun || !Show(generation)) continue;
                    done = !generation.HasIdleMerge;
                    putOff = !done;
                    if (done) continue;
                    // The disk had no room, or refused what was written: nobody says when it has again.
                    begun = false;
                    quiet.Extend();
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The engine closes.
        }
    }

    /// <returns>False if it is to be tried again soon.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "searches go on without; it is tried again later, or its generation is built again")]
    private bool Begin(GenerationIndex generation, CancellationToken cancellation)
    {
        try
        {
            return BackgroundThread.Run("idle merge", () => generation.BeginIdleMerge(bytes => HasRoom(generation, bytes), cancellation));
        }
        catch (EngineException e) when (e.Failure == EngineFailure.Unavailable)
        {
            return false; // replaced, or closed
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false; // the engine closes
        }
        catch (Exception e)
        {
            LogFailed(e, generation.Name);
            unreadable = generation;
            // Whoever is answered from a damaged segment must not be: it is looked at by what tells and mends.
            generations.CheckIntegrity();
            return true;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "what is merged shows itself with the next entries")]
    private bool Show(GenerationIndex generation)
    {
        try
        {
            return generation.ShowMerged();
        }
        catch (Exception e)
        {
            LogFailed(e, generation.Name);
            return true;
        }
    }

    private bool HasRoom(GenerationIndex generation, long bytes)
    {
        long free = options.FreeBytes?.Invoke() ?? new DriveInfo(options.DataDirectory).AvailableFreeSpace;
        if (free / RoomPerByte >= bytes) return true;
        LogNoRoom(generation.Name, bytes, free);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {Name}: segments could not be merged")]
    private partial void LogFailed(Exception exception, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {Name}: {Bytes} bytes of segments stay unmerged, since the disk has {Free} left")]
    private partial void LogNoRoom(string name, long bytes, long free);
}
