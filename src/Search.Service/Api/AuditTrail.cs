using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Grpc.Core;
using Search.Engine;
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
        file = new FileStream(Path.Combine(settings.DataDirectory, "audit.jsonl"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        DurableFile.FlushDirectory(settings.DataDirectory); // a line on stable storage is worth nothing in a file that no folder names
        DropTornLine();
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
            long end = file.Seek(0, SeekOrigin.End);
            try
            {
                file.Write(Encoding.UTF8.GetBytes(line));
                file.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                file.SetLength(end); // a full disk takes half a line, which the next one must not be joined to
                throw;
            }
        }

        LogAudit(method, what, caller, peer);
    }

    /// <summary>What a crash cut off in the middle was never answered.</summary>
    private void DropTornLine()
    {
        long end = file.Length;
        for (; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n') break;
        }

        if (end < file.Length) file.SetLength(end);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {What} by {Caller} at {Peer}")]
    private partial void LogAudit(string method, string what, string caller, string peer);
}
