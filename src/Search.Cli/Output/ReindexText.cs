using System.Globalization;
using Search.Contracts.V1;

namespace Search.Cli.Output;

/// <summary>A reindex in one line.</summary>
internal static class ReindexText
{
    public static string Line(Reindex reindex)
    {
        string line = $"{reindex.Id} {Word(reindex.State)}: {Numbers(reindex)}";
        if (reindex.Reason.Length > 0) line += $" ({reindex.Reason})";
        return reindex.Error.Length > 0 ? $"{line}: {reindex.Error}" : line;
    }

    public static string Numbers(Reindex reindex) => reindex.State == ReindexState.Reparsing
        ? $"{reindex.PagesReparsed} pages parsed again"
        : string.Create(CultureInfo.InvariantCulture, $"{reindex.ArticlesIndexed} articles, {reindex.ArticlesPerSecond:0} docs/s, sequence {reindex.AppliedSequence} of {reindex.HeadSequence}")
            + (IsRunning(reindex) && reindex.RemainingSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", {reindex.RemainingSeconds:0} s to go") : "");

    public static bool IsRunning(Reindex reindex) => reindex.State is ReindexState.Reparsing or ReindexState.Building or ReindexState.CatchingUp;

    public static string Word(ReindexState state) => state switch
    {
        ReindexState.Reparsing => "parsing again",
        ReindexState.Building => "building",
        ReindexState.CatchingUp => "catching up",
        ReindexState.Succeeded => "succeeded",
        ReindexState.Failed => "failed",
        ReindexState.Cancelled => "cancelled",
        _ => "unknown",
    };
}
