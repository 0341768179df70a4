namespace Search.Newspaper;

/// <summary>One article as understood. Texts are the source's own characters; "" or an empty list where nothing is known.</summary>
public sealed record ParsedArticle
{
    /// <summary>引题, above the headline.</summary>
    public string Kicker { get; init; } = "";

    /// <summary>标题. Empty for a piece that is only the rest of an article of another page.</summary>
    public string Headline { get; init; } = "";

    /// <summary>副题, below the headline.</summary>
    public string Subhead { get; init; } = "";

    /// <summary>The lead formula that opens the body (本报讯, 新华社北京7月3日电). It also stays in the first paragraph.</summary>
    public string Dateline { get; init; } = "";

    /// <summary>Signatures, in order of appearance; those in a lead's brackets stay in the paragraph too, those at the tail do not.</summary>
    public IReadOnlyList<Byline> Bylines { get; init; } = [];

    /// <summary>What the tail says about the work as a whole: 文/图, 摄影报道 …</summary>
    public string Credit { get; init; } = "";

    /// <summary>Whole paragraphs, columns and hard wraps joined, no indent.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>The id that the source gave the article (JSON lines, CSV, HTML), else null.</summary>
    public string? SourceId { get; init; }

    /// <summary>How sure the segmentation is, 0 to 1: the probability of the least certain boundary of this article. 1 where the source marks articles itself.</summary>
    public double Confidence { get; init; } = 1;

    /// <summary>First source line, 1-based; 0 where the source has no lines.</summary>
    public int FirstLine { get; init; }

    /// <summary>Last source line, 1-based, inclusive; 0 where the source has no lines.</summary>
    public int LastLine { get; init; }

    /// <summary>The page named by （下转A02版）, else "".</summary>
    public string ContinuedOn { get; init; } = "";

    /// <summary>The page named by （上接第一版）, else "".</summary>
    public string ContinuedFrom { get; init; } = "";

    /// <summary>Dates that the text mentions, resolved against the date; empty when the date is unknown.</summary>
    public IReadOnlyList<EventDate> EventDates { get; init; } = [];
}

/// <summary>A date expression of the text (3月4日, 昨日, 上月) and the days it means, inclusive.</summary>
/// <param name="Text">The expression as printed.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; equals <paramref name="From"/> for a single day.</param>
public sealed record EventDate(string Text, DateOnly From, DateOnly To);
