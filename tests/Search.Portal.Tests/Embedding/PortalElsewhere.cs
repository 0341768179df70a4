using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Search.Portal.Tests.Embedding;

/// <summary>A page of another origin that holds the search box, under a strict policy of its own. It chooses its port when it begins to listen.</summary>
internal sealed class PortalElsewhere : IAsyncDisposable
{
    private readonly WebApplication app;

    private PortalElsewhere(WebApplication app, int port)
    {
        this.app = app;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"http://localhost:{Port}";

    /// <param name="endpoint">The service's address, asked for when the page is.</param>
    public static async Task<PortalElsewhere> StartAsync(Func<string> endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(context => ServeAsync(context, endpoint()));
        await app.StartAsync();
        return new PortalElsewhere(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task ServeAsync(HttpContext context, string endpoint)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src {endpoint}; connect-src {endpoint}; form-action {endpoint}; img-src data:; require-trusted-types-for 'script'";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"""
            <!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>门户</title><link rel="icon" href="data:,">
            <script src="{endpoint}/embed/search-box.js" defer></script></head>
            <body><h1>门户</h1><newspaper-search endpoint="{endpoint}/" results="3"><form action="{endpoint}/"><input name="q" aria-label="检索报纸"></form></newspaper-search></body></html>
            """));
    }
}
