using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// The whole engine behind one door: the article log, the projection into the live generation, searching, and reindexing.
/// Thread-safe. Reads and writes that cannot be done throw <see cref="EngineException"/>; cancellation throws
/// <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class SearchEngine : IAsyncDisposable
{
    private readonly DataDirectoryLock owner;
    private readonly IArticleLog log;
    private readonly PageSources sources;
    private readonly ArticlePuts puts;
    private readonly Searches searches;
    private readonly Reparse reparses;
    private readonly EngineStart start;
    private readonly ChineseAnalysis analysis;
    private readonly UserDictionary userWords;
    private readonly WordDiscovery discovery;
    private readonly Task following;
    private readonly Task checking;
    private readonly IdleMerges merges;
    private readonly Task merging;
    private readonly LiveGeneration live;
    private readonly Reindexes reindexes;
    private readonly GenerationSwitch generations;
    private readonly IndexAlarms alarms;
    private readonly SearchGate gate;
    private readonly EngineGauges gauges;
    private readonly WriteBudget budget;
    private readonly IndexVerifier verifier;
    private readonly HeldSearchers held;
    private readonly ArticleEraser eraser;
    private readonly BackupWriter backups;
    private readonly SemaphoreSlim copying = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly SuggestionFollower suggestions;
    private int disposed;

    private SearchEngine(EngineOptions options, DataDirectoryLock owner, IArticleLog log, ChineseAnalysis analysis, RankingOptions ranking, string dictionaryStamp, string? dictionaryFlaw, ILoggerFactory loggers, TimeProvider time)
    {
        this.owner = owner;
        this.log = log;
        this.analysis = analysis;
        alarms = new IndexAlarms();
        SourceStore kept = new(Path.Combine(options.DataDirectory, "sources"));
        sources = new PageSources(log, kept);
        gate = new SearchGate(options.MostConcurrentSearches, options.LongestSearchWait, time);
        GenerationStore store = new(Path.Combine(options.DataDirectory, "generations"));
        ILogger about = loggers.CreateLogger<GenerationSwitch>();
        live = new LiveGeneration(log, store, options, alarms, time, about);
        GenerationOpener opener = new(log, store, analysis, ranking, options, alarms, time, about);
        ReindexHistory history = new(store, time, about);
        reindexes = new Reindexes(log, store, opener, live, history, (lease, cancellation) => searches!.Rehearse(lease, cancellation), options, alarms, time, about);
        GenerationsAhead ahead = new(log, store, alarms, about);
        generations = new GenerationSwitch(log, store, opener, live, ahead, reindexes, history, alarms, about, stopping.Token);
        ahead.SetAsideBeforePuts();
        budget = new WriteBudget(options.PendingWriteBytes);
        gauges = new EngineGauges(log, live, reindexes, alarms, gate, budget);
        verifier = new IndexVerifier(log, live, options.DataDirectory);
        backups = new BackupWriter(options.DataDirectory, log, live, time);
        held = new HeldSearchers(time);
        eraser = new ArticleEraser(log, kept, generations, reindexes, held, copying, alarms, stopping.Token);
        puts = new ArticlePuts(log, kept, eraser, budget);
        reparses = new Reparse(log, sources, puts, reindexes);
        userWords = new UserDictionary(log, live);
        discovery = new WordDiscovery(live, userWords, time);
        if (dictionaryFlaw is not null) alarms.Raise("dictionaries", $"the dictionaries stay as they were: {dictionaryFlaw}");
        DictionaryFiles files = new(options, log, generations, alarms, loggers.CreateLogger<DictionaryFiles>());
        following = Task.Run(() => files.FollowAsync(analysis, dictionaryFlaw is null ? dictionaryStamp : "", time, stopping.Token));
        AskedQueries? asked = options.SuggestQueries ? new AskedQueries(options.SuggestQueriesClients) : null;
        suggestions = new SuggestionFollower(live, analysis, asked, options.SuggestedHeadlines, alarms, loggers.CreateLogger<SuggestionFollower>());
        searches = new Searches(log, live, gate, held, suggestions, asked, options);
        start = new EngineStart(generations, eraser, searches, alarms, time, loggers.CreateLogger<EngineStart>(), stopping.Token);
        checking = new IntegrityRounds(log, generations, alarms, options, time, loggers.CreateLogger<IntegrityRounds>()).RunAsync(stopping.Token);
        merges = new IdleMerges(log, live, reindexes, generations, options, time, loggers.CreateLogger<IdleMerges>());
        merging = merges.RunAsync(stopping.Token);
    }

    /// <summary>Opens the log and the live generation, rebuilding what is missing in the background; returns before the index is ready.</summary>
    public static SearchEngine Open(EngineOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        options.Validate();
        DataDirectoryLock owner = DataDirectoryLock.MakeAndTake(options.DataDirectory);
        IArticleLog? log = null;
        Task<(ChineseAnalysis, string?)>? analysis = null;
        try
        {
            if (File.Exists(Path.Combine(options.DataDirectory, Backup.UnfinishedMarker)))
                throw new EngineException(EngineFailure.FailedPrecondition, $"a restore into {options.DataDirectory} was not finished: empty the directory and restore again");
            // Before they are read: what is edited from now on is another state of the files.
            string stamp = DictionaryFiles.StampOf(options.DictionariesDirectory);
            // The dictionaries take the longest to load; the log opens beside them.
            analysis = Task.Run(() => EditedDictionaries.Load(options));
            RankingOptions ranking = RankingOptions.Load(options.ConfigDirectory);
            NewspaperCodes codes = NewspaperCodes.Load(options.ConfigDirectory);
            log = SqliteArticleLog.Open(Path.Combine(options.DataDirectory, "log"), options, codes.Find, time, loggers.CreateLogger<SqliteArticleLog>());
            (ChineseAnalysis dictionaries, string? flaw) = analysis.GetAwaiter().GetResult();
            flaw ??= DictionaryFiles.RecordAtStart(dictionaries, log);
            return new SearchEngine(options, owner, log, dictionaries, ranking, stamp, flaw, loggers, time);
        }
        catch
        {
            // It keeps copies of the dictionaries in the data directory, which is somebody else's once the lock is given back.
            if (analysis is not null) Task.WhenAny(analysis).GetAwaiter().GetResult();
            log?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            owner.Dispose();
            throw;
        }
    }

    public Task<SearchAnswer> SearchAsync(SearchInquiry inquiry, CancellationToken cancellation) => searches.SearchAsync(inquiry, cancellation);

    /// <summary>
    /// Every match of a query in one article: each field that has some as one passage from its start to its end, the body in any case.
    /// Nothing while the index holds another version of the article.
    /// </summary>
    public Task<IReadOnlyList<Passage>> MarkArticleAsync(LoggedArticle logged, string query, CancellationToken cancellation) => searches.MarkAsync(logged, query, cancellation);

    /// <summary>Completions of what was typed, best first; they follow the index within seconds, in a bulk within about ten.</summary>
    public Task<IReadOnlyList<Suggestion>> SuggestAsync(SuggestInquiry inquiry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // Short enough to run where it is called from, and not to wait behind searches.
        using SearcherLease lease = live.Acquire();
        return Task.FromResult(suggestions.Suggest(inquiry, lease.Searcher.IndexReader));
    }

    /// <summary>Articles about the same as the given one, best first; null if there is none of that id.</summary>
    /// <param name="limit">1 to 50.</param>
    public Task<IReadOnlyList<ArticleHit>?> FindSimilarAsync(string id, int limit, CancellationToken cancellation) => searches.FindSimilarAsync(id, limit, cancellation);

    /// <summary>Every article that query, literal flag and filter let pass, oldest first, as the index is when the first one is asked for; one is held at a time.</summary>
    public IAsyncEnumerable<LoggedArticle> ExportAsync(SearchInquiry inquiry, CancellationToken cancellation) => searches.ExportAsync(inquiry, cancellation);

    /// <summary>What a search that finds no place is told.</summary>
    public static string TooManySearches => SearchGate.Refusal;

    /// <summary>Whether a search that came now would find no place; counted as refused then. For callers who refuse before they know what is asked.</summary>
    public bool ShedsSearch() => gate.Sheds();

    /// <summary>For tests that take every place, or all the room for pending writes.</summary>
    internal SearchGate Gate => gate;

    internal WriteBudget Budget => budget;

    /// <summary>The reader that searches see now, for tests that search it otherwise.</summary>
    internal SearcherLease Acquire() => live.Acquire();

    /// <summary>Done when what is there is open or being built; what needs that is refused before.</summary>
    internal Task Opened => start.Opened;

    /// <inheritdoc cref="EngineStart.Warmed"/>
    internal Task<SearchAnswer?> Warmed => start.Warmed;

    /// <summary>The log sequence that suggestions show; -1 before the index was read for them.</summary>
    internal long SuggestionSequence => suggestions.Sequence;

    /// <summary>Whether nothing was put for <see cref="EngineOptions.IdleMergeDelay"/> and searches see the segments merged into few.</summary>
    internal bool IsMerged => merges.AreDone;

    /// <summary>Whether merging them came to nothing, for want of room or for a failure. Where it is tried again, that may be a long time later.</summary>
    internal bool IsMergePutOff => merges.ArePutOff;

    /// <summary>Waits until searches show <paramref name="sequence"/>.</summary>
    /// <exception cref="EngineException">InvalidArgument for a sequence that the log has not given yet.</exception>
    public Task WaitForSequenceAsync(long sequence, CancellationToken cancellation)
    {
        if (sequence < 0) throw new EngineException(EngineFailure.InvalidArgument, "a sequence is not negative", "min_sequence");
        if (sequence > log.HeadSequence) throw new EngineException(EngineFailure.InvalidArgument, $"the log has no sequence {sequence}; its last is {log.HeadSequence}", "min_sequence");
        return live.Waiters.WaitAsync(sequence, cancellation);
    }

    public Task<LoggedArticle?> GetArticleAsync(string id, CancellationToken cancellation) => ReadAsync(() => log.GetArticle(id), cancellation);

    /// <summary>The rest of an article that runs over several pages, in reading order, itself left out.</summary>
    public Task<IReadOnlyList<LoggedArticle>> GetContinuationsAsync(LoggedArticle article, CancellationToken cancellation) =>
        article.Article is { ContinuedOn.Length: 0, ContinuedFrom.Length: 0 }
            ? Task.FromResult<IReadOnlyList<LoggedArticle>>([])
            : ReadAsync(() => Continuations.Of(article, log.GetIssue(article.Article.Newspaper, article.Article.Date)), cancellation);

    public Task<IReadOnlyList<NewspaperSummary>> ListNewspapersAsync(CancellationToken cancellation) => ReadAsync(log.ListNewspapers, cancellation);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<IssueSummary>> ListIssuesAsync(string newspaper, int skip, int take, CancellationToken cancellation) => ReadAsync(() => log.ListIssues(newspaper, skip, take), cancellation);

    /// <param name="date">yyyy-MM-dd, or empty for undated.</param>
    public Task<IssueSummary?> GetIssueAsync(string newspaper, string date, CancellationToken cancellation) => ReadAsync(() => log.GetIssue(newspaper, date), cancellation);

    public Task<PageSource?> GetSourceAsync(string newspaper, string date, string page, CancellationToken cancellation) =>
        ReadAsync(() => sources.Find(newspaper, date, page), cancellation);

    /// <summary>Puts pages, all or none. When the task ends they are on stable storage; the sequence is what a search must wait for.</summary>
    public Task<(IReadOnlyList<PagePutReceipt> Pages, long Sequence)> PutPagesAsync(IReadOnlyList<PagePut> pages, bool force, CancellationToken cancellation) => puts.PutPagesAsync(pages, force, cancellation);

    /// <summary>Puts single articles, all or none.</summary>
    public Task<(IReadOnlyList<PutReceipt> Articles, long Sequence)> PutArticlesAsync(IReadOnlyList<Article> articles, bool force, CancellationToken cancellation) => puts.PutArticlesAsync(articles, force, cancellation);

    /// <returns>The delete's sequence.</returns>
    public Task<long> DeleteArticleAsync(string id, CancellationToken cancellation) => log.DeleteArticleAsync(id, cancellation);

    public Task<(IReadOnlyList<string> DeletedIds, long Sequence)> DeleteIssueAsync(string newspaper, string date, CancellationToken cancellation) => log.DeleteIssueAsync(newspaper, date, cancellation);

    /// <summary>What an article's texts look like in files outside of the engine, so that their owner can remove those before <see cref="EraseArticleAsync"/>.</summary>
    /// <exception cref="EngineException">NotFound for an id the log never held.</exception>
    public Task<TextTraces> TraceArticleAsync(string id, CancellationToken cancellation) => ReadAsync(() => new TextTraces(log.ReadTexts(id)), cancellation);

    /// <summary>
    /// Removes an article's texts for good from log, sources and generations; when the task ends no file of these holds them. Who gives up once the log has it
    /// only waits no longer. What fails on the way, or a stop interrupts, goes on at the next start, or by asking again.
    /// </summary>
    /// <exception cref="EngineException">NotFound for an id the log never held; FailedPrecondition while a reindex runs.</exception>
    public Task<EraseReceipt> EraseArticleAsync(string id, string reason, CancellationToken cancellation)
    {
        start.RequireOpened();
        return eraser.EraseAsync(id, reason, cancellation);
    }

    /// <summary>The user dictionary in force, ordered by word.</summary>
    public Task<IReadOnlyList<UserDictionaryWord>> ListUserWordsAsync(CancellationToken cancellation) => ReadAsync(userWords.List, cancellation);

    /// <summary>Adds words; durable when the task ends. Articles that contain one are analysed again behind the answer.</summary>
    /// <returns>The words that were not in force before; what a search must wait for to be read with them.</returns>
    public Task<(IReadOnlyList<string> Added, long Sequence)> PutUserWordsAsync(IReadOnlyList<string> words, CancellationToken cancellation) => userWords.PutAsync(words, cancellation);

    /// <summary>Takes words out that were put, all or none.</summary>
    /// <exception cref="EngineException">NotFound for one that was not put; the field names which.</exception>
    public Task<long> DeleteUserWordsAsync(IReadOnlyList<string> words, CancellationToken cancellation) => userWords.DeleteAsync(words, cancellation);

    /// <summary>Copies log, sources and live generation as they are at one moment; what is there from an earlier backup is kept.</summary>
    /// <param name="directory">An absolute path; made if it is not there.</param>
    /// <exception cref="EngineException">InvalidArgument or FailedPrecondition when the directory cannot take this backup; DataLoss when what is to be copied is damaged.</exception>
    public async Task<BackupReceipt> CreateBackupAsync(string directory, CancellationToken cancellation)
    {
        start.RequireOpened();
        await copying.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await ReadAsync(() => backups.Write(directory, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            copying.Release();
        }
    }

    /// <summary>New words in the indexed text that the dictionaries lack, best first, with their counts.</summary>
    /// <param name="limit">Words at most.</param>
    public Task<IReadOnlyList<SuggestedUserWord>> SuggestUserWordsAsync(int limit, CancellationToken cancellation) => discovery.SuggestAsync(limit, cancellation);

    /// <param name="reparse">Called for each kept source first, to parse it again; null to reindex only. It must return the page's articles, or null to leave the page as it is.</param>
    public ReindexStatus StartReindex(Func<PageSource, PagePut?>? reparse)
    {
        start.RequireOpened();
        return reparse is null ? reindexes.Start(null, "requested", null) : reparses.Start(null, "requested, with every source parsed again", reparse);
    }

    /// <summary>
    /// Begins a reindex with reparse again that the last stop or crash interrupted while sources were parsed. It starts with the
    /// first source: pages that were done are unchanged by it. Nothing happens when there is none.
    /// </summary>
    public async Task ResumeReparseAsync(Func<PageSource, PagePut?> reparse)
    {
        // An erasure that goes on excludes it, and would be excluded by it.
        await start.Resumed.ConfigureAwait(false);
        if (generations.InterruptedReparse is { } interrupted && reindexes.Running is null) reparses.Start(interrupted.Id, interrupted.Reason, reparse);
    }

    public ReindexStatus? GetReindex(string id) => ListReindexes().FirstOrDefault(r => r.Id == id);

    public IReadOnlyList<ReindexStatus> ListReindexes() => reindexes.List();

    public ReindexStatus CancelReindex(string id) => reindexes.Cancel(id);

    public IReadOnlyList<GenerationStatus> ListGenerations() => generations.List();

    public Task<GenerationStatus> ActivateGenerationAsync(string name, CancellationToken cancellation)
    {
        start.RequireOpened();
        return ReadAsync(() => generations.Activate(name, cancellation), cancellation);
    }

    public EngineStatus GetStatus()
    {
        while (true)
        {
            GenerationIndex? index = live.Index;
            EngineStatus status = StatusWith(index);
            // Another one became live meanwhile: the first half would be told of it as it was, the rest of what is closed by now.
            if (index == live.Index) return status;
        }
    }

    /// <summary>Whether searches are answered and the index follows the log; cheaper than <see cref="GetStatus"/>.</summary>
    public bool IsReady => live.Index is not null && live.IsHealthy;

    /// <summary>Made with the log and kept as long as it.</summary>
    public string LogId => log.LogId;

    public Task<VerifyReport> VerifyAsync(CancellationToken cancellation) => ReadAsync(() => verifier.Verify(cancellation), cancellation);

    /// <summary>The analyser's tokens; <paramref name="mode"/> is smartcn, index or query.</summary>
    public IReadOnlyList<TextToken> Analyze(string text, string mode)
    {
        AnalysisMode analysisMode = mode switch
        {
            "smartcn" => AnalysisMode.SmartCn,
            "index" => AnalysisMode.Index,
            "query" => AnalysisMode.Query,
            _ => throw new EngineException(EngineFailure.InvalidArgument, $"there is no analysis mode {mode}", "mode"),
        };
        return [.. (live.Index?.Analysis ?? analysis).Analyze(text, analysisMode).Select(t => new TextToken(t.Term, t.Start, t.End, t.PositionIncrement))];
    }

    /// <summary>What each step of analysis makes of the text; see <see cref="AnalysisStage"/> for the names.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<TextToken> Tokens)> ExplainAnalysis(string text) =>
        [.. analysis.Explain(text).Select(stage => (stage.Name, (IReadOnlyList<TextToken>)[.. stage.Tokens.Select(t => new TextToken(t.Term, t.Start, t.End, t.PositionIncrement))]))];

    /// <summary>Stops the projection after a commit.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await stopping.CancelAsync().ConfigureAwait(false);
        await start.Ended.ConfigureAwait(false);
        await eraser.EndAsync().ConfigureAwait(false);
        await following.ConfigureAwait(false);
        await checking.ConfigureAwait(false);
        await merging.ConfigureAwait(false);
        held.Dispose();
        suggestions.Dispose();
        discovery.Dispose();
        await generations.CloseAsync().ConfigureAwait(false);
        await log.DisposeAsync().ConfigureAwait(false);
        gauges.Dispose();
        gate.Dispose();
        copying.Dispose();
        stopping.Dispose();
        owner.Dispose();
    }

    private EngineStatus StatusWith(GenerationIndex? index) => new()
    {
        Ready = index is not null && live.IsHealthy,
        LogId = log.LogId,
        // Before the log's: what searches see was in the log before, and no status says otherwise.
        SearchableSequence = Math.Max(0, index?.SearchableSequence ?? 0),
        CommittedSequence = index?.CommittedSequence ?? 0,
        LogSequence = log.HeadSequence,
        ArticleCount = log.CountArticles(),
        StoredOnlyCount = index?.StoredOnlyCount ?? 0,
        Generation = index is null ? null : generations.StatusOf(index.Manifest),
        Reindex = reindexes.Running?.Status,
        Alarms = alarms.Active,
        LowConfidence = log.ListLowConfidence(below: 0.5, limit: 100),
        LogSizeBytes = log.SizeBytes,
        UserWords = userWords.GetStatus(),
    };

    /// <summary>SQLite and Lucene are synchronous; short reads run where they are called from, but never on a cancelled call.</summary>
    private static Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellation) => Task.Run(read, cancellation);
}

/// <summary>A term with its place in the text.</summary>
public readonly record struct TextToken(string Term, int Start, int End, int PositionIncrement);
