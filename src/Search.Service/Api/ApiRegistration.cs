using Google.Protobuf.Reflection;
using Google.Rpc;
using Search.Service.Errors;
using Search.Service.Portal;
using Search.Service.Security;
using Search.Service.Telemetry;

namespace Search.Service.Api;

internal static class ApiRegistration
{
    /// <summary>The three gRPC services with their JSON form, reflection and the one error boundary.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        // Without a registration each call would make its own service and interceptor.
        services.AddSingleton<ErrorBoundary>();
        services.AddSingleton<KnownFields>();
        services.AddSingleton<SequenceWait>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<PageParsing>();
        services.AddSingleton<PutStreams>();
        services.AddHostedService(provider => provider.GetRequiredService<PutStreams>());
        services.AddSingleton<SearchGrpcService>();
        services.AddSingleton<IngestionGrpcService>();
        services.AddSingleton<AdminGrpcService>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = ApiLimits.MessageBytes;
            grpc.Interceptors.Add<CallTelemetry>();
            grpc.Interceptors.Add<ErrorBoundary>();
            grpc.Interceptors.Add<AccessInterceptor>();
            grpc.Interceptors.Add<KnownFields>();
        }).AddJsonTranscoding(json =>
            // Details of errors travel as Any: their types must be known to be written as JSON.
            json.TypeRegistry = TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, RetryInfo.Descriptor));
        services.AddGrpcReflection();
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        // The part that only reads may be called from pages of the allowed origins.
        app.MapGrpcService<SearchGrpcService>().RequireCors(PortalRegistration.ReadingFromElsewhere);
        app.MapGrpcService<IngestionGrpcService>();
        app.MapGrpcService<AdminGrpcService>();
        app.MapGrpcReflectionService();
    }
}
