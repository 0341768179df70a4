using System.Text;
using Microsoft.Net.Http.Headers;

namespace Search.Service.Errors;

/// <summary>The charset that a request's type names. Transcoding takes it as it stands and fails on one in quotes (RFC 9110, 8.3.2, allows them) as on an unknown one.</summary>
internal static class BodyCharset
{
    /// <summary>What many a program calls UTF-8.</summary>
    private const string ShortUtf8 = "utf8";

    static BodyCharset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Leaves the plain name of a known encoding in the request's type, and no charset where an empty one is named.</summary>
    /// <returns>Why it cannot be read; null where it can.</returns>
    public static string? Settle(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue) return null;
        string named = HeaderUtilities.UnescapeAsQuotedString(type.Charset).ToString().Trim();
        string charset = named.Equals(ShortUtf8, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.WebName : named;
        if (charset.Length > 0 && !IsKnown(charset)) return $"the Content-Type names the charset '{named}', which is unknown here: send UTF-8";
        if (charset.Length > 0 && charset == type.Charset) return null;
        type.Charset = charset.Length == 0 ? default : charset;
        request.ContentType = type.ToString();
        return null;
    }

    private static bool IsKnown(string charset)
    {
        try
        {
            Encoding.GetEncoding(charset);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException) // UTF-7 is known and refused
        {
            return false;
        }
    }
}
