using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Search.Service.Security;

/// <summary>
/// Marks the connections of the Unix socket that only this user can open. The mark is set when one is accepted: its socket may be gone by the time a call is looked at.
/// </summary>
internal sealed class WorkerConnection
{
    private static readonly WorkerConnection Mark = new();

    private WorkerConnection()
    {
    }

    public static void Accept(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => connection =>
        {
            connection.Features.Set(Mark);
            return next(connection);
        });
    }

    public static bool Is(HttpContext context) => context.Features.Get<WorkerConnection>() is not null;
}
