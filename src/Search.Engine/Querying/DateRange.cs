using System.Globalization;
using System.Text.RegularExpressions;

namespace Search.Engine;

/// <summary>Dates from one to another, both inclusive, as yyyyMMdd; 0 and <see cref="int.MaxValue"/> are open ends.</summary>
internal readonly partial record struct DateRange(int From, int To)
{
    public bool Contains(int date) => date != 0 && date >= From && date <= To;

    /// <summary>Reads 2022, 2022-03, 2022-03-04, 2022/3/4, 2022年, 2022年3月, 2022年3月4日, and ranges a..b (in either order), a.. and ..b of these.</summary>
    public static bool TryParse(string text, out DateRange range)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return TryParseOne(text, out range);
        range = default;
        DateRange from = new(0, 0), to = new(0, int.MaxValue);
        string left = text[..dots], right = text[(dots + 2)..].TrimStart('.');
        if (left.Length + right.Length == 0 || (left.Length > 0 && !TryParseOne(left, out from)) || (right.Length > 0 && !TryParseOne(right, out to)))
            return false;
        // Typed the wrong way round, it can only mean one thing.
        range = from.From <= to.To ? new DateRange(from.From, to.To) : new DateRange(to.From, from.To);
        return true;
    }

    private static bool TryParseOne(string text, out DateRange range)
    {
        range = default;
        Match match = Pattern().Match(QueryScanner.HalfWidth(text));
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

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?<y>1[5-9][0-9][0-9]|20[0-9][0-9])(?:[-/.](?<m>[0-9]{1,2})(?:[-/.](?<d>[0-9]{1,2}))?|年(?:(?<m>[0-9]{1,2})月(?:(?<d>[0-9]{1,2})[日号])?)?)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
