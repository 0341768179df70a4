namespace Search.Newspaper;

/// <summary>One item of a source: <see cref="PageResult"/>, <see cref="ArticleResult"/> or <see cref="FailureResult"/>.</summary>
public abstract record ReadResult
{
    private protected ReadResult() { }

    /// <summary>The file as named by the caller; for a member of an archive <c>archive!member</c>.</summary>
    public required string File { get; init; }

    /// <summary>The bytes this item came from (the page's file, or the line of JSON), to be kept as its source and given to <see cref="PageReader.Parse"/> again.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }
}

/// <summary>A page: it replaces the page of the same newspaper, date and page name.</summary>
public sealed record PageResult : ReadResult
{
    public required ParsedPage Page { get; init; }

    /// <summary>The correction file that was beside the page, applied already; empty for none.</summary>
    public ReadOnlyMemory<byte> Correction { get; init; }
}

/// <summary>A single article of a JSON-lines or CSV file: it stands for itself and replaces no page.</summary>
public sealed record ArticleResult : ReadResult
{
    public required ParsedArticle Article { get; init; }

    /// <summary>"" when unknown, as the next three.</summary>
    public string Newspaper { get; init; } = "";

    /// <summary>yyyy-MM-dd.</summary>
    public string Date { get; init; } = "";

    public string Page { get; init; } = "";

    public string Section { get; init; } = "";
}

/// <summary>Something that could not be read; what follows it in the same source is still read where that is possible.</summary>
public sealed record FailureResult : ReadResult
{
    public required PageFailure Failure { get; init; }

    /// <summary>One that concerns the whole file.</summary>
    internal static FailureResult Of(string file, string reason, string message) => new() { File = file, Failure = new PageFailure(reason, 0, message) };
}

/// <summary>Why and where.</summary>
/// <param name="Reason">One of <see cref="FailureReason"/>.</param>
/// <param name="Line">1-based line of the source, 0 when it concerns the whole.</param>
/// <param name="Message">One sentence for a person.</param>
public sealed record PageFailure(string Reason, int Line, string Message);

/// <summary>Machine words for failures.</summary>
public static class FailureReason
{
    public const string Empty = "empty";
    public const string Binary = "binary";
    public const string BadEncoding = "bad-encoding";
    public const string NoArticles = "no-articles";
    public const string TooLarge = "too-large";
    public const string BadDate = "bad-date";
    public const string MalformedJson = "malformed-json";
    public const string MalformedCsv = "malformed-csv";
    public const string MalformedArchive = "malformed-archive";
    public const string MalformedPdf = "malformed-pdf";
    public const string MalformedMeta = "malformed-meta";
    public const string MalformedCorrection = "malformed-correction";
    public const string NoText = "no-text";
    public const string Contradiction = "contradiction";
    public const string Encrypted = "encrypted";
    public const string UnsafePath = "unsafe-path";
    public const string UnknownFormat = "unknown-format";
    public const string Unreadable = "unreadable";
}
