namespace Search.Engine;

/// <summary>Where the engine keeps its files and how it works. Validated when the engine opens.</summary>
public sealed record EngineOptions
{
    /// <summary>Holds log, sources and generations; made if absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The shipped dictionaries (<c>index/dictionaries</c>).</summary>
    public required string DictionariesDirectory { get; init; }

    /// <summary>Ranking and other settings (<c>index/config</c>).</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Log entries the projection applies between two refreshes of the searcher, 1 to 10,000.</summary>
    public int ProjectionBatch { get; init; } = 8192;

    /// <summary>Longest time between two commits of the live generation while entries come in, 1 ms to 1 h.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time without a new entry after which the live generation's segments are merged into few, 100 ms to 30 days: searches then take about two thirds of the time.</summary>
    public TimeSpan IdleMergeDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Threads that analyse articles at once, 1 to 64; 0 takes the machine's processors.</summary>
    public int IndexingThreads { get; init; }

    /// <summary>Puts that may wait for the log at once before further ones are refused as overload, 1 to 100,000.</summary>
    public int AppendQueue { get; init; } = 1024;

    /// <summary>Bytes of texts and page sources that puts under way may hold together before further ones are refused as overload, 1 MiB to 64 GiB.</summary>
    public long PendingWriteBytes { get; init; } = 256 << 20;

    /// <summary>Searches that may run at once, 1 to 10,000; 0 takes twice the machine's processors. Others wait as <see cref="LongestSearchWait"/> says.</summary>
    public int ConcurrentSearches { get; init; }

    /// <summary><see cref="ConcurrentSearches"/> with 0 made out.</summary>
    public int MostConcurrentSearches => ConcurrentSearches > 0 ? ConcurrentSearches : Environment.ProcessorCount * 2;

    /// <summary>Whether the same first page on the same reader is found once only. Measurements of finding turn it off.</summary>
    public bool KeepsAnswers { get; init; } = true;

    /// <summary>Whether searches that found little get corrections and the parts that nothing meets. Measurements of finding alone turn it off.</summary>
    public bool HelpsOn { get; init; } = true;

    /// <summary>A search that would wait longer for a place, by how long searches take just now, is refused as overload; 1 ms to 1 min.</summary>
    public TimeSpan LongestSearchWait { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Generations kept beside the live one for a rollback, 0 to 10.</summary>
    public int KeptGenerations { get; init; } = 1;

    /// <summary>Articles analysed again in one step after a change of the user words, 1 to 10,000: a newer put waits for them, some 100 ms.</summary>
    public int ReanalysisSlice { get; init; } = 256;

    /// <summary>Headlines that can be suggested while a query is typed, the latest ones, 0 to 10,000,000; each takes 300 to 400 bytes of memory, with its article and its names.</summary>
    public int SuggestedHeadlines { get; init; } = 1_000_000;

    /// <summary>Whether queries that several clients asked with success are suggested to others. They are counted in memory only and never logged.</summary>
    public bool SuggestQueries { get; init; }

    /// <summary>Different clients that must have asked a query before it is kept as a suggestion, 2 to 1,000.</summary>
    public int SuggestQueriesClients { get; init; } = 3;

    /// <summary>Time between two rounds of reading log and index through for damage, 1 minute to 30 days.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Time from the start to the first such round, up to a day: a start has more urgent things to read.</summary>
    public TimeSpan FirstCheck { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Called with each article before it is analysed; what it throws is an analyser's failure. For tests: no input is known that makes the analyser fail.</summary>
    internal Action<Article>? BeforeAnalysis { get; init; }

    /// <summary>Bytes free on the disk as idle merges see it. For tests: none may fill a disk.</summary>
    internal Func<long>? FreeBytes { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value outside its documented range; the message names it.</exception>
    public void Validate()
    {
        static void Within(long value, long least, long most, string name)
        {
            if (value < least || value > most) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}");
        }

        Within(ProjectionBatch, 1, 10_000, nameof(ProjectionBatch));
        Within((long)CommitInterval.TotalMilliseconds, 1, 3_600_000, nameof(CommitInterval));
        Within((long)IdleMergeDelay.TotalMilliseconds, 100, 30L * 86_400_000, nameof(IdleMergeDelay));
        Within(IndexingThreads, 0, 64, nameof(IndexingThreads));
        Within(AppendQueue, 1, 100_000, nameof(AppendQueue));
        Within(PendingWriteBytes, 1 << 20, 64L << 30, nameof(PendingWriteBytes));
        Within(ConcurrentSearches, 0, 10_000, nameof(ConcurrentSearches));
        Within((long)LongestSearchWait.TotalMilliseconds, 1, 60_000, nameof(LongestSearchWait));
        Within((long)CheckInterval.TotalSeconds, 60, 30 * 86_400, nameof(CheckInterval));
        Within((long)FirstCheck.TotalSeconds, 0, 86_400, nameof(FirstCheck));
        Within(ReanalysisSlice, 1, 10_000, nameof(ReanalysisSlice));
        Within(KeptGenerations, 0, 10, nameof(KeptGenerations));
        Within(SuggestedHeadlines, 0, 10_000_000, nameof(SuggestedHeadlines));
        Within(SuggestQueriesClients, 2, 1_000, nameof(SuggestQueriesClients));
    }
}
