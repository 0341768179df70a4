using System.Net;
using System.Text;

namespace Search.Portal.Tests.Embedding;

/// <summary>A page of another origin that holds the search box, under a strict policy of its own.</summary>
internal sealed class PortalElsewhere : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public PortalElsewhere(int port, string endpoint)
    {
        Address = $"http://localhost:{port}";
        listener.Prefixes.Add(Address + "/");
        listener.Start();
        serving = ServeAsync($"""
            <!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>门户</title><link rel="icon" href="data:,">
            <script src="{endpoint}/embed/search-box.js" defer></script></head>
            <body><h1>门户</h1><newspaper-search endpoint="{endpoint}/" results="3"><form action="{endpoint}/"><input name="q" aria-label="检索报纸"></form></newspaper-search></body></html>
            """, endpoint);
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Close();
    }

    private async Task ServeAsync(string page, string endpoint)
    {
        byte[] body = Encoding.UTF8.GetBytes(page);
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers["Content-Security-Policy"] = $"default-src 'none'; script-src {endpoint}; connect-src {endpoint}; form-action {endpoint}; img-src data:; require-trusted-types-for 'script'";
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    }
}
