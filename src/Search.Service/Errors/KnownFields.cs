using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Search.Service.Errors;

/// <summary>
/// Refuses JSON calls that name a field the request does not have. Transcoding passes those over, so that a misspelt filter finds everything and a misspelt field of an article is lost
/// from what was acknowledged.
/// </summary>
internal sealed class KnownFields : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, responseStream, context);
    }

    public static FieldDescriptor? Find(MessageDescriptor type, string name) => type.Fields.InDeclarationOrder().FirstOrDefault(field => field.Name == name || field.JsonName == name);

    /// <returns>The type of what the field holds one or several of; null for what has no fields in JSON.</returns>
    public static MessageDescriptor? HeldBy(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && !field.IsMap && field.MessageType.File.Package != "google.protobuf" ? field.MessageType : null;

    private static void Check<TRequest>(TRequest request, ServerCallContext context)
    {
        var http = context.GetHttpContext().Request;
        if (request is not IMessage { Descriptor: var type } || !http.Path.StartsWithSegments("/v1")) return;
        // Where there is a body it is the whole request. Many a program names the type of one without sending any.
        var unknown = HttpMethods.IsGet(http.Method) || HttpMethods.IsDelete(http.Method) ? FindUnknown(http.Query, type) : http.Body is KeptBody body ? body.FindUnknown(type) : null;
        if (unknown is var (path, holder))
            throw Failures.InvalidArgument($"{path}: there is no such field; there are {string.Join(", ", holder.Fields.InDeclarationOrder().Select(field => field.Name))}", path);
    }

    private static (string Path, MessageDescriptor Holder)? FindUnknown(IQueryCollection parameters, MessageDescriptor type)
    {
        // What begins with _ keeps caches from answering.
        foreach (string name in parameters.Keys.Where(name => !name.StartsWith('_')))
        {
            var holder = type;
            foreach (string part in name.Split('.'))
            {
                if (holder is null || Find(holder, part) is not { } field) return (name, holder ?? type);
                holder = HeldBy(field);
            }
        }

        return null;
    }
}
