using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests;

/// <summary>A real engine in a temporary folder, with the shipped dictionaries.</summary>
public sealed class EngineFixture : IAsyncDisposable
{
    private readonly Action<Article>? beforeAnalysis;

    public EngineFixture(Action<Article>? beforeAnalysis = null)
    {
        this.beforeAnalysis = beforeAnalysis;
        Engine = Open();
    }

    public TemporaryDirectory Directory { get; } = new();

    public SearchEngine Engine { get; private set; }

    public static string Checkout { get; } = FindCheckout();

    /// <summary>After which an engine that is opened reads its files through.</summary>
    public TimeSpan FirstCheck { get; set; } = TimeSpan.FromMinutes(1);

    public EngineOptions Options => new()
    {
        DataDirectory = Directory.Path,
        DictionariesDirectory = Path.Combine(Checkout, "index", "dictionaries"),
        ConfigDirectory = Path.Combine(Checkout, "index", "config"),
        CommitInterval = TimeSpan.FromMilliseconds(50),
        BeforeAnalysis = beforeAnalysis,
        FirstCheck = FirstCheck,
    };

    public async Task ReadyAsync()
    {
        for (int i = 0; !Engine.IsReady; i++)
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
        await Engine.DisposeAsync();
        Directory.Dispose();
    }

    private SearchEngine Open() => SearchEngine.Open(Options, NullLoggerFactory.Instance, TimeProvider.System);

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
