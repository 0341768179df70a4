using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Ingestion.Tests.Inbox;

/// <summary>An inbox in a temporary folder, a worker that watches it once a test starts it, and the made-up service that it feeds.</summary>
public abstract class WatchedInbox : IAsyncLifetime
{
    private static readonly FeedOptions Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(10), GiveUpAfter = TimeSpan.FromMilliseconds(30), RetryBudget = 3, CircuitBreak = TimeSpan.FromMilliseconds(500) };

    private protected FakeHost Host { get; set; } = null!;

    private protected string Inbox { get; } = Directory.CreateTempSubdirectory("inbox").FullName;

    private protected FakeIngestion Service { get; } = new();

    private protected GrpcChannel Channel { get; set; } = null!;

    private protected InboxWorker? Worker { get; set; }

    /// <summary>By which files settle, if a test starts the worker with it; then time passes while the test copies or waits.</summary>
    private protected SteppedClock Clock { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Host = await FakeHost.StartAsync(Service);
        Channel = ServiceChannel.Open(Host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Worker is not null) await Worker.DisposeAsync();
        Channel.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(Inbox, recursive: true);
        File.Delete(Inbox + ".sock");
        if (Directory.Exists(Inbox + ".aside")) Directory.Delete(Inbox + ".aside", recursive: true);
    }

    private protected IngestionOptions Options(TimeSpan? settle = null) => new()
    {
        Inbox = Inbox,
        Settle = settle ?? TimeSpan.FromMilliseconds(100),
        ScanInterval = TimeSpan.FromMilliseconds(200),
        MaxPause = TimeSpan.FromMilliseconds(200),
        Feed = Quick,
    };

    private protected async Task StartAsync(TimeSpan? settle = null, SteppedClock? clock = null)
    {
        Worker = new InboxWorker(Options(settle), Channel, NullLogger<InboxWorker>.Instance, clock);
        await Worker.StartAsync(CancellationToken.None);
    }

    private protected string Full(string relative) => Path.Combine(Inbox, relative);

    private protected bool Exists(string relative) => File.Exists(Full(relative));

    /// <summary>Whole at once: on a busy machine a file that is being written may stand still, empty, for as long as files take to settle.</summary>
    private protected void Drop(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(relative))!);
        string aside = Path.Combine(Directory.CreateDirectory(Inbox + ".aside").FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllText(aside, text);
        File.Move(aside, Full(relative), overwrite: true);
    }

    /// <summary>Waits for something that the worker does in its own time; the limit only ends a test that would never end.</summary>
    private protected async Task UntilAsync(Func<bool> happened)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!happened())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"It did not happen. Trouble: {Worker?.Snapshot().Trouble}; files: {string.Join(", ", Directory.GetFiles(Inbox, "*", SearchOption.AllDirectories))}");
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
