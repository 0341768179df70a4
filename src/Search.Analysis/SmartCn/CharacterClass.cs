namespace Search.Analysis.SmartCn;

/// <summary>What a UTF-16 unit is to the SmartCn lattice; the first class whose range holds the unit wins.</summary>
internal enum CharacterClass : byte
{
    Other,
    Space,
    Hanzi,
    Letter,
    Digit,
    FullWidthLetter,
    FullWidthDigit,
    Delimiter,
    Surrogate,
}

internal static class CharacterClasses
{
    private static readonly CharacterClass[] Table = Build(); // one entry for each of the 65,536 units

    internal static CharacterClass Of(char unit) => Table[unit];

    private static CharacterClass[] Build()
    {
        var table = new CharacterClass[char.MaxValue + 1];
        // Written from the weakest to the strongest class, so the order of precedence is the order below reversed.
        Fill(table, 0xFE30, 0xFF63, CharacterClass.Delimiter);
        Fill(table, 0x3001, 0x301E, CharacterClass.Delimiter);
        Fill(table, 0x2010, 0x2642, CharacterClass.Delimiter);
        Fill(table, 0x0021, 0x00BB, CharacterClass.Delimiter);
        Fill(table, 0xFF10, 0xFF19, CharacterClass.FullWidthDigit);
        Fill(table, 0xFF21, 0xFF3A, CharacterClass.FullWidthLetter);
        Fill(table, 0xFF41, 0xFF5A, CharacterClass.FullWidthLetter);
        foreach (char space in " \t\r\n\u3000")
            table[space] = CharacterClass.Space;
        Fill(table, '0', '9', CharacterClass.Digit);
        Fill(table, 'A', 'Z', CharacterClass.Letter);
        Fill(table, 'a', 'z', CharacterClass.Letter);
        Fill(table, 0x4E00, 0x9FA5, CharacterClass.Hanzi);
        Fill(table, 0xD800, 0xDFFF, CharacterClass.Surrogate);
        return table;
    }

    // Array.Fill would be compiled when the program starts, which takes longer than these loops.
    private static void Fill(CharacterClass[] table, int first, int last, CharacterClass value)
    {
        for (int unit = first; unit <= last; unit++)
            table[unit] = value;
    }
}
