namespace Search.Analysis.Words;

/// <summary>Recognises dates in normalised text, in Arabic or Chinese numerals, with 年月日 or as 2022-03-04.</summary>
internal static class DateReader
{
    internal const string Digits = "〇一二三四五六七八九";

    internal static bool TryRead(ReadOnlySpan<char> text, int start, out LexicalUnit unit)
    {
        unit = new LexicalUnit { Start = start, Kind = UnitKind.Date };
        if (TryReadNumeric(text, start, ref unit)) return true;
        ref DateParts date = ref unit.Date;
        date.Year.Value = date.Month.Value = date.Day.Value = -1;
        bool arabic = char.IsAsciiDigit(text[start]);
        int at = start;
        int parts = 0;
        if (ReadPart(text, ref at, "年", 1000, 2999, ref date.Year)) parts++;
        if (ReadPart(text, ref at, "月", 1, 12, ref date.Month)) parts++;
        // 号 counts houses and issues too, so it is a day after a month only.
        if (date.Month.Value > 0 || date.Year.Value < 0)
        {
            if (ReadPart(text, ref at, date.Month.Value > 0 ? "日号" : "日", 1, 31, ref date.Day)) parts++;
        }
        unit.End = at;
        // 三月 alone may begin a word or a name (三月三); a year of four Chinese digits is a year.
        return parts > 1 || (parts == 1 && (arabic || date.Year.Value > 0));
    }

    private static bool TryReadNumeric(ReadOnlySpan<char> text, int start, ref LexicalUnit unit)
    {
        int at = start;
        int year = ReadArabic(text, ref at, 4);
        if (at != start + 4 || year is < 1000 or > 2999 || at >= text.Length || text[at] is not ('-' or '.' or '/')) return false;
        char separator = text[at];
        int monthStart = ++at;
        int month = ReadArabic(text, ref at, 2);
        if (month is < 1 or > 12 || at >= text.Length || text[at] != separator) return false;
        int monthEnd = at;
        int dayStart = ++at;
        int day = ReadArabic(text, ref at, 2);
        if (day is < 1 or > 31 || (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == separator))) return false;
        unit.Date.Year = new DatePart { Value = year, Start = start, End = start + 4 };
        unit.Date.Month = new DatePart { Value = month, Start = monthStart, End = monthEnd };
        unit.Date.Day = new DatePart { Value = day, Start = dayStart, End = at };
        unit.End = at;
        return true;
    }

    private static bool ReadPart(ReadOnlySpan<char> text, ref int at, string endings, int least, int most, ref DatePart part)
    {
        int end = at;
        if (end >= text.Length) return false;
        int value = char.IsAsciiDigit(text[end]) ? ReadArabic(text, ref end, 4) : ReadChinese(text, ref end, least >= 1000);
        if (value < least || value > most || end >= text.Length || !endings.Contains(text[end])) return false;
        part = new DatePart { Value = value, Start = at, End = end + 1 };
        at = end + 1;
        return true;
    }

    /// <summary>Reads at most <paramref name="most"/> digits; -1 if there are none or more.</summary>
    private static int ReadArabic(ReadOnlySpan<char> text, ref int at, int most)
    {
        int start = at;
        int value = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && at - start < most)
            value = (value * 10) + (text[at++] - '0');
        return at == start || (at < text.Length && char.IsAsciiDigit(text[at])) ? -1 : value;
    }

    private static int ReadChinese(ReadOnlySpan<char> text, ref int at, bool year)
    {
        if (year)
        {
            int value = 0, start = at;
            for (; at < text.Length && at - start < 4 && DigitOf(text[at]) is >= 0 and int digit; at++)
                value = (value * 10) + digit;
            return at - start == 4 ? value : -1;
        }
        // 一 … 三十一
        int ones = at < text.Length ? DigitOf(text[at]) : -1;
        if (ones == 0) return -1;
        int tens = 0;
        if (ones > 0) at++;
        if (at < text.Length && text[at] == '十')
        {
            tens = ones > 0 ? ones : 1;
            ones = ++at < text.Length ? DigitOf(text[at]) : -1;
            if (ones > 0) at++;
            return (tens * 10) + Math.Max(ones, 0);
        }
        return ones;
    }

    /// <summary>0 to 9, or -1.</summary>
    internal static int DigitOf(char c) => c == '零' ? 0 : Digits.IndexOf(c);
}
