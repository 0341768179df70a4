namespace Search.Engine;

/// <summary>What to find; the engine's side of the API's SearchRequest, whose documentation holds here too.</summary>
public sealed record SearchInquiry
{
    public string Query { get; init; } = "";

    public bool Literal { get; init; }

    public SearchFilter Filter { get; init; } = new();

    /// <summary>1 to 100; 0 means 10. <c>search batch</c> asks in process for up to 1,000.</summary>
    public int PageSize { get; init; }

    public string PageToken { get; init; } = "";

    public int Skip { get; init; }

    public HitOrder Order { get; init; }

    public HighlightSettings Highlight { get; init; } = new();

    public IReadOnlyList<FacetKind> Facets { get; init; } = [];

    public bool Explain { get; init; }

    public bool UnfoldReprints { get; init; }

    public bool Strict { get; init; }

    /// <summary>0 means as configured.</summary>
    public int RecencyHalfLifeDays { get; init; }

    /// <summary>Whatever tells the client from others, if queries may become suggestions; empty if it is not known. Never stored or logged.</summary>
    public string Client { get; init; } = "";
}

public enum HitOrder { Relevance, Newest, Oldest }

public enum FacetKind { Newspaper, Year, Month, Day, Section, Page, Reporter }

/// <summary>Conditions beside the query; values of one list are alternatives, lists are joined by AND.</summary>
public sealed record SearchFilter
{
    /// <summary><c>yyyy-MM-dd</c> inclusive, or empty.</summary>
    public string DateFrom { get; init; } = "";

    public string DateTo { get; init; } = "";

    public IReadOnlyList<string> Newspapers { get; init; } = [];

    public IReadOnlyList<string> Sections { get; init; } = [];

    public IReadOnlyList<string> Pages { get; init; } = [];

    public IReadOnlyList<string> Reporters { get; init; } = [];

    /// <summary>As newspaper/yyyy-MM-dd or newspaper/undated; the newspaper is empty where it is not known.</summary>
    public IReadOnlyList<string> Issues { get; init; } = [];
}

public sealed record HighlightSettings
{
    public bool Disabled { get; init; }

    /// <summary>1 to 20; 0 means 3.</summary>
    public int MaxPassages { get; init; }

    /// <summary>UTF-16 units, 20 to 2,000; 0 means 120.</summary>
    public int PassageLength { get; init; }

    public bool WholeFields { get; init; }
}

/// <summary>The answer, from one generation at one point in time.</summary>
public sealed record SearchAnswer
{
    public required IReadOnlyList<ArticleHit> Hits { get; init; }

    public required long Total { get; init; }

    /// <summary>False when <see cref="Total"/> is a lower bound.</summary>
    public required bool TotalIsExact { get; init; }

    public string NextPageToken { get; init; } = "";

    public IReadOnlyList<FacetCounts> Facets { get; init; } = [];

    /// <summary>Other ways to put the query, best first; only when it found little.</summary>
    public IReadOnlyList<Correction> Corrections { get; init; } = [];

    /// <summary>Only when nothing was found.</summary>
    public IReadOnlyList<UnmatchedPart> Unmatched { get; init; } = [];

    /// <summary>The log sequence the answer reflects at least.</summary>
    public long Sequence { get; init; }

    public string Generation { get; init; } = "";

    public StageTimes Stages { get; init; }
}

public sealed record ArticleHit
{
    public required LoggedArticle Logged { get; init; }

    public required double Score { get; init; }

    public IReadOnlyList<Passage> Highlights { get; init; } = [];

    public IReadOnlyList<string> Explanation { get; init; } = [];

    /// <summary>How many reprints are folded under this hit.</summary>
    public int ReprintCount { get; init; }

    /// <summary>They, newest first, at most 10.</summary>
    public IReadOnlyList<LoggedArticle> Reprints { get; init; } = [];
}

/// <summary>A passage of a field with what matched marked.</summary>
public sealed record Passage
{
    /// <summary>kicker, headline, subhead, bylines, section or body.</summary>
    public required string Field { get; init; }

    /// <summary>Where it begins in the field's stored text, in UTF-16 units.</summary>
    public required int Start { get; init; }

    /// <summary>Joined they are the stored text unchanged.</summary>
    public required IReadOnlyList<PassageSegment> Segments { get; init; }
}

public readonly record struct PassageSegment(string Text, bool Matched);

public sealed record FacetCounts(FacetKind Kind, IReadOnlyList<FacetCount> Values);

public readonly record struct FacetCount(string Value, long Count);
