using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Search.Engine;

/// <summary>Dates from one to another, both inclusive, as yyyyMMdd; 0 and <see cref="int.MaxValue"/> are open ends.</summary>
internal readonly partial record struct DateRange(int From, int To)
{
    public bool Contains(int date) => date != 0 && date >= From && date <= To;

    /// <summary>
    /// Reads 2022, 2022-03, 2022-03-04, 2022/3/4, 20220304, 2022年, 2022年3月, 2022年3月4日, the last three in Chinese numerals too (二〇二二年三月四日), ranges a..b (in either
    /// order), a.. and ..b of these, and ranges as they are written in Chinese: 2022年3月至5月, 2022年3月4-8日, 2022-2023年.
    /// </summary>
    public static bool TryParse(string text, out DateRange range)
    {
        text = QueryScanner.HalfWidth(text);
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return TryParseOne(text, out range) || TryParseSpan(text, out range);
        range = default;
        DateRange from = new(0, 0), to = new(0, int.MaxValue);
        string left = text[..dots], right = text[(dots + 2)..].TrimStart('.');
        if (left.Length + right.Length == 0 || (left.Length > 0 && !TryParseOne(left, out from)) || (right.Length > 0 && !TryParseOne(right, out to)))
            return false;
        // Typed the wrong way round, it can only mean one thing.
        range = from.From <= to.To ? new DateRange(from.From, to.To) : new DateRange(to.From, from.To);
        return true;
    }

    /// <summary>Whether it is one of the ranges that <see cref="TryParse"/> reads, not a single date.</summary>
    public static bool IsRange(string date) => QueryScanner.HalfWidth(date).Contains("..", StringComparison.Ordinal);

    /// <summary>How articles may write a single date: as typed, and one with 年 in Arabic and in Chinese numerals, these with either zero, however it was typed.</summary>
    public static IReadOnlyList<string> SpellingsOf(string date)
    {
        Match match = Pattern().Match(QueryScanner.HalfWidth(date));
        if (!match.Groups["chinese"].Success)
            return [date];
        Group year = match.Groups["y"], month = match.Groups["m"], day = match.Groups["d"];
        StringBuilder arabic = new(), chinese = new();
        arabic.Append(CultureInfo.InvariantCulture, $"{Number(year)}年");
        foreach (char digit in arabic.ToString(0, 4))
            chinese.Append(DateNumerals.Digits[digit - '0']);
        chinese.Append('年');
        foreach ((Group part, string unit) in ((Group, string)[])[(month, "月"), (day, match.Groups["unit"].Value)])
        {
            if (!part.Success)
                continue;
            arabic.Append(CultureInfo.InvariantCulture, $"{Number(part)}{unit}");
            chinese.Append(DateNumerals.Write(Number(part))).Append(unit);
        }
        return [.. new[] { date, arabic.ToString(), chinese.ToString(), chinese.Replace('〇', '零').ToString() }.Distinct(StringComparer.Ordinal)];
    }

    private static bool TryParseOne(string text, out DateRange range)
    {
        range = default;
        Match match = Pattern().Match(text);
        if (!match.Success)
            return false;
        int year = Number(match.Groups["y"]), month = Number(match.Groups["m"]), day = Number(match.Groups["d"]);
        if (month == 0)
        {
            range = new DateRange((year * 10000) + 101, (year * 10000) + 1231);
            return !match.Groups["m"].Success;
        }
        if (month > 12)
            return false;
        int first = (year * 10000) + (month * 100);
        if (!match.Groups["d"].Success)
        {
            range = new DateRange(first + 1, first + 31);
            return true;
        }
        if (day == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        range = new DateRange(first + day, first + day);
        return true;
    }

    /// <summary>Each side may leave out what stands on the other one: the first its last unit, the second the year or year and month.</summary>
    private static bool TryParseSpan(string text, out DateRange range)
    {
        range = default;
        int at = text.AsSpan().IndexOfAny('至', '到', '~');
        if (at < 0 && text.AsSpan().ContainsAny('年', '月')) at = text.AsSpan().IndexOfAny('-', '–', '—');
        if (at < 0 && text.Length == 9 && text[4] is '-' or '–' or '—') at = 4;
        if (at < 4) return false;
        string left = text[..at], right = text[(at + 1)..].TrimStart(text[at]);
        if (right.Length == 0 || (!TryParseOne(left, out DateRange from) && !(right[^1] is '年' or '月' or '日' or '号' && TryParseOne(left + right[^1], out from)))) return false;
        string year = left[..4] + '年';
        int month = left.IndexOf('月', StringComparison.Ordinal);
        bool isDay = right[^1] is '日' or '号' && !right.Contains('月', StringComparison.Ordinal);
        if (!TryParseOne(right, out DateRange to) && !(isDay ? month > 0 && month < left.Length - 1 && TryParseOne(left[..(month + 1)] + right, out to) : TryParseOne(year + right, out to))) return false;
        range = new DateRange(from.From, to.To);
        return from.To < to.From;
    }

    private static int Number(Group group) => group.Success ? DateNumerals.Read(group.Value) : 0;

    // A year of Chinese digits alone (一九八四) is a title or a number as likely as a year.
    [GeneratedRegex("^(?:(?<y>1[5-9][0-9][0-9]|20[0-9][0-9])(?:[-/.](?<m>[0-9]{1,2})(?:[-/.](?<d>[0-9]{1,2}))?)?"
        + "|(?<y>1[5-9][0-9][0-9]|20[0-9][0-9])(?<m>[0-9]{2})(?<d>[0-9]{2})"
        + "|(?<y>1[5-9][0-9][0-9]|20[0-9][0-9]|一[五六七八九]" + DateNumerals.AnyDigit + "{2}|二" + DateNumerals.AnyZero + DateNumerals.AnyDigit + "{2})(?<chinese>年)"
        + "(?:(?<m>[0-9]{1,2}|" + DateNumerals.Month + ")月(?:(?<d>[0-9]{1,2}|" + DateNumerals.Day + ")(?<unit>[日号]))?)?)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
