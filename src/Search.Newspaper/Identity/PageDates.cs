using System.Globalization;
using System.Text.RegularExpressions;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Newspaper.Identity;

/// <summary>Dates of issues: as stated in paths and furniture, or inferred from what the text tells.</summary>
internal static partial class PageDates
{
    /// <summary>Longer than any page; the bound keeps the work of a hostile file small.</summary>
    private const int MaxInferredFrom = 500_000;

    private static readonly TimeSpan ChinasOffset = TimeSpan.FromHours(8);

    [GeneratedRegex(@"(?<y>20\d{2}|19\d{2})年")]
    private static partial Regex Year();

    [GeneratedRegex(@"(?<![年\d])(?<m>1[0-2]|0?[1-9])月(?<d>3[01]|[12]\d|0?[1-9])日")]
    private static partial Regex MonthDay();

    /// <summary>yyyy-MM-dd of a match of <see cref="Furniture.FullDate"/>, null when there is no such day.</summary>
    public static string? Normalise(Match match) =>
        Day(ChineseNumbers.Parse(match.Groups["y"].Value), ChineseNumbers.Parse(match.Groups["m"].Value), ChineseNumbers.Parse(match.Groups["d"].Value));

    public static string? Day(int year, int month, int day) =>
        year is < 1800 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            ? null
            : new DateOnly(year, month, day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:(?<y>[0-9]{4})(?:(?<m>[0-9]{2})(?<d>[0-9]{2})(?:[0-9]{4}|[0-9]{6})?|\s*[-/.年]\s*(?<m>[0-9]{1,2})\s*[-/.月]\s*(?<d>[0-9]{1,2}))" +
        "|(?<y>" + ChineseNumbers.Year + @")年(?<m>[〇零一二三四五六七八九十]{1,3})月(?<d>[〇零一二三四五六七八九十]{1,3}))\s*[日号]?(?:$|(?<time>[T\s].*$)|[（(]?(?:星期|周)[一二三四五六日天][)）]?$)", RegexOptions.ExplicitCapture)]
    private static partial Regex DateField();

    /// <summary>
    /// The day of a field such as 2018-05-01, 20180501, 2018/5/1, 2018-05-01T08:00:00, 2018年5月1日, 二〇一八年五月一日; "" for none, null for nonsense. A time in UTC is told in China's: programs
    /// write a day's beginning as 16 o'clock of the day before.
    /// </summary>
    public static string? FromField(string text)
    {
        if (text.Length == 0) return "";
        if (text.Length > 64 || DateField().Match(InAsciiDigits(text)) is not { Success: true } match || Normalise(match) is not { } day) return null;
        string time = match.Groups["time"].Value;
        return (time.EndsWith('Z') || time.EndsWith("+00:00", StringComparison.Ordinal)) && DateTimeOffset.TryParse(day + time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var utc)
            ? utc.ToOffset(ChinasOffset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : day;
    }

    /// <summary>The text with full-width digits as plain ones.</summary>
    public static string InAsciiDigits(string text) => string.Create(text.Length, text, static (written, text) =>
    {
        for (int i = 0; i < text.Length; i++) written[i] = text[i] is >= '０' and <= '９' ? (char)(text[i] - '０' + '0') : text[i];
    });

    public static bool IsIsoDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>
    /// A lower bound for the issue's date: the latest day that the text names and that is no plan. Full dates count as they are; month and day alone take
    /// the year that the text names most. "" when the text names no day.
    /// </summary>
    public static string Infer(string text)
    {
        if (text.Length > MaxInferredFrom) text = text[..MaxInferredFrom];
        var years = new Dictionary<int, int>();
        foreach (Match match in Year().Matches(text))
        {
            int year = int.Parse(match.Groups["y"].ValueSpan, CultureInfo.InvariantCulture);
            years[year] = years.GetValueOrDefault(year) + 1;
        }
        string latestFull = Furniture.FullDate().Matches(text).Select(Normalise).Where(d => d is not null).Max(StringComparer.Ordinal) ?? "";
        if (years.Count == 0) return latestFull;
        // The year written most is the one the page is about; a tie goes to the later, since pages look back more than ahead.
        int current = years.OrderByDescending(y => y.Value).ThenByDescending(y => y.Key).First().Key;
        string latest = latestFull;
        foreach (Match match in MonthDay().Matches(text))
        {
            string? day = Day(current, int.Parse(match.Groups["m"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["d"].ValueSpan, CultureInfo.InvariantCulture));
            if (day is not null && string.CompareOrdinal(day, latest) > 0 && !IsFuture(text, match.Index + match.Length)) latest = day;
        }
        return latest;
    }

    /// <summary>将于4月5日, 4月5日起将: an announced day is no lower bound.</summary>
    private static bool IsFuture(string text, int end)
    {
        int from = Math.Max(0, end - 14);
        var around = text.AsSpan(from, Math.Min(text.Length, end + 6) - from);
        return around.Contains("将", StringComparison.Ordinal) || around.Contains("截至", StringComparison.Ordinal) && around.Contains("前", StringComparison.Ordinal);
    }
}
