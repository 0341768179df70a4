namespace Search.Service.Api;

/// <summary>Sizes beyond which a request is refused rather than tried. Lengths are in UTF-16 units.</summary>
internal static class ApiLimits
{
    /// <summary>Longest beginning that completions are asked for, in UTF-16 units.</summary>
    public const int PrefixUnits = 200;

    /// <summary>Completions at most.</summary>
    public const int Suggestions = 50;

    /// <summary>A whole request: an issue of some hundred pages with their sources.</summary>
    public const int MessageBytes = 64 * 1024 * 1024;

    /// <summary>Connections at once, each with up to this many calls: beyond the first, further ones are closed; beyond the second, they wait at the client.</summary>
    public const int Connections = 2_000;

    public const int CallsPerConnection = 1_000;

    public const int SourceBytes = 32 * 1024 * 1024;

    public const int CorrectionBytes = 1024 * 1024;

    public const int EventDates = 10_000;

    /// <summary>All paragraphs of one article: 4 MiB in memory, the length of a long novel.</summary>
    public const int BodyUnits = 2 * 1024 * 1024;

    /// <summary>Kicker, headline, subhead, dateline or credit.</summary>
    public const int LineUnits = 2_000;

    /// <summary>Newspaper, page, section, role, person or file name.</summary>
    public const int NameUnits = 200;

    public const int IdUnits = 200;

    public const int Paragraphs = 100_000;

    public const int Bylines = 200;

    public const int NamesPerByline = 500;

    public const int PagesPerIssue = 1_000;

    public const int ArticlesPerPage = 10_000;

    public const int ArticlesPerBatch = 10_000;

    public const int QueryUnits = 10_000;

    /// <summary>Of a reason for the audit record.</summary>
    public const int ReasonUnits = 1_000;

    public const int PathUnits = 4_000;

    public const int AnalyzedUnits = 100_000;

    public const int UserWords = 1_000;

    public const int UserWordUnits = 50;

    public const int FilterValues = 200;

    /// <summary>Longest wait for a sequence when the call names no deadline of its own.</summary>
    public static readonly TimeSpan SequenceWait = TimeSpan.FromSeconds(60);
}
