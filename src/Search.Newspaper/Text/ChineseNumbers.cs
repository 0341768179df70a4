namespace Search.Newspaper.Text;

/// <summary>Numbers up to 99 written with ideographs, and years digit by digit.</summary>
internal static class ChineseNumbers
{
    /// <summary>Of a regular expression: a year between 1900 and 2099. The letter is what many keyboards put for the zero.</summary>
    public const string Year = "(?:一九|二[〇○◯零Oo])[〇○◯零Oo一二三四五六七八九]{2}";

    private const string Digits = "〇一二三四五六七八九";

    /// <summary>十二 gives 12, 二〇二二 gives 2022, 12 gives 12; -1 for anything else.</summary>
    public static int Parse(string text)
    {
        if (text.Length == 0 || text.Length > 4) return -1;
        if (text.All(char.IsAsciiDigit)) return int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        int ten = text.IndexOf('十', StringComparison.Ordinal);
        if (ten < 0)
        {
            int value = 0;
            foreach (char c in text)
            {
                int digit = Digit(c);
                if (digit < 0) return -1;
                value = value * 10 + digit;
            }
            return value;
        }
        int tens = ten == 0 ? 1 : ten == 1 ? Digit(text[0]) : -1;
        int ones = ten == text.Length - 1 ? 0 : ten == text.Length - 2 ? Digit(text[^1]) : -1;
        return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
    }

    private static int Digit(char c) => c is '○' or '◯' or '零' or 'O' or 'o' ? 0 : char.IsAsciiDigit(c) ? c - '0' : Digits.IndexOf(c, StringComparison.Ordinal);
}
