using System.Globalization;
using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;

namespace Search.Ingestion;

/// <summary>A field of a request that the service refused, such as <c>articles[3].date</c>, and why.</summary>
public readonly record struct FieldFault(string Field, string Description);

/// <summary>Reads the <c>google.rpc</c> details of a failed call.</summary>
public static partial class RpcFailures
{
    [GeneratedRegex(@"^articles\[(?<i>\d{1,9})\]", RegexOptions.ExplicitCapture)]
    private static partial Regex ArticleField();

    /// <summary>Whether the same call may succeed later: the service cannot be reached, is full, or was too slow.</summary>
    public static bool IsTransient(RpcException e) =>
        e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded || (e.StatusCode == StatusCode.ResourceExhausted && !IsTooLarge(e));

    /// <summary>Whether the message itself is larger than one side takes; gRPC uses the same status for that as for a full queue, without RetryInfo.</summary>
    public static bool IsTooLarge(RpcException e) =>
        e.StatusCode == StatusCode.ResourceExhausted && RetryDelay(e) is null
        && (Reason(e) == "MESSAGE_TOO_LARGE" || NamesLimit(e.Status.Detail));

    // What gRPC libraries themselves say, on either side, before any code of the service runs.
    private static bool NamesLimit(string detail) =>
        detail.Contains("message", StringComparison.OrdinalIgnoreCase) && detail.Contains("maximum", StringComparison.OrdinalIgnoreCase);

    /// <summary>The pause that the service asks for; null if it asks for none.</summary>
    public static TimeSpan? RetryDelay(RpcException e) => Detail<RetryInfo>(e)?.RetryDelay?.ToTimeSpan();

    /// <summary>The machine word for the failure (ErrorInfo.reason), else the status code's name.</summary>
    public static string Reason(RpcException e) => Detail<ErrorInfo>(e)?.Reason is { Length: > 0 } reason ? reason : e.StatusCode.ToString();

    /// <summary>The fields at fault, none if the service names none.</summary>
    public static IReadOnlyList<FieldFault> Fields(RpcException e) =>
        [.. (Detail<BadRequest>(e)?.FieldViolations ?? []).Select(v => new FieldFault(v.Field, v.Description))];

    /// <summary>The articles of a batch of <paramref name="count"/> that the service refused, by their place in it.</summary>
    public static IReadOnlyDictionary<int, FieldFault> RefusedArticles(RpcException e, int count)
    {
        var refused = new Dictionary<int, FieldFault>();
        foreach (var fault in Fields(e))
        {
            if (ArticleField().Match(fault.Field) is { Success: true } match
                && int.Parse(match.Groups["i"].ValueSpan, CultureInfo.InvariantCulture) is int i && i < count)
                refused.TryAdd(i, fault with { Field = fault.Field[match.Length..].TrimStart('.') });
        }
        return refused;
    }

    /// <summary>One line for a person: reason, field and message.</summary>
    public static string Describe(RpcException e)
    {
        var fields = Fields(e);
        string message = fields.Count > 0
            ? string.Join("; ", fields.Select(f => f.Field.Length > 0 ? $"{f.Field}: {f.Description}" : f.Description))
            : e.Status.Detail.Length > 0 ? e.Status.Detail : e.StatusCode.ToString();
        return $"{Reason(e)}: {message.ReplaceLineEndings(" ")}";
    }

    private static T? Detail<T>(RpcException e) where T : class, Google.Protobuf.IMessage<T>, new()
    {
        try
        {
            return e.GetRpcStatus()?.GetDetail<T>();
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            // A proxy may send trailers of its own under this name; the status code then has to be enough.
            return null;
        }
    }
}
