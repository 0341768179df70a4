using Microsoft.Extensions.Logging;

namespace Search.Ingestion.Inbox;

internal static partial class InboxLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Watching the inbox {Inbox}")]
    public static partial void Watching(this ILogger log, string inbox);

    [LoggerMessage(Level = LogLevel.Information, Message = "Fed {File}: {Articles} articles")]
    public static partial void Fed(this ILogger log, string file, int articles);

    [LoggerMessage(Level = LogLevel.Information, Message = "Issue {Folder}: {Files} files, {Articles} articles ({Added} added, {Replaced} replaced, {Unchanged} unchanged, {Vanished} gone), {Unsure} to look at, {Quarantined} files wholly or in part in quarantine")]
    public static partial void Issue(this ILogger log, string folder, int files, int articles, int added, int replaced, int unchanged, int vanished, int unsure, int quarantined);

    [LoggerMessage(Level = LogLevel.Warning, Message = "In quarantine, wholly or in part: {File}: {Error}")]
    public static partial void Quarantined(this ILogger log, string file, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} stays in the inbox: {Why}")]
    public static partial void FileStays(this ILogger log, string file, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} stays in the inbox: feeding it failed unexpectedly")]
    public static partial void FailedUnexpectedly(this ILogger log, Exception exception, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "A look through the inbox failed unexpectedly")]
    public static partial void LookFailed(this ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} was written on after it was fed, and stays: one of its name has come again since")]
    public static partial void CameAgain(this ILogger log, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} was written on after it was fed and cannot be taken back yet: {Why}")]
    public static partial void NotTakenBack(this ILogger log, string file, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} held a text that was erased: its {Files} files are deleted and not kept")]
    public static partial void HeldErased(this ILogger log, string file, int files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feeding stands still and is tried again: {Why}")]
    public static partial void StandsStill(this ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes are not told by the system ({Why}); the inbox is looked through every {Interval}")]
    public static partial void NoWatcher(this ILogger log, string why, TimeSpan interval);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The inbox is not watched: {Why}")]
    public static partial void NotWatched(this ILogger log, string why);
}
