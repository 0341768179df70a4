using Search.Engine;

namespace Search.Service.Portal;

/// <summary>
/// A page as it came, byte for byte, in a way that nothing in it comes alive: text is shown as text whatever it holds, all else is a
/// file to save, and a sandbox without rights is around both.
/// </summary>
internal static class SourceFile
{
    public static async Task SendAsync(HttpContext context, PageSource source)
    {
        string? charset = CharsetOf(source.Content);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "private, no-cache";
        headers.ETag = $"\"{source.Sha256}\"";
        headers.ContentDisposition = $"{(charset is null ? "attachment" : "inline")}; filename*=UTF-8''{Uri.EscapeDataString(Path.GetFileName(source.FileName))}";
        context.Response.ContentType = charset is null ? "application/octet-stream" : "text/plain; charset=" + charset;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(source.Sha256, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentLength = source.Content.Length;
        await context.Response.Body.WriteAsync(source.Content, context.RequestAborted);
    }

    /// <summary>Null for what is no text.</summary>
    private static string? CharsetOf(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return "utf-16";
        if (content.Contains((byte)0) || content.StartsWith("%PDF"u8) || content.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return null;
        // What is no UTF-8 came through the parser as GB18030, the only other encoding it reads.
        return System.Text.Unicode.Utf8.IsValid(content) ? "utf-8" : "gb18030";
    }
}
