namespace Search.Engine;

public enum ReindexState { Reparsing, Building, CatchingUp, Succeeded, Failed, Cancelled }

/// <summary>A reindex as it stands; <see cref="Id"/> is the name of the generation it builds.</summary>
public sealed record ReindexStatus
{
    public required string Id { get; init; }

    public required ReindexState State { get; init; }

    public long AppliedSequence { get; init; }

    public long HeadSequence { get; init; }

    public long ArticlesIndexed { get; init; }

    public double ArticlesPerSecond { get; init; }

    public double RemainingSeconds { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string Error { get; init; } = "";

    public string Reason { get; init; } = "";

    public long PagesReparsed { get; init; }
}

public sealed record GenerationStatus
{
    public required string Name { get; init; }

    public bool Live { get; init; }

    public int SchemaNumber { get; init; }

    public int AnalysisNumber { get; init; }

    public string DictionaryHash { get; init; } = "";

    public long ArticleCount { get; init; }

    public long Sequence { get; init; }

    public long SizeBytes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

public sealed record EngineStatus
{
    public required bool Ready { get; init; }

    public string LogId { get; init; } = "";

    public long LogSequence { get; init; }

    public long SearchableSequence { get; init; }

    public long CommittedSequence { get; init; }

    public long ArticleCount { get; init; }

    public long StoredOnlyCount { get; init; }

    public GenerationStatus? Generation { get; init; }

    public ReindexStatus? Reindex { get; init; }

    public IReadOnlyList<string> Alarms { get; init; } = [];

    public IReadOnlyList<LowConfidence> LowConfidence { get; init; } = [];

    public long LogSizeBytes { get; init; }

    public UserWordStatus UserWords { get; init; }
}

public readonly record struct LowConfidence(string Id, string Headline, double Confidence);

public sealed record VerifyReport(bool Ok, IReadOnlyList<string> Problems, long LogEntries, long Articles);
