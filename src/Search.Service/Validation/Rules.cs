using System.Globalization;
using Search.Service.Api;

namespace Search.Service.Validation;

/// <summary>Rules that several requests share. Each adds a violation under the field's name in the API.</summary>
internal static class Rules
{
    /// <summary>Where a date stands in a path it cannot be empty: this word stands in.</summary>
    public const string Undated = "undated";

    /// <summary>Likewise for a newspaper or a page whose name is not known.</summary>
    public const string Unknown = "unknown";

    public static void Range(this Violations violations, string field, long value, long minimum, long maximum)
    {
        if (value < minimum || value > maximum) violations.Add(field, $"must be {minimum} to {maximum}, was {value}");
    }

    public static void NotNegative(this Violations violations, string field, long value)
    {
        if (value < 0) violations.Add(field, $"must not be negative, was {value}");
    }

    public static void Length(this Violations violations, string field, string value, int maximum)
    {
        if (value.Length > maximum) violations.Add(field, $"is {value.Length} UTF-16 units long, more than {maximum}");
    }

    public static void Count(this Violations violations, string field, int count, int minimum, int maximum)
    {
        if (count < minimum || count > maximum) violations.Add(field, $"must have {minimum} to {maximum} entries, has {count}");
    }

    /// <summary>A day of the calendar as yyyy-MM-dd, or nothing.</summary>
    public static void Date(this Violations violations, string field, string value)
    {
        if (value.Length > 0 && !IsDate(value)) violations.Add(field, $"must be a date as yyyy-MM-dd, was '{Shorten(value)}'");
    }

    public static void IssueDate(this Violations violations, string field, string value)
    {
        if (value != Undated && !IsDate(value)) violations.Add(field, $"must be a date as yyyy-MM-dd, or '{Undated}', was '{Shorten(value)}'");
    }

    public static void Required(this Violations violations, string field, string value, int maximum)
    {
        if (value.Length == 0) violations.Add(field, "must not be empty");
        else violations.Length(field, value, maximum);
    }

    public static void ArticleId(this Violations violations, string field, string value)
    {
        if (value.Length == 0) violations.Add(field, "must not be empty");
        else if (!ArticleIdsFit(value)) violations.Add(field, $"must be 1 to {ApiLimits.IdUnits} of A-Z a-z 0-9 . _ -, was '{Shorten(value)}'");
    }

    public static bool ArticleIdsFit(string id) => id.Length <= ApiLimits.IdUnits && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0 && id.AsSpan().IndexOfAnyExcept('.', '_', '-') >= 0;

    public static bool IsDate(string value) =>
        value.Length == 10 && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>What is quoted back must not make the answer large.</summary>
    public static string Shorten(string value) => value.Length <= 60 ? value : value[..60] + "…";

    private static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
}
