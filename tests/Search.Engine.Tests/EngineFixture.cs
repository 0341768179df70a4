using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine.Tests.Generations;

namespace Search.Engine.Tests;

/// <summary>A real engine in a temporary folder, with the shipped dictionaries.</summary>
public sealed class EngineFixture : IAsyncDisposable
{
    private readonly Action<Article>? beforeAnalysis;
    private readonly HeldAnalysis? held;
    private readonly TimeSpan commitInterval;

    /// <param name="commitInterval">50 ms unless a test says otherwise.</param>
    public EngineFixture(Action<Article>? beforeAnalysis = null, TimeSpan? commitInterval = null)
    {
        this.beforeAnalysis = beforeAnalysis;
        this.commitInterval = commitInterval ?? TimeSpan.FromMilliseconds(50);
        Engine = Open();
    }

    internal EngineFixture(HeldAnalysis held, TimeSpan? commitInterval = null)
        : this(held.BeforeAnalysis, commitInterval) => this.held = held;

    public TemporaryDirectory Directory { get; } = new();

    public SearchEngine Engine { get; private set; }

    public static string Checkout { get; } = FindCheckout();

    /// <summary>After which an engine that is opened reads its files through.</summary>
    public TimeSpan FirstCheck { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>As short as can be, so that every test has idle merges beside what it does.</summary>
    public TimeSpan IdleMergeDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes free on the disk, for idle merges of an engine that is opened; null for those that are.</summary>
    public Func<long>? FreeBytes { get; set; }

    /// <summary>Of an engine that is opened.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public EngineOptions Options => new()
    {
        DataDirectory = Directory.Path,
        DictionariesDirectory = Path.Combine(Checkout, "index", "dictionaries"),
        ConfigDirectory = Path.Combine(Checkout, "index", "config"),
        CommitInterval = commitInterval,
        IdleMergeDelay = IdleMergeDelay,
        BeforeAnalysis = beforeAnalysis,
        FirstCheck = FirstCheck,
        FreeBytes = FreeBytes,
    };

    /// <summary>Waits for more than an answer to searches: until the start has ended and what it built counts as running no more, reindexes and erasures are refused.</summary>
    public async Task ReadyAsync()
    {
        for (int i = 0; !(Engine.IsReady && Engine.Opened.IsCompleted && Engine.GetStatus().Reindex is null); i++)
        {
            if (i > 3000) throw new TimeoutException("the engine was not ready in 300 s: " + string.Join("; ", Engine.GetStatus().Alarms));
            await Task.Delay(100);
        }
    }

    /// <param name="between">Done while no engine is open.</param>
    public async Task ReopenAsync(Action? between = null)
    {
        await Engine.DisposeAsync();
        between?.Invoke();
        Engine = Open();
    }

    /// <summary>Waits until everything put is in the index: a stop commits what is applied, and that may be nothing yet.</summary>
    public Task IndexedAsync() => Engine.WaitForSequenceAsync(Engine.GetStatus().LogSequence, default);

    /// <summary>Waits until an engine that is being closed has stopped what it does in the background.</summary>
    public static async Task StoppingAsync(SearchEngine engine)
    {
        while (!IsStopping(engine)) await Task.Delay(5);
    }

    /// <summary>Whether an engine, in which a reindex runs, has told it to stop.</summary>
    public static bool IsStopping(SearchEngine engine) => Assert.Throws<EngineException>(() => engine.StartReindex(null)).Failure == EngineFailure.Unavailable;

    public async Task<PutReceipt> PutAsync(string id, string headline, string body)
    {
        (IReadOnlyList<PutReceipt> receipts, _) = await Engine.PutArticlesAsync(
            [new Article { Id = id, Newspaper = "云溪日报", Date = "2021-05-06", Page = "A01", Headline = headline, Paragraphs = [body] }], force: false, default);
        return receipts[0];
    }

    public async Task<ReindexStatus> WaitAsync(string reindex)
    {
        while (true)
        {
            ReindexStatus status = Engine.GetReindex(reindex)!;
            if (status.EndedAt is not null) return status;
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        held?.LetGo(); // of a test that failed before: the engine would wait for it for ever
        await Engine.DisposeAsync();
        Directory.Dispose();
    }

    private SearchEngine Open() => SearchEngine.Open(Options, NullLoggerFactory.Instance, Time);

    private static string FindCheckout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Search.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Search.sln is not above the tests");
    }
}

/// <summary>The log of a data directory that no engine has open.</summary>
internal sealed class ClosedLog : IDisposable
{
    public ClosedLog(EngineOptions options) =>
        Log = SqliteArticleLog.Open(Path.Combine(options.DataDirectory, "log"), options, _ => null, TimeProvider.System, NullLogger.Instance);

    public IArticleLog Log { get; }

    public void Dispose() => Log.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
