namespace Search.Engine;

/// <summary>
/// UTF-8 with two bytes instead of three for the characters of Chinese text: stored articles take a third less before Lucene compresses
/// them, and a fifth less after. ASCII stays as it is; a byte of 0x80 to 0xFE and the next one are a character of <see cref="Ranges"/>; 0xFF
/// goes before the UTF-8 of any other. Each character is packed for itself.
/// </summary>
internal static class PackedText
{
    private const byte Escape = 0xFF;

    /// <summary>First and last character: ideographs, punctuation and symbols, Latin to Arabic letters, full width. Never to be changed without a new schema number.</summary>
    private static readonly (int First, int Last)[] Ranges = [(0x4E00, 0x9FFF), (0x2000, 0x33FF), (0x0080, 0x07FF), (0xFE00, 0xFFEF)];

    private static readonly ushort[] Codes = BuildCodes();
    private static readonly char[] Characters = BuildCharacters();

    public static int MaximumPacked(int utf8Length) => utf8Length * 4 / 3 + 1;

    public static int MaximumUnpacked(int packedLength) => packedLength * 3 / 2 + 1;

    /// <param name="utf8">Well-formed.</param>
    /// <param name="target">At least <see cref="MaximumPacked"/> long.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Pack(ReadOnlySpan<byte> utf8, Span<byte> target)
    {
        int written = 0;
        for (int i = 0; i < utf8.Length;)
        {
            byte lead = utf8[i];
            if (lead < 0x80)
            {
                target[written++] = lead;
                i++;
                continue;
            }

            int length = LengthOf(lead);
            int character = length switch
            {
                2 => ((lead & 0x1F) << 6) | (utf8[i + 1] & 0x3F),
                3 => ((lead & 0x0F) << 12) | ((utf8[i + 1] & 0x3F) << 6) | (utf8[i + 2] & 0x3F),
                _ => 0,
            };
            ushort code = Codes[character];
            if (code != 0)
            {
                target[written++] = (byte)(code >> 8);
                target[written++] = (byte)code;
            }
            else
            {
                target[written++] = Escape;
                utf8.Slice(i, length).CopyTo(target[written..]);
                written += length;
            }

            i += length;
        }

        return written;
    }

    /// <param name="target">At least <see cref="MaximumUnpacked"/> long.</param>
    /// <returns>How many bytes of UTF-8 were written.</returns>
    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Pack"/> writes.</exception>
    public static int Unpack(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        int written = 0;
        for (int i = 0; i < packed.Length;)
        {
            byte lead = packed[i++];
            if (lead < 0x80)
            {
                target[written++] = lead;
                continue;
            }

            if (i == packed.Length) throw Malformed();
            if (lead == Escape)
            {
                int length = LengthOf(packed[i]);
                if (i + length > packed.Length) throw Malformed();
                packed.Slice(i, length).CopyTo(target[written..]);
                written += length;
                i += length;
                continue;
            }

            char character = Characters[((lead - 0x80) << 8) | packed[i++]];
            if (character == 0) throw Malformed();
            // No surrogate and no ASCII is packed.
            if (character < 0x800)
            {
                target[written + 1] = (byte)(0x80 | (character & 0x3F));
                target[written] = (byte)(0xC0 | (character >> 6));
                written += 2;
                continue;
            }

            target[written + 2] = (byte)(0x80 | (character & 0x3F));
            target[written + 1] = (byte)(0x80 | ((character >> 6) & 0x3F));
            target[written] = (byte)(0xE0 | (character >> 12));
            written += 3;
        }

        return written;
    }

    private static int LengthOf(byte lead) => lead switch { < 0x80 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };

    private static InvalidDataException Malformed() => new("a stored text is malformed");

    /// <summary>By character, its two bytes; 0 for one that has none.</summary>
    private static ushort[] BuildCodes()
    {
        ushort[] codes = new ushort[char.MaxValue + 1];
        int next = 0x8000;
        foreach ((int first, int last) in Ranges)
            for (int c = first; c <= last; c++) codes[c] = (ushort)next++;
        return codes;
    }

    private static char[] BuildCharacters()
    {
        char[] characters = new char[0x7F00];
        int next = 0;
        foreach ((int first, int last) in Ranges)
            for (int c = first; c <= last; c++) characters[next++] = (char)c;
        return characters;
    }
}
