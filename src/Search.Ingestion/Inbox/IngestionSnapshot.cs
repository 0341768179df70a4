namespace Search.Ingestion;

/// <summary>How the worker is, at one moment.</summary>
/// <param name="FilesDone">Fed and moved since it began.</param>
/// <param name="FilesQuarantined">Put into quarantine since it began.</param>
/// <param name="FilesWaiting">In the inbox at the last look, complete or not.</param>
/// <param name="Latest">The latest files, newest first, at most 20.</param>
/// <param name="Trouble">Why feeding stands still; null while it does not.</param>
public sealed record IngestionSnapshot(long FilesDone, long FilesQuarantined, long FilesWaiting, IReadOnlyList<InboxFileOutcome> Latest, string? Trouble);

/// <summary>What became of one file, or of several that make a page together.</summary>
/// <param name="Path">The file, or the page's list; below the inbox, with forward slashes.</param>
/// <param name="At">When.</param>
/// <param name="Articles">Articles the service answered for.</param>
/// <param name="Error">Why it, or part of it, is in quarantine; empty if nothing is.</param>
public sealed record InboxFileOutcome(string Path, DateTimeOffset At, int Articles, string Error)
{
    /// <summary>Files fed together: more than one for a page's list with its articles.</summary>
    public int Files { get; init; } = 1;

    /// <summary>What the service did with its articles.</summary>
    public FeedSummary Summary { get; init; } = new();
}
