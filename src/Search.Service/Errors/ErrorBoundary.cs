using Grpc.Core;
using Grpc.Core.Interceptors;
using Search.Engine;

namespace Search.Service.Errors;

/// <summary>
/// The one place where failures become gRPC statuses. What the engine refuses is told with its details; what nobody expected
/// is logged under an id and answered as INTERNAL with that id, never as an empty result.
/// </summary>
internal sealed partial class ErrorBoundary(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ErrorBoundary> logger) : Interceptor
{
    /// <summary>COR_E_IO.</summary>
    private const int RaisedByAProgram = unchecked((int)0x80131620);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Translate(failure, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Translate(failure, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Translate(failure, context);
        }
    }

    private RpcException Translate(Exception failure, ServerCallContext context)
    {
        if (failure is EngineException refused) return EngineFailures.ToRpc(refused);
        // Whatever breaks after the caller has gone or its time has run out is told as that: nobody waits for more.
        if (context.CancellationToken.IsCancellationRequested && failure is OperationCanceledException or IOException)
            return context.Deadline <= time.GetUtcNow().UtcDateTime ? Failures.DeadlineExceeded("the call's deadline passed") : Failures.Cancelled();
        if (failure is OperationCanceledException or ObjectDisposedException && lifetime.ApplicationStopping.IsCancellationRequested) return Failures.Stopping();

        if (Refuses(failure))
        {
            LogDiskRefuses(failure, context.Method);
            return Failures.StorageFailed(failure.Message);
        }

        string errorId = Guid.NewGuid().ToString("N")[..12];
        LogDefect(failure, context.Method, errorId);
        return Failures.Internal(errorId);
    }

    /// <summary>A full, read-only or failing disk: the error's number is the system's. A program's own IOException (such as Lucene's for a file it cannot make sense of) has another.</summary>
    private static bool Refuses(Exception failure) =>
        failure is UnauthorizedAccessException or IOException { HResult: not RaisedByAProgram } and not (FileNotFoundException or DirectoryNotFoundException or EndOfStreamException);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method}: the disk refuses")]
    private partial void LogDiskRefuses(Exception failure, string method);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed unexpectedly, error id {ErrorId}")]
    private partial void LogDefect(Exception failure, string method, string errorId);
}
