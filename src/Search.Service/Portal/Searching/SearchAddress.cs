using System.Globalization;
using Search.Engine;
using Search.Service.Api;
using Search.Service.Validation;

namespace Search.Service.Portal;

/// <summary>
/// A search as its address says it, in words: <c>/?q=…&amp;newspaper=…&amp;from=2024-05&amp;page=2&amp;sort=newest</c>. Reading and writing
/// are each other's reverse, so an address can be kept, sent and typed.
/// </summary>
internal sealed record SearchAddress
{
    public const int HitsAPage = 10;

    /// <summary>Further back nobody reads; the API's limit on skipping is the same.</summary>
    public const int LastPage = 1000;

    private static readonly Dictionary<string, HitOrder> Orders = new(StringComparer.Ordinal) { ["newest"] = HitOrder.Newest, ["oldest"] = HitOrder.Oldest };

    public string Query { get; init; } = "";

    public IReadOnlyList<string> Newspapers { get; init; } = [];

    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>Labels of newspaper pages; <see cref="Page"/> is the page of results.</summary>
    public IReadOnlyList<string> NewspaperPages { get; init; } = [];

    public IReadOnlyList<string> Reporters { get; init; } = [];

    /// <summary>A year, month or day: <c>2024</c>, <c>2024-05</c>, <c>2024-05-17</c>; empty for none.</summary>
    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public HitOrder Order { get; init; }

    public int Page { get; init; } = 1;

    public bool Unfold { get; init; }

    public bool IsFiltered => Newspapers.Count + Sections.Count + NewspaperPages.Count + Reporters.Count > 0 || From.Length + To.Length > 0;

    /// <exception cref="EngineException">InvalidArgument; a value cannot be understood, in the reader's language.</exception>
    public static SearchAddress Read(IQueryCollection values, Phrases say)
    {
        string page = Single("page"), sort = Single("sort"), query = Single("q");
        int number = 1;
        if (page.Length > 0 && (!int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > LastPage))
            throw Refused(say.BadPage(Rules.Shorten(page)));
        if (query.Length > ApiLimits.QueryUnits) throw Refused(say.QueryTooLong(ApiLimits.QueryUnits));
        HitOrder order = HitOrder.Relevance;
        if (sort is not ("" or "relevance") && !Orders.TryGetValue(sort, out order)) throw Refused(say.BadSort(Rules.Shorten(sort)));
        var address = new SearchAddress
        {
            Query = query,
            Newspapers = Several("newspaper"),
            Sections = Several("section"),
            NewspaperPages = Several("newspaper-page"),
            Reporters = Several("reporter"),
            From = Period("from"),
            To = Period("to"),
            Order = order,
            Page = number,
            Unfold = Single("reprints") == "show",
        };
        if (address.From.Length > 0 && address.To.Length > 0 && string.CompareOrdinal(FirstDay(address.From), LastDay(address.To)) > 0)
            throw Refused(say.DatesReversed(address.From, address.To));
        return address;

        string Single(string key) => values[key].FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim() ?? "";

        IReadOnlyList<string> Several(string key)
        {
            string[] given = [.. values[key].Where(v => !string.IsNullOrEmpty(v)).Select(v => v!).Distinct(StringComparer.Ordinal)];
            return given.Length <= ApiLimits.FilterValues && Array.TrueForAll(given, v => v.Length <= ApiLimits.NameUnits) ? given : throw Refused(say.TooManyFilters);
        }

        string Period(string key)
        {
            string value = Single(key);
            return value.Length == 0 || Rules.IsDate(FirstDay(value)) ? value : throw Refused(say.BadDate(Rules.Shorten(value)));
        }
    }

    public SearchInquiry ToInquiry(IReadOnlyList<FacetKind> facets) => new()
    {
        Query = Query,
        PageSize = HitsAPage,
        Skip = (Page - 1) * HitsAPage,
        Order = Order,
        Facets = facets,
        UnfoldReprints = Unfold,
        Filter = ToFilter(),
    };

    public SearchFilter ToFilter() => new()
    {
        DateFrom = From.Length > 0 ? FirstDay(From) : "",
        DateTo = To.Length > 0 ? LastDay(To) : "",
        Newspapers = Newspapers,
        Sections = Sections,
        Pages = NewspaperPages,
        Reporters = Reporters,
    };

    /// <summary>The first page of the same query without conditions.</summary>
    public SearchAddress Unfiltered() => new() { Query = Query, Order = Order };

    public SearchAddress Within(string from, string to) => this with { From = from, To = to, Page = 1 };

    /// <summary>With a facet's value chosen, or no longer.</summary>
    public SearchAddress Toggle(FacetKind kind, string value) => kind switch
    {
        FacetKind.Newspaper => this with { Newspapers = Toggled(Newspapers, value), Page = 1 },
        FacetKind.Section => this with { Sections = Toggled(Sections, value), Page = 1 },
        FacetKind.Page => this with { NewspaperPages = Toggled(NewspaperPages, value), Page = 1 },
        FacetKind.Reporter => this with { Reporters = Toggled(Reporters, value), Page = 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "dates are a period, not a choice"),
    };

    public IReadOnlyList<string> Chosen(FacetKind kind) => kind switch
    {
        FacetKind.Newspaper => Newspapers,
        FacetKind.Section => Sections,
        FacetKind.Page => NewspaperPages,
        FacetKind.Reporter => Reporters,
        _ => [],
    };

    public static string KeyOf(FacetKind kind) => kind switch
    {
        FacetKind.Newspaper => "newspaper",
        FacetKind.Section => "section",
        FacetKind.Page => "newspaper-page",
        FacetKind.Reporter => "reporter",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "dates are a period, not a choice"),
    };

    public override string ToString()
    {
        var parts = new List<string> { "q=" + Uri.EscapeDataString(Query) };
        Add("newspaper", Newspapers);
        Add("section", Sections);
        Add("newspaper-page", NewspaperPages);
        Add("reporter", Reporters);
        Add("from", [From]);
        Add("to", [To]);
        Add("sort", [Orders.FirstOrDefault(o => o.Value == Order).Key ?? ""]);
        Add("reprints", [Unfold ? "show" : ""]);
        Add("page", [Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""]);
        return "/?" + string.Join('&', parts);

        void Add(string key, IEnumerable<string> values) => parts.AddRange(values.Where(v => v.Length > 0).Select(v => $"{key}={Uri.EscapeDataString(v)}"));
    }

    /// <summary><c>2024-02</c> begins on 2024-02-01. What is no period comes back as no date.</summary>
    public static string FirstDay(string period) => period.Length switch { 4 => period + "-01-01", 7 => period + "-01", _ => period };

    public static string LastDay(string period)
    {
        var first = DateOnly.ParseExact(FirstDay(period), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        // The last year a date can hold has no day after its end to step back from.
        var last = period.Length switch { 4 => new DateOnly(first.Year, 12, 31), 7 => new DateOnly(first.Year, first.Month, DateTime.DaysInMonth(first.Year, first.Month)), _ => first };
        return last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static EngineException Refused(string message) => new(EngineFailure.InvalidArgument, message);

    private static IReadOnlyList<string> Toggled(IReadOnlyList<string> values, string value) => values.Contains(value) ? [.. values.Where(v => v != value)] : [.. values, value];
}
