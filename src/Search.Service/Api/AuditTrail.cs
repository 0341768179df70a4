using Grpc.Core;
using Search.Service.Security;

namespace Search.Service.Api;

/// <summary>Who deleted or administered what: log lines of a category of their own, so that they can be kept apart.</summary>
internal sealed partial class AuditTrail(ILogger<AuditTrail> logger)
{
    public void Record(ServerCallContext call, string what) => LogAudit(call.Method, what, Access.NameOf(call.GetHttpContext()), call.Peer);

    /// <summary>An operator on the status page.</summary>
    public void Record(HttpContext request, string what) => LogAudit(request.Request.Path, what, "operator", request.Connection.RemoteIpAddress?.ToString() ?? "local socket");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {What} by {Caller} at {Peer}")]
    private partial void LogAudit(string method, string what, string caller, string peer);
}
