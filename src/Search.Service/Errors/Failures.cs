using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Search.Service.Security;
using Status = Google.Rpc.Status;

namespace Search.Service.Errors;

/// <summary>
/// Failures as <c>google.rpc.Status</c>: every one carries an ErrorInfo with a reason that programs can compare, bad arguments
/// carry their fields, and failures that pass by themselves carry the delay after which to try again.
/// </summary>
internal static class Failures
{
    public const string Domain = "search";

    /// <summary>Where gRPC carries a <c>google.rpc.Status</c>, in base64 without padding.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    private static readonly TimeSpan RetrySoon = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan RetryLater = TimeSpan.FromSeconds(1);

    public static RpcException InvalidArgument(string message, IEnumerable<BadRequest.Types.FieldViolation> violations)
    {
        var fields = new BadRequest();
        fields.FieldViolations.AddRange(violations);
        return Of(StatusCode.InvalidArgument, FailureReason.InvalidArgument, message, fields);
    }

    public static RpcException InvalidArgument(string message, string field) =>
        InvalidArgument(message, [new BadRequest.Types.FieldViolation { Field = field, Description = message }]);

    public static RpcException NotFound(string message) => Of(StatusCode.NotFound, FailureReason.NotFound, message);

    public static RpcException WrongState(string message) => Of(StatusCode.FailedPrecondition, FailureReason.WrongState, message);

    public static RpcException Overloaded(string message) => Of(StatusCode.ResourceExhausted, FailureReason.Overloaded, message, Retry(RetrySoon));

    public static RpcException NotReady(string message) => Of(StatusCode.Unavailable, FailureReason.NotReady, message, Retry(RetryLater));

    public static RpcException Stopping() => Of(StatusCode.Unavailable, FailureReason.Stopping, "the service is stopping", Retry(RetryLater));

    public static RpcException AccessRefused(AccessRefusedException refused) => refused.Refusal switch
    {
        AccessRefusal.Unauthenticated => Of(StatusCode.Unauthenticated, FailureReason.Unauthenticated, refused.Message),
        AccessRefusal.PermissionDenied => Of(StatusCode.PermissionDenied, FailureReason.PermissionDenied, refused.Message),
        _ => Of(StatusCode.ResourceExhausted, FailureReason.RateLimited, refused.Message, Retry(refused.RetryAfter)),
    };

    public static RpcException DataDamaged(string message) => Of(StatusCode.DataLoss, FailureReason.DataDamaged, message);

    /// <summary>The disk is full, read-only or failing: the same call may succeed once that is mended.</summary>
    public static RpcException StorageFailed(string message) => Of(StatusCode.Unavailable, FailureReason.StorageFailed, message, Retry(RetryLater));

    public static RpcException DeadlineExceeded(string message) => Of(StatusCode.DeadlineExceeded, FailureReason.DeadlineExceeded, message);

    public static RpcException Cancelled() => Of(StatusCode.Cancelled, FailureReason.Cancelled, "the caller cancelled the call");

    public static RpcException Internal(string errorId)
    {
        var info = Info(FailureReason.Internal);
        info.Metadata["error_id"] = errorId;
        return Status(StatusCode.Internal, $"the service failed; its log tells why under {errorId}", Any.Pack(info)).ToRpcException();
    }

    public static Status Status(StatusCode code, string message, params IEnumerable<Any> details)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.AddRange(details);
        return status;
    }

    public static ErrorInfo Info(string reason) => new() { Domain = Domain, Reason = reason };

    private static RpcException Of(StatusCode code, string reason, string message, Google.Protobuf.IMessage? detail = null) =>
        Status(code, message, detail is null ? [Any.Pack(Info(reason))] : [Any.Pack(Info(reason)), Any.Pack(detail)]).ToRpcException();

    private static RetryInfo Retry(TimeSpan delay) => new() { RetryDelay = Duration.FromTimeSpan(delay) };
}

/// <summary>The values of ErrorInfo.reason; part of the API, never renamed.</summary>
internal static class FailureReason
{
    public const string InvalidArgument = "INVALID_ARGUMENT";
    public const string NotFound = "NOT_FOUND";
    public const string WrongState = "WRONG_STATE";
    public const string Overloaded = "OVERLOADED";
    public const string NotReady = "NOT_READY";
    public const string Stopping = "STOPPING";
    public const string DataDamaged = "DATA_DAMAGED";
    public const string StorageFailed = "STORAGE_FAILED";
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
    public const string Cancelled = "CANCELLED";
    public const string Internal = "INTERNAL";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string PermissionDenied = "PERMISSION_DENIED";
    public const string RateLimited = "RATE_LIMITED";
    public const string MessageTooLarge = "MESSAGE_TOO_LARGE";
    public const string Refused = "REFUSED";
}
