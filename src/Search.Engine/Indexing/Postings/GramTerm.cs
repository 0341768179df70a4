using System.Text;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Between a gram's number and Lucene's bytes. Grams hold no surrogates, so numbers and bytes have the same order.</summary>
internal static class GramTerm
{
    public const int MaximumBytes = 6;

    public static uint NumberOf(char first, char second) => ((uint)first << 16) | second;

    /// <returns>False where the bytes are not exactly two characters as grams have them.</returns>
    public static bool TryParse(BytesRef text, out uint gram)
    {
        gram = 0;
        ReadOnlySpan<byte> bytes = text.Bytes.AsSpan(text.Offset, text.Length);
        for (int i = 0; i < 2; i++)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) != System.Buffers.OperationStatus.Done || rune.Value > char.MaxValue) return false;
            gram = (gram << 16) | (uint)rune.Value;
            bytes = bytes[length..];
        }

        return bytes.IsEmpty;
    }

    /// <returns>How many bytes were written.</returns>
    public static int Write(uint gram, Span<byte> utf8)
    {
        int first = Write((char)(gram >> 16), utf8);
        return first + Write((char)gram, utf8[first..]);
    }

    private static int Write(char c, Span<byte> utf8)
    {
        if (c < 0x80)
        {
            utf8[0] = (byte)c;
            return 1;
        }

        if (c < 0x800)
        {
            utf8[0] = (byte)(0xC0 | (c >> 6));
            utf8[1] = (byte)(0x80 | (c & 0x3F));
            return 2;
        }

        utf8[0] = (byte)(0xE0 | (c >> 12));
        utf8[1] = (byte)(0x80 | ((c >> 6) & 0x3F));
        utf8[2] = (byte)(0x80 | (c & 0x3F));
        return 3;
    }
}
