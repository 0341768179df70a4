using System.Globalization;

namespace Search.Engine;

/// <summary>An inquiry's numbers and dates, checked and with defaults filled in.</summary>
internal sealed record SearchSettings
{
    /// <summary>The API allows 100; a batch in process asks for more.</summary>
    private const int MostHits = 1_000;

    private const int MostSkipped = 10_000;

    /// <summary>Values one filter may list.</summary>
    private const int MostFilterValues = 1_000;

    public required int PageSize { get; init; }

    public required int Skip { get; init; }

    public required DateRange? Dates { get; init; }

    /// <summary>Newspapers with dates as yyyyMMdd, 0 for undated.</summary>
    public required IReadOnlyList<(string Newspaper, int Date)> Issues { get; init; }

    public required int MaxPassages { get; init; }

    public required int PassageLength { get; init; }

    /// <exception cref="EngineException">A value is out of its range; the exception names its field.</exception>
    public static SearchSettings Of(SearchInquiry inquiry)
    {
        if (inquiry.Query.Length > QueryReader.MaxLength)
            throw Invalid("query", $"the query has {inquiry.Query.Length} characters; use at most {QueryReader.MaxLength}");
        if (inquiry.PageToken.Length > 0 && inquiry.Skip != 0)
            throw Invalid("skip", "skip must be 0 with a page token");
        return new SearchSettings
        {
            PageSize = InRange(inquiry.PageSize, 10, 1, MostHits, "page_size"),
            Skip = inquiry.Skip is >= 0 and <= MostSkipped ? inquiry.Skip : throw Invalid("skip", $"skip is {inquiry.Skip}; it must be 0 to {MostSkipped}"),
            Dates = Range(inquiry.Filter),
            Issues = [.. inquiry.Filter.Issues.Select(Issue)],
            MaxPassages = InRange(inquiry.Highlight.MaxPassages, 3, 1, 20, "highlight.max_passages"),
            PassageLength = InRange(inquiry.Highlight.PassageLength, 120, 20, 2000, "highlight.passage_length"),
        };
    }

    private static DateRange? Range(SearchFilter filter)
    {
        Bounded(filter.Newspapers, "filters.newspapers");
        Bounded(filter.Sections, "filters.sections");
        Bounded(filter.Pages, "filters.pages");
        Bounded(filter.Reporters, "filters.reporters");
        Bounded(filter.Issues, "filters.issues");
        if (filter.DateFrom.Length + filter.DateTo.Length == 0)
            return null;
        DateRange range = new(Date(filter.DateFrom, 0, "filters.date_from"), Date(filter.DateTo, int.MaxValue, "filters.date_to"));
        return range.From <= range.To ? range : throw Invalid("filters.date_to", $"{filter.DateTo} is before {filter.DateFrom}");
    }

    private static (string, int) Issue(string text, int index)
    {
        int slash = text.LastIndexOf('/');
        int date = slash >= 0 ? ArticleDate.Parse(text[(slash + 1)..]) : 0;
        return slash >= 0 && (date > 0 || text.AsSpan(slash + 1) is "undated") ? (text[..slash], date)
            : throw Invalid($"filters.issues[{index}]", $"“{text}” is not an issue; write newspaper/yyyy-MM-dd or newspaper/undated");
    }

    private static int Date(string text, int open, string field)
    {
        if (text.Length == 0)
            return open;
        int date = ArticleDate.Parse(text);
        return date > 0 ? date : throw Invalid(field, $"“{text}” is not a date; write yyyy-MM-dd");
    }

    private static void Bounded(IReadOnlyList<string> values, string field)
    {
        if (values.Count > MostFilterValues)
            throw Invalid(field, $"{values.Count} values; use at most {MostFilterValues}");
    }

    private static int InRange(int value, int absent, int least, int most, string field) =>
        value == 0 ? absent : value >= least && value <= most ? value
            : throw Invalid(field, string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; it must be {least} to {most}"));

    internal static EngineException Invalid(string field, string message) => new(EngineFailure.InvalidArgument, message, field);
}
