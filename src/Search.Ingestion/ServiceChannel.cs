using System.Net.Sockets;
using Grpc.Net.Client;

namespace Search.Ingestion;

/// <summary>Opens gRPC channels to the service.</summary>
public static class ServiceChannel
{
    /// <summary>Largest answer taken, in bytes.</summary>
    private const int MaxAnswerBytes = 64 << 20;

    /// <param name="address"><c>http://host:port</c>, <c>https://host:port</c>, or <c>unix:/path/of/socket</c>.</param>
    /// <param name="key">An API key or token to show; empty for none.</param>
    /// <exception cref="ArgumentException">The address is none of these, or the key no header can carry.</exception>
    public static GrpcChannel Open(string address, string key = "")
    {
        bool isSocket = address.StartsWith("unix:", StringComparison.Ordinal);
        string path = isSocket ? address["unix:".Length..] : "";
        if (isSocket ? !Path.IsPathRooted(path) : !(Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            throw new ArgumentException($"'{address}' is no address of a service: http://host:port or unix:/path is wanted.", nameof(address));
        if (key.Any(c => c is <= ' ' or > '~')) throw new ArgumentException("a key is printable ASCII without spaces.", nameof(key));
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // Notices a peer that vanished without closing its connection.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            // HTTP/2 without TLS passes no web proxy that the environment may name.
            UseProxy = address.StartsWith("https:", StringComparison.Ordinal),
        };
        if (isSocket)
        {
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }
        return GrpcChannel.ForAddress(isSocket ? "http://localhost" : address, new GrpcChannelOptions
        {
            HttpHandler = key.Length > 0 ? new KeyedHandler(key, handler) : handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxAnswerBytes,
            // A service that comes back is found within seconds; gRPC's own default backs off to two minutes.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(250),
            MaxReconnectBackoff = TimeSpan.FromSeconds(3),
        });
    }
}
