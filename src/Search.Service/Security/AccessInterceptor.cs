using Grpc.Core;
using Grpc.Core.Interceptors;
using Search.Service.Errors;

namespace Search.Service.Security;

/// <summary>Asks the policy before each call, whichever way it came: gRPC, gRPC-Web or JSON.</summary>
internal sealed class AccessInterceptor(Access access) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await RequireAsync(context);
        return await continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await RequireAsync(context);
        await continuation(request, responseStream, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await RequireAsync(context);
        return await continuation(requestStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await RequireAsync(context);
        await continuation(requestStream, responseStream, context);
    }

    private async ValueTask RequireAsync(ServerCallContext context)
    {
        try
        {
            await access.RequireAsync(context.GetHttpContext(), CallPolicy.RoleFor(context.Method));
        }
        catch (AccessRefusedException refused)
        {
            throw Failures.AccessRefused(refused);
        }
    }
}
