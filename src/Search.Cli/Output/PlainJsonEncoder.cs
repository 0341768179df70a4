using System.Text;
using System.Text.Encodings.Web;

namespace Search.Cli.Output;

/// <summary>
/// Escapes only what JSON demands. The encoder of the framework called unsafe-relaxed also escapes U+3000 and every character beyond the first
/// plane, and both are ordinary in Chinese text.
/// </summary>
internal sealed class PlainJsonEncoder : JavaScriptEncoder
{
    public static PlainJsonEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\' or 0x7F;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (int i = 0; i < span.Length; i++)
        {
            char c = span[i];
            if (WillEncode(c)) return i;
            if (!char.IsSurrogate(c)) continue;
            // Half of a pair is no character; the framework replaces it when it asks about it.
            if (!char.IsHighSurrogate(c) || i + 1 == span.Length || !char.IsLowSurrogate(span[i + 1])) return i;
            i++;
        }
        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        string escaped = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < 0x20 or 0x7F => $"\\u{unicodeScalar:x4}",
            _ => new Rune(unicodeScalar).ToString(),
        };
        numberOfCharactersWritten = 0;
        if (!escaped.TryCopyTo(new Span<char>(buffer, bufferLength))) return false;
        numberOfCharactersWritten = escaped.Length;
        return true;
    }
}
