using System.Security.Cryptography;
using System.Text;

namespace Search.Service.Portal;

/// <summary>The frame of every page, its security headers, and the style sheet that travels inside the assembly.</summary>
internal static class PortalPage
{
    /// <summary>Nothing but this service's own style sheet may load; no script runs at all, whatever a page contains.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly byte[] StyleSheet = ReadAsset("portal.css");

    /// <summary>The address changes with the content, so that browsers may keep it for good.</summary>
    private static readonly string StyleVersion = Convert.ToHexStringLower(SHA256.HashData(StyleSheet))[..12];

    /// <param name="query">Stands in the search box.</param>
    public static async Task SendAsync(HttpContext context, int status, string title, string query, Action<HtmlWriter> body)
    {
        var html = new HtmlWriter();
        html.Write($"""
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="/assets/portal.css?v={StyleVersion}">
            </head>
            <body>
            <header>
            <a class="home" href="/">报纸检索</a>
            <form role="search" action="/" method="get">
            <label class="unseen" for="q">检索词</label>
            <input id="q" name="q" type="search" value="{query}" placeholder="词语、“短语”、-排除" autocomplete="off" maxlength="10000">
            <button>检索</button>
            </form>
            </header>
            <main>

            """);
        body(html);
        html.Write($"""

            </main>
            <footer><a href="/status">运行状态</a></footer>
            </body>
            </html>

            """);

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync(html.ToString(), Encoding.UTF8, context.RequestAborted);
    }

    public static IResult Style(HttpContext context)
    {
        context.Response.Headers.CacheControl = context.Request.Query["v"] == StyleVersion ? "public, max-age=31536000, immutable" : "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(StyleSheet, "text/css; charset=utf-8");
    }

    private static byte[] ReadAsset(string name)
    {
        using var stream = typeof(PortalPage).Assembly.GetManifestResourceStream("portal/" + name)
            ?? throw new InvalidOperationException($"the asset {name} is not in the assembly");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
