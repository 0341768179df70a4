using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Search.Service.Errors;

/// <summary>
/// Some calls fail before an interceptor sees them: a message larger than the limit, an unknown method, bytes that are no
/// message. The library answers those with a bare status; this adds the details every other failure has.
/// </summary>
internal sealed class UnexplainedErrors(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (!IsGrpc(context)) return;

        // Before the first byte of a body the status stands among the headers, which can no longer be changed once sent.
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var target = trailers is { IsReadOnly: false } && trailers.ContainsKey("grpc-status") ? trailers
            : !context.Response.HasStarted && context.Response.Headers.ContainsKey("grpc-status") ? context.Response.Headers
            : null;
        if (target is null || target.ContainsKey(Failures.DetailsTrailer)) return;
        if (!int.TryParse(target["grpc-status"], CultureInfo.InvariantCulture, out int code) || code == 0) return;

        // gRPC percent-encodes messages.
        string message = Uri.UnescapeDataString(target["grpc-message"].ToString());
        string reason = (StatusCode)code switch
        {
            StatusCode.ResourceExhausted => FailureReason.MessageTooLarge,
            StatusCode.DeadlineExceeded => FailureReason.DeadlineExceeded,
            StatusCode.Cancelled => FailureReason.Cancelled,
            _ => FailureReason.Refused,
        };
        var status = Failures.Status((StatusCode)code, message, Any.Pack(Failures.Info(reason)));
        target[Failures.DetailsTrailer] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }

    private static bool IsGrpc(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
