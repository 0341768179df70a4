using System.Text;
using UtfUnknown;

namespace Search.Newspaper.Text;

/// <summary>Bytes to text. Strict decoders are tried in an order that makes a wrong success improbable: BOM, UTF-16 by its zero bytes, UTF-8, GB18030, then a statistical guess.</summary>
internal static class TextDecoder
{
    private static readonly Encoding Gb18030 = CreateGb18030();
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, true);

    private static Encoding CreateGb18030()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }

    /// <summary>The text without BOM, or why there is none. <paramref name="declared"/> is the encoding that a header or meta element names, tried first.</summary>
    public static PageFailure? TryDecode(ReadOnlySpan<byte> bytes, string? declared, out string text)
    {
        text = "";
        if (bytes.Length == 0)
            return new PageFailure(FailureReason.Empty, 0, "The file is empty.");
        if (!TryDecodeAny(bytes, declared, out text))
        {
            return LooksBinary(bytes)
                ? new PageFailure(FailureReason.Binary, 0, "The file is binary, not text.")
                : new PageFailure(FailureReason.BadEncoding, 0, "The text is in no known encoding (UTF-8, UTF-16 and GB18030 were tried strictly).");
        }
        if (HasControls(text, out int line))
            return new PageFailure(FailureReason.Binary, line, "The file holds control characters that no text has.");
        if (string.IsNullOrWhiteSpace(text))
            return new PageFailure(FailureReason.Empty, 0, "The file holds nothing but white space.");
        return null;
    }

    /// <summary>The encoding of a text of which only the head is at hand; null when it fits none.</summary>
    public static Encoding? Sniff(ReadOnlySpan<byte> head, bool complete)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode;
        if (Utf16ByZeroBytes(head) is { } utf16) return utf16;
        // A head ends anywhere, also inside a character: up to three bytes may be cut off.
        for (int cut = 0; cut <= (complete ? 0 : 3); cut++)
        {
            if (TryStrict(StrictUtf8, head[..^cut], out _)) return Encoding.UTF8;
        }
        for (int cut = 0; cut <= (complete ? 0 : 3); cut++)
        {
            if (TryStrict(Gb18030, head[..^cut], out string text) && LooksChinese(text)) return Encoding.GetEncoding("GB18030");
        }
        return null;
    }

    private static bool TryDecodeAny(ReadOnlySpan<byte> bytes, string? declared, out string text)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return TryStrict(StrictUtf8, bytes[3..], out text);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return TryStrict(new UnicodeEncoding(false, false, true), bytes[2..], out text);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return TryStrict(new UnicodeEncoding(true, false, true), bytes[2..], out text);
        if (Utf16ByZeroBytes(bytes) is { } utf16)
            return TryStrict(utf16, bytes, out text);
        if (declared is not null && Named(declared) is { } named && TryStrict(named, bytes, out text))
            return true;
        if (TryStrict(StrictUtf8, bytes, out text))
            return true;
        if (TryStrict(Gb18030, bytes, out text) && LooksChinese(text))
            return true;
        // The detector names MacCyrillic and the like for sparse text: only what reads as Chinese is believed.
        var guess = CharsetDetector.DetectFromBytes(bytes.Length > 65536 ? bytes[..65536].ToArray() : bytes.ToArray()).Detected;
        return guess?.EncodingName is { } name && guess.Confidence > 0.8 && Named(name) is { } detected
            && TryStrict(detected, bytes, out text) && LooksChinese(text);
    }

    private static Encoding? Named(string name)
    {
        if (name.Trim().ToUpperInvariant() is "GB2312" or "GBK" or "GB18030" or "X-GBK" or "HZ-GB-2312")
            return Gb18030;
        try
        {
            return Encoding.GetEncoding(name.Trim(), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null; // an encoding nobody knows is the same as none declared
        }
    }

    private static bool TryStrict(Encoding encoding, ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = encoding.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>UTF-16 without BOM: line feeds and digits have a zero byte always on the same side.</summary>
    private static UnicodeEncoding? Utf16ByZeroBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0)
            return null;
        int even = 0, odd = 0, feedsLittle = 0, feedsBig = 0;
        var sample = bytes[..Math.Min(bytes.Length, 1 << 16)];
        for (int i = 0; i + 1 < sample.Length; i += 2)
        {
            if (sample[i] == 0) even++;
            if (sample[i + 1] == 0) odd++;
            if (sample[i] == '\n' && sample[i + 1] == 0) feedsLittle++;
            if (sample[i] == 0 && sample[i + 1] == '\n') feedsBig++;
        }
        // Ideographs such as 一 (U+4E00) have a zero byte too, on the other side than ASCII: line feeds decide.
        if (feedsLittle > 0 && feedsBig == 0 && odd > even)
            return new UnicodeEncoding(false, false, true);
        if (feedsBig > 0 && feedsLittle == 0 && even > odd)
            return new UnicodeEncoding(true, false, true);
        return null;
    }

    /// <summary>Most non-ASCII characters are common ideographs or Chinese punctuation: random bytes read as GB18030 give rare and private ones.</summary>
    private static bool LooksChinese(string text)
    {
        int other = 0, chinese = 0;
        foreach (char c in text)
        {
            if (c < 0x80) continue;
            if (c is >= '\u4E00' and <= '\u9FFF' or >= '\u3000' and <= '\u303F' or >= '\uFF00' and <= '\uFFEF'
                or >= '\u2010' and <= '\u2030' or '·' or '\u3400') chinese++;
            else other++;
        }
        return chinese > 4 * other;
    }

    private static bool LooksBinary(ReadOnlySpan<byte> bytes)
    {
        int controls = 0;
        var sample = bytes[..Math.Min(bytes.Length, 4096)];
        foreach (byte b in sample)
        {
            if (b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t' or 0x0C)) controls++;
        }
        return controls * 100 > sample.Length;
    }

    private static bool HasControls(string text, out int line)
    {
        line = 0;
        int controls = 0, lines = 1;
        foreach (char c in text)
        {
            if (c == '\n') lines++;
            if (c < 0x20 && c is not ('\n' or '\r' or '\t' or '\f' or '\v') || c == '\uFFFE')
            {
                if (controls++ == 0) line = lines;
            }
        }
        return controls > 0 && controls * 1000L > text.Length;
    }
}
