namespace Search.Engine;

/// <summary>Why the engine refused or failed; the service's error boundary maps each kind to one gRPC status.</summary>
public enum EngineFailure
{
    /// <summary>A bad argument; <see cref="EngineException.Field"/> names it.</summary>
    InvalidArgument,

    /// <summary>No such article, issue, page, reindex or generation.</summary>
    NotFound,

    /// <summary>Not in this state: a reindex runs already, has ended, and so on.</summary>
    FailedPrecondition,

    /// <summary>A queue is full; try again shortly.</summary>
    Overloaded,

    /// <summary>No generation is open yet, or the engine is stopping.</summary>
    Unavailable,

    /// <summary>The log or an index is damaged; the message names the file.</summary>
    DataLoss,
}

/// <summary>A failure the caller can act on. Anything else that escapes the engine is a defect.</summary>
public sealed class EngineException(EngineFailure failure, string message, string field = "", Exception? inner = null) : Exception(message, inner)
{
    public EngineFailure Failure { get; } = failure;

    /// <summary>The request's field at fault in the API's names, such as <c>filters.date_from</c>; empty if none.</summary>
    public string Field { get; } = field;
}
