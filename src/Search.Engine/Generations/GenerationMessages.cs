using Microsoft.Extensions.Logging;

namespace Search.Engine;

/// <summary>What the log of the program says of generations and reindexes.</summary>
internal static partial class GenerationMessages
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Name} cannot be used as it is")]
    public static partial void GenerationUnusable(this ILogger logger, Exception exception, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: the failed writer could not be rolled back cleanly")]
    public static partial void WriterNotRolledBack(this ILogger logger, Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log has lost entries: {Ahead}. It is kept as {Aside}")]
    public static partial void GenerationSetAside(this ILogger logger, string ahead, string aside);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reindex {Id} begins: {Reason}")]
    public static partial void ReindexStarted(this ILogger logger, string id, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reindex {Id} is live with {Articles} articles")]
    public static partial void ReindexEnded(this ILogger logger, string id, long articles);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reindex {Id} failed")]
    public static partial void ReindexFailed(this ILogger logger, Exception exception, string id);
}
