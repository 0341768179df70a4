using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Search.Service.Telemetry;

/// <summary>Times every call by method and code, whichever way it came. The outermost interceptor: it sees the codes that callers get.</summary>
internal sealed class CallTelemetry(ServiceInstruments instruments) : Interceptor
{
    private static readonly ConcurrentDictionary<StatusCode, string> Codes = new();

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        long began = instruments.Begin();
        var code = StatusCode.Unknown;
        try
        {
            var response = await continuation(request, context);
            code = StatusCode.OK;
            return response;
        }
        catch (RpcException failure)
        {
            code = failure.StatusCode;
            throw;
        }
        finally
        {
            instruments.End(began, context.Method, NameOf(code));
        }
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        StreamAsync(context, () => continuation(request, responseStream, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        StreamAsync(context, () => continuation(requestStream, responseStream, context));

    private async Task StreamAsync(ServerCallContext context, Func<Task> stream)
    {
        long began = instruments.Begin();
        var code = StatusCode.Unknown;
        try
        {
            await stream();
            code = StatusCode.OK;
        }
        catch (RpcException failure)
        {
            code = failure.StatusCode;
            throw;
        }
        finally
        {
            instruments.End(began, context.Method, NameOf(code));
        }
    }

    /// <summary>DeadlineExceeded as DEADLINE_EXCEEDED, the word every client library and dashboard knows.</summary>
    private static string NameOf(StatusCode code) => Codes.GetOrAdd(code, static c => c == StatusCode.OK ? "OK" : string.Concat(
        c.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString())));
}
