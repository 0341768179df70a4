using System.Net;
using System.Text;

namespace Search.EndToEnd.Tests.Operations;

/// <summary>Takes what is sent over OTLP (HTTP) and keeps it as it came.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener;
    private readonly StringBuilder received = new();

    public OtlpReceiver()
    {
        (listener, Address) = Listen();
        _ = Task.Run(ListenAsync);
    }

    public string Address { get; }

    /// <summary>Paths and bodies so far. Texts in protobuf stand there as they are.</summary>
    public string Received
    {
        get
        {
            lock (received) return received.ToString();
        }
    }

    public void Dispose() => listener.Close();

    /// <summary>An <see cref="HttpListener"/> chooses no port itself, and one that was free a moment ago may be somebody else's by now: then another.</summary>
    private static (HttpListener Listener, string Address) Listen()
    {
        while (true)
        {
            HttpListener listener = new();
            string address = $"http://127.0.0.1:{FreePort.Find()}";
            listener.Prefixes.Add(address + "/");
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException taken) when (FreePort.IsTaken(taken))
            {
                listener.Close();
            }
        }
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            try
            {
                await TakeAsync(await listener.GetContextAsync());
            }
            catch (Exception closed) when (!listener.IsListening && closed is HttpListenerException or ObjectDisposedException)
            {
                return; // the test is over
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
            {
                // A sender that had waited too long, or has ended in the middle of it: the next one is taken all the same.
            }
        }
    }

    private async Task TakeAsync(HttpListenerContext call)
    {
        using var body = new MemoryStream();
        await call.Request.InputStream.CopyToAsync(body);
        lock (received) received.Append(call.Request.Url!.AbsolutePath).Append('\n').Append(Encoding.UTF8.GetString(body.ToArray())).Append('\n');
        call.Response.ContentType = "application/x-protobuf";
        call.Response.Close();
    }
}
