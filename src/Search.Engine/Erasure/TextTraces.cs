using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Search.Engine;

/// <summary>
/// Recognises a text to erase in other files: any of its paragraphs, white space aside, whatever the encoding. A paragraph too
/// short to be anybody's own counts only together with what stands around it.
/// </summary>
public sealed partial class TextTraces
{
    /// <summary>Characters that two different texts do not share by chance.</summary>
    private const int OwnLength = 16;

    private readonly List<string> pieces = [];

    internal TextTraces(IReadOnlyList<Article> texts)
    {
        foreach (Article text in texts)
        {
            string[] own = [.. text.Paragraphs.Select(Stripped).Where(p => p.Length >= OwnLength)];
            if (own.Length > 0) pieces.AddRange(own);
            else if (Stripped(text.Headline + text.Body) is { Length: > 0 } whole) pieces.Add(whole);
        }
    }

    static TextTraces() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public bool IsIn(string text)
    {
        string stripped = Stripped(text);
        return pieces.Any(p => stripped.Contains(p, StringComparison.Ordinal));
    }

    /// <summary>Looks at a file's bytes as text of each encoding that newspapers arrive in, also when gzipped or marked up.</summary>
    public bool IsIn(ReadOnlyMemory<byte> content)
    {
        if (pieces.Count == 0) return false;
        byte[] bytes = Inflated(content);
        foreach (Encoding encoding in (ReadOnlySpan<Encoding>)[Encoding.UTF8, Encoding.GetEncoding("GB18030"), Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            string text = encoding.GetString(bytes);
            if (IsIn(text) || (text.Contains('<', StringComparison.Ordinal) && IsIn(WebUtility.HtmlDecode(Tag().Replace(text, ""))))) return true;
        }

        return false;
    }

    private static byte[] Inflated(ReadOnlyMemory<byte> content)
    {
        if (content.Length < 2 || content.Span[0] != 0x1F || content.Span[1] != 0x8B) return content.ToArray();
        try
        {
            using MemoryStream inflated = new();
            using (GZipStream gzip = new(new MemoryStream(content.ToArray()), CompressionMode.Decompress)) gzip.CopyTo(inflated);
            return inflated.ToArray();
        }
        catch (InvalidDataException)
        {
            return content.ToArray(); // not gzip after all, or cut off
        }
    }

    private static string Stripped(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '\uFEFF'));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
