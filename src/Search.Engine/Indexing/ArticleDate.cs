using System.Globalization;

namespace Search.Engine;

/// <summary>Dates as the number yyyyMMdd, which sorts as the date does and whose year and month are its leading digits; 0 is unknown.</summary>
internal static class ArticleDate
{
    /// <summary>0 if the text is not <c>yyyy-MM-dd</c>.</summary>
    public static int Parse(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? Number(date) : 0;

    /// <summary>Days since the first of January of year 1, of a date that is not 0.</summary>
    public static int DayNumber(int date) => new DateOnly(date / 10000, date / 100 % 100, date % 100).DayNumber;

    public static int Number(DateOnly date) => (date.Year * 10000) + (date.Month * 100) + date.Day;
}
