using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Status = Google.Rpc.Status;

namespace Search.Service.Errors;

/// <summary>
/// Some calls fail before an interceptor sees them: a message larger than the limit, an unknown method, bytes that are no
/// message, a value that is no number, a charset that nobody knows. The library answers those with a bare status; this adds the details every other failure has, where a body stops being JSON, and which value
/// its field cannot hold.
/// </summary>
internal sealed class UnexplainedErrors(RequestDelegate next)
{
    private static readonly TypeRegistry Details = TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, RetryInfo.Descriptor);

    private static readonly JsonFormatter ToJson = new(JsonFormatter.Settings.Default.WithTypeRegistry(Details));

    private static readonly JsonParser FromJson = new(JsonParser.Settings.Default.WithTypeRegistry(Details).WithIgnoreUnknownFields(true));

    public Task InvokeAsync(HttpContext context) =>
        IsGrpc(context) ? InvokeGrpcAsync(context) : context.Request.Path.StartsWithSegments("/v1") ? InvokeJsonAsync(context) : next(context);

    private async Task InvokeGrpcAsync(HttpContext context)
    {
        await next(context);

        // Before the first byte of a body the status stands among the headers, which can no longer be changed once sent.
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var target = trailers is { IsReadOnly: false } && trailers.ContainsKey("grpc-status") ? trailers
            : !context.Response.HasStarted && context.Response.Headers.ContainsKey("grpc-status") ? context.Response.Headers
            : null;
        if (target is null || target.ContainsKey(Failures.DetailsTrailer)) return;
        if (!int.TryParse(target["grpc-status"], CultureInfo.InvariantCulture, out int code) || code == 0) return;

        // gRPC percent-encodes messages.
        string message = Uri.UnescapeDataString(target["grpc-message"].ToString());
        var status = Failures.Status((StatusCode)code, message, Any.Pack(Failures.Info(ReasonOf((StatusCode)code))));
        target[Failures.DetailsTrailer] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }

    private async Task InvokeJsonAsync(HttpContext context)
    {
        if (BodyCharset.Settle(context.Request) is { } unknown)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(ToJson.Format(Explain(new Status { Code = (int)StatusCode.InvalidArgument, Message = unknown }, null)), context.RequestAborted);
            return;
        }

        var body = context.Response.Body;
        var held = new RefusalBody(context.Response, body);
        context.Response.Body = held;
        var request = context.Request.Body;
        KeptBody? kept = KeptBody.Takes(context.Request) ? new KeptBody(request) : null;
        if (kept is not null) context.Request.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
            context.Request.Body = request;
        }

        if (held.Held.IsEmpty) return;
        if (Read(held.Held) is { Code: not 0, Details.Count: 0 } status)
        {
            context.Response.ContentLength = null;
            await context.Response.WriteAsync(ToJson.Format(Explain(status, status.Code == (int)StatusCode.InvalidArgument ? FindFault(context, kept, status) : null)), context.RequestAborted);
        }
        else
        {
            await body.WriteAsync(held.Held, context.RequestAborted);
        }
    }

    /// <returns>Null for what is no status of the API.</returns>
    private static Status? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return FromJson.Parse<Status>(Encoding.UTF8.GetString(json.Span));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            return null;
        }
    }

    /// <returns>Which field is at fault and how; null where the message says all that is known.</returns>
    private static (string Field, string Description)? FindFault(HttpContext context, KeptBody? kept, Status status)
    {
        if (kept?.FindFlaw() is { } flaw)
        {
            status.Message = $"the body is no JSON: {flaw}";
            return null;
        }

        if (MistypedFields.RequestOf(context) is not { } request) return null;
        if (kept?.FindMistyped(request) is var (path, expected))
        {
            if (path.Length > 0) return (path, $"expected {expected}");
            status.Message = $"the body: expected {expected}";
            return null;
        }

        // The library quotes the value it cannot read and leaves out whose it is.
        string[] fields = [.. context.Request.Query.Where(p => p.Value.Any(value => status.Message.Contains($"'{value}'", StringComparison.Ordinal))).Select(p => p.Key)];
        return fields is [var field] ? (field, MistypedFields.Expected(request, field) is { } type ? $"{status.Message.TrimEnd('.')}: expected {type}" : status.Message) : null;
    }

    private static Status Explain(Status status, (string Field, string Description)? fault)
    {
        status.Details.Add(Any.Pack(Failures.Info(ReasonOf((StatusCode)status.Code))));
        if (fault is not var (field, description)) return status;
        var violations = new BadRequest();
        violations.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
        status.Details.Add(Any.Pack(violations));
        status.Message = $"{field}: {description}";
        return status;
    }

    private static string ReasonOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument => FailureReason.InvalidArgument,
        StatusCode.ResourceExhausted => FailureReason.MessageTooLarge,
        StatusCode.DeadlineExceeded => FailureReason.DeadlineExceeded,
        StatusCode.Cancelled => FailureReason.Cancelled,
        _ => FailureReason.Refused,
    };

    private static bool IsGrpc(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
