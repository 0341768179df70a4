using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Grpc.Core;
using Search.Service.Hosting;
using Search.Service.Security;

namespace Search.Service.Api;

/// <summary>
/// Who deleted or administered what, and when: a line of JSON each in <c>audit.jsonl</c> of the data directory, on stable storage before
/// the caller is answered, and a log line of a category of its own. It is only ever added to.
/// </summary>
internal sealed partial class AuditTrail : IDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly FileStream file;
    private readonly TimeProvider time;
    private readonly ILogger<AuditTrail> logger;
    private readonly Lock writing = new();

    public AuditTrail(ServiceSettings settings, TimeProvider time, ILogger<AuditTrail> logger)
    {
        (this.time, this.logger) = (time, logger);
        file = new FileStream(Path.Combine(settings.DataDirectory, "audit.jsonl"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    public void Record(ServerCallContext call, string what) => Write(call.Method, what, Access.NameOf(call.GetHttpContext()), call.Peer);

    /// <summary>An operator on the status page.</summary>
    public void Record(HttpContext request, string what) =>
        Write(request.Request.Path, what, request.User.Identity?.Name ?? "operator", request.Connection.RemoteIpAddress?.ToString() ?? "local socket");

    public void Dispose() => file.Dispose();

    private void Write(string method, string what, string caller, string peer)
    {
        string line = JsonSerializer.Serialize(new { at = time.GetUtcNow(), caller, peer, call = method, what }, Readable) + "\n";
        lock (writing)
        {
            file.Write(Encoding.UTF8.GetBytes(line));
            file.Flush(flushToDisk: true);
        }

        LogAudit(method, what, caller, peer);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {What} by {Caller} at {Peer}")]
    private partial void LogAudit(string method, string what, string caller, string peer);
}
