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

/// <summary>What is wrong with a query, for who tells it in another language than the message's.</summary>
public enum QueryFault
{
    /// <summary>Nothing, or what only <see cref="EngineException"/>'s message tells.</summary>
    None,

    /// <summary>More characters than are read.</summary>
    TooLong,

    /// <summary>More operators, quoted pieces, required words or wildcards than are looked up.</summary>
    TooMany,

    /// <summary>A quotation mark without a partner.</summary>
    LoneQuotationMark,

    /// <summary>A name before a colon that no field has.</summary>
    UnknownField,

    /// <summary>A field without anything to find in it.</summary>
    EmptyField,

    /// <summary>Something else where a date belongs.</summary>
    NoDate,

    /// <summary>A wildcard with too little before it.</summary>
    BareWildcard,

    /// <summary>A wildcard of too many characters.</summary>
    LongWildcard,
}

/// <summary>A failure the caller can act on. Anything else that escapes the engine is a defect.</summary>
public sealed class EngineException(EngineFailure failure, string message, string field = "", Exception? inner = null) : Exception(message, inner)
{
    public EngineFailure Failure { get; } = failure;

    /// <summary>The request's field at fault in the API's names, such as <c>filters.date_from</c>; empty if none.</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong with the query, if that is it.</summary>
    public QueryFault Fault { get; init; }

    /// <summary>The part of the query at fault; empty if it is all of it.</summary>
    public string FaultyPart { get; init; } = "";
}
