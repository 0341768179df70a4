using System.Globalization;

namespace Search.Service.Portal;

/// <summary>Dates as people write them. The program runs without the system's cultures, so the words stand here.</summary>
internal static class Dates
{
    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <param name="date">yyyy-MM-dd.</param>
    public static string Chinese(string date)
    {
        var day = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{day.Year}年{day.Month}月{day.Day}日 星期{"日一二三四五六"[(int)day.DayOfWeek]}";
    }

    public static string English(string date)
    {
        var day = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{day.DayOfWeek}, {day.Day} {EnglishMonth(day.Month)} {day.Year}";
    }

    public static string EnglishMonth(int month) => Months[month - 1];
}
