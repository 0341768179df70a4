using Search.Ingestion;
using Search.Newspaper;

namespace Search.Cli.Commands;

/// <summary>Refusals as one line for a person: <c>file:line: reason: field: message</c>.</summary>
internal static class Rejections
{
    public static string Line(FailureResult failure) => Line(failure.File, failure.Failure.Line, failure.Failure.Reason, "", failure.Failure.Message);

    public static string Line(FeedRejection rejection) => Line(rejection.File, rejection.Line, rejection.Reason, rejection.Field, rejection.Message);

    private static string Line(string file, int line, string reason, string field, string message) =>
        $"{file}{(line > 0 ? $":{line}" : "")}: {reason}: {(field.Length > 0 ? field + ": " : "")}{message.ReplaceLineEndings(" ")}";
}
