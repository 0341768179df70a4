using System.Buffers;
using System.Globalization;
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

    /// <summary>Bytes looked at together; as text, with its white space and without, they take ten times as much.</summary>
    private const int Window = 8 << 20;

    private const int LeastOverlap = 512 << 10;

    private static ReadOnlySpan<byte> GzipBeginning => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> ZipBeginning => "PK"u8;

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

    /// <summary>Looks at a file's bytes as text of each encoding that newspapers arrive in, also when gzipped, zipped or marked up. A window at a time: a file may be larger than memory.</summary>
    /// <param name="content">From its beginning, at which it can be read again.</param>
    public bool IsIn(Stream content, CancellationToken cancellation)
    {
        if (pieces.Count == 0) return false;
        Span<byte> beginning = stackalloc byte[2];
        int length = content.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        content.Position = 0;
        if (length == beginning.Length && (beginning.SequenceEqual(GzipBeginning) ? IsInGzip(content, cancellation) : beginning.SequenceEqual(ZipBeginning) && IsInZip(content, cancellation))) return true;
        // Not packed after all, or cut off.
        content.Position = 0;
        return IsInText(content, cancellation);
    }

    private bool IsInGzip(Stream content, CancellationToken cancellation)
    {
        using GZipStream gzip = new(content, CompressionMode.Decompress, leaveOpen: true);
        return IsInText(gzip, cancellation);
    }

    private bool IsInZip(Stream content, CancellationToken cancellation)
    {
        try
        {
            using ZipArchive zip = new(content, ZipArchiveMode.Read, leaveOpen: true);
            return zip.Entries.Any(entry => IsInMember(entry, cancellation));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>A member that is damaged, encrypted or packed in a way nobody here knows hides no other.</summary>
    private bool IsInMember(ZipArchiveEntry entry, CancellationToken cancellation)
    {
        try
        {
            using (Stream member = entry.Open())
            {
                if (IsInText(member, cancellation)) return true;
            }

            if (!entry.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return false;
            using Stream packed = entry.Open();
            return IsInGzip(packed, cancellation);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            return false;
        }
    }

    private bool IsInText(Stream content, CancellationToken cancellation)
    {
        // Where one window ends the next begins before: what stands across the border is whole in one of them, each character of it as an entity and tags between.
        int overlap = Math.Max(LeastOverlap, pieces.Max(piece => piece.Length) * 16);
        byte[] window = ArrayPool<byte>.Shared.Rent(Math.Max(Window, 4 * overlap));
        try
        {
            int kept = 0;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                int filled = Fill(content, window, kept);
                if (IsInBytes(window.AsSpan(0, filled))) return true;
                if (filled < window.Length) return false;
                // An even number of bytes: characters of UTF-16 begin at even places.
                kept = overlap;
                window.AsSpan(window.Length - kept).CopyTo(window);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    /// <returns>Where what was read ends: at the array's end, or at the content's, or where that is damaged or cut off.</returns>
    private static int Fill(Stream content, byte[] window, int from)
    {
        try
        {
            while (from < window.Length && content.Read(window, from, window.Length - from) is > 0 and int read) from += read;
        }
        catch (InvalidDataException)
        {
            // What came before has been read.
        }

        return from;
    }

    private bool IsInBytes(ReadOnlySpan<byte> bytes)
    {
        foreach (Encoding encoding in (ReadOnlySpan<Encoding>)[Encoding.UTF8, Encoding.GetEncoding("GB18030"), Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            string text = encoding.GetString(bytes);
            if (IsIn(text) || (text.Contains('<', StringComparison.Ordinal) && IsIn(WebUtility.HtmlDecode(Tag().Replace(text, ""))))) return true;
            // A line of JSON that is refused for something else in it: most programs write Chinese as \u4E2D there.
            if (text.Contains('\\', StringComparison.Ordinal) && IsIn(Escape().Replace(text, Unescaped))) return true;
        }

        return false;
    }

    private static string Unescaped(Match escape) => escape.ValueSpan switch
    {
        [_, 'u', .. { Length: 4 } code] => ((char)ushort.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
        [_, 'n' or 'r' or 't'] => " ",
        _ => escape.Value[1..],
    };

    /// <summary>Without white space, and without straight quotation marks, which CSV doubles.</summary>
    private static string Stripped(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('\uFEFF' or '"')));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\\(u[0-9a-fA-F]{4}|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
