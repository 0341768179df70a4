using System.Globalization;

namespace Search.Engine;

/// <summary>The numbers of a date as newspapers write them in Chinese numerals: years digit by digit, months and days up to 三十一.</summary>
internal static class DateNumerals
{
    public const string Digits = "〇一二三四五六七八九";

    /// <summary>The zero and what papers and keyboards put in its place, also the letter and the digit.</summary>
    public const string AnyZero = "[〇○◯零0Oo]";

    public const string AnyDigit = "[〇○◯零0Oo一二三四五六七八九]";

    public const string Month = "十[一二]?|[一二三四五六七八九]";

    public const string Day = "[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九]";

    /// <summary>What the patterns here or two or four ASCII digits match.</summary>
    public static int Read(string number)
    {
        if (number.All(char.IsAsciiDigit))
            return int.Parse(number, CultureInfo.InvariantCulture);
        int ten = number.IndexOf('十', StringComparison.Ordinal);
        if (ten < 0)
            return number.Aggregate(0, (value, digit) => (value * 10) + DigitOf(digit));
        int tens = ten == 0 ? 1 : DigitOf(number[0]), ones = ten + 1 < number.Length ? DigitOf(number[^1]) : 0;
        return (tens * 10) + ones;
    }

    /// <param name="number">1 to 99.</param>
    public static string Write(int number)
    {
        (int tens, int ones) = Math.DivRem(number, 10);
        return (tens > 1 ? Digits[tens].ToString() : "") + (tens > 0 ? "十" : "") + (ones > 0 ? Digits[ones].ToString() : "");
    }

    private static int DigitOf(char c) => Math.Max(Digits.IndexOf(c, StringComparison.Ordinal), 0);
}
