using System.IO.Compression;
using System.Security.Cryptography;

namespace Search.Service.Portal;

/// <summary>
/// Style sheets, scripts and icons that travel inside the assembly: read and hashed once, and compressed when a browser first asks for one, since that takes longer than all else here. An address
/// carries the content's hash, so that browsers may keep it for good.
/// </summary>
internal sealed class PortalAssets
{
    private static readonly (string Path, string Type, string[] Parts)[] Known =
    [
        ("/assets/portal.css", "text/css; charset=utf-8", ["base.css", "results.css", "reading.css", "print.css"]),
        ("/assets/portal.js", "text/javascript; charset=utf-8", ["combobox.js", "recent-searches.js", "in-place.js", "article-marks.js", "operator.js", "portal.js"]),
        ("/assets/icon.svg", "image/svg+xml", ["icon.svg"]),
        ("/embed/search-box.js", "text/javascript; charset=utf-8", ["combobox.js", "search-box.js"]),
    ];

    private readonly Dictionary<string, Asset> assets = Known.ToDictionary(k => k.Path, k => Asset.Of(k.Type, k.Parts));

    public IEnumerable<string> Paths => assets.Keys;

    public string AddressOf(string path) => $"{path}?v={assets[path].Hash}";

    public async Task SendAsync(HttpContext context)
    {
        var asset = assets[context.Request.Path];
        var (request, response) = (context.Request, context.Response);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.ETag = asset.ETag;
        response.Headers.Vary = "Accept-Encoding";
        // Pages elsewhere may embed the box: its script is for everybody, and holds nothing that is not.
        if (request.Path.StartsWithSegments("/embed")) response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (request.Headers.IfNoneMatch.ToString().Contains(asset.ETag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.Type;
        byte[] body = asset.Plain;
        if (request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "br" && e.Quality is not 0))
        {
            response.Headers.ContentEncoding = "br";
            body = asset.Brotli.Value;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private sealed record Asset(string Type, byte[] Plain, Lazy<byte[]> Brotli, string Hash)
    {
        public string ETag => $"\"{Hash}\"";

        public static Asset Of(string type, string[] parts)
        {
            // Each script is one function: what its parts name is no global, here or on the pages of others.
            bool script = type.StartsWith("text/javascript", StringComparison.Ordinal);
            byte[] plain = [.. script ? "(() => {\n\"use strict\";\n"u8 : default, .. parts.SelectMany(Read), .. script ? "})();\n"u8 : default];
            return new Asset(type, plain, new Lazy<byte[]>(() => Compress(plain)), Convert.ToHexStringLower(SHA256.HashData(plain))[..12]);
        }

        private static byte[] Compress(byte[] plain)
        {
            using var compressed = new MemoryStream();
            using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true)) brotli.Write(plain);
            return compressed.ToArray();
        }

        private static byte[] Read(string name)
        {
            using var stream = typeof(PortalAssets).Assembly.GetManifestResourceStream("portal/" + name)
                ?? throw new InvalidOperationException($"the asset {name} is not in the assembly");
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
