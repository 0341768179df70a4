using System.Net;
using System.Net.Sockets;

namespace Search.EndToEnd.Tests.Operations;

/// <summary>A port for what cannot be told to choose one itself. It is free at that moment and may be somebody else's at the next.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    public static bool IsTaken(HttpListenerException failure) => IsTaken(failure.Message);

    /// <param name="said">By a listener, or by a process that has ended for it.</param>
    public static bool IsTaken(string said) => said.Contains("in use", StringComparison.Ordinal);
}
