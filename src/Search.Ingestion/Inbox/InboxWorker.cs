using Grpc.Core;
using Microsoft.Extensions.Logging;
using Search.Ingestion.Inbox;

namespace Search.Ingestion;

/// <summary>
/// Watches the inbox and feeds what arrives, until it is stopped. At least once: a file leaves the inbox only after the service has acknowledged all of it.
/// Runs in a process of its own or in the service's; it only ever speaks to the service over <paramref name="channel"/>, which stays the caller's.
/// </summary>
public sealed class InboxWorker(IngestionOptions options, ChannelBase channel, ILogger<InboxWorker> log, TimeProvider? time = null) : IAsyncDisposable
{
    private const int KeptOutcomes = 20;

    private static readonly TimeSpan Crowd = TimeSpan.FromMilliseconds(50);

    private readonly IngestionOptions options = options.Validated();
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly FeedClient client = new(channel, options.Feed, time);
    private readonly SettlingFiles settling = new(options.Settle, time ?? TimeProvider.System);
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly LinkedList<InboxFileOutcome> latest = [];

    /// <summary>Each ends when a delivery has been fed and moved, or could not be.</summary>
    private readonly HashSet<Task> underWay = [];
    private long filesDone, filesQuarantined, filesWaiting;
    private string? trouble;
    private InboxFolder? folder;
    private FileSystemWatcher? watcher;
    private Task loop = Task.CompletedTask;

    /// <summary>How it is now.</summary>
    public IngestionSnapshot Snapshot()
    {
        lock (gate) return new IngestionSnapshot(filesDone, filesQuarantined, filesWaiting, [.. latest], trouble);
    }

    /// <summary>Takes the inbox and begins; returns at once.</summary>
    /// <exception cref="InboxOwnedException">Another worker owns the inbox.</exception>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be, or a link stands in its place.</exception>
    public Task StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            folder = InboxFolder.Own(options.Inbox);
        }
        catch (Exception e) when (e is InboxOwnedException or IOException or UnauthorizedAccessException)
        {
            lock (gate) trouble = e.Message;
            throw;
        }
        watcher = Watch(folder.Root);
        log.Watching(folder.Root);
        loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>What removes from the files fed or refused those that hold a text to erase.</summary>
    /// <param name="flush">Makes what was removed from a folder survive a power failure: the text would be back with it, and nothing look for it any more.</param>
    public KeptRemoval RemovalOfKept(Func<string, bool> holdsText, Func<Stream, CancellationToken, bool> holdsBytes, Action<string> flush) => new(options.Inbox, holdsText, holdsBytes, flush, FedSoFarAsync);

    /// <summary>Begins no further file, ends what is under way (a file whose put is not yet answered is fed again next time) and gives the inbox back.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        watcher?.Dispose();
        await stopping.CancelAsync().ConfigureAwait(false);
        await loop.WaitAsync(cancellation).ConfigureAwait(false);
        folder?.Dispose();
        folder = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        stopping.Dispose();
        wake.Dispose();
    }

    private async Task RunAsync()
    {
        var moved = new MovedFiles(folder!, options.ScanInterval, time, log);
        var feeder = new InboxFeeder(folder!, client, options.Feed, moved, time, log);
        var deliveries = new InboxDeliveries(folder!, settling, options.Settle);
        TimeSpan pause = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                moved.TakeBackChanged(stopping.Token);
                bool all = await RoundAsync(feeder, deliveries).ConfigureAwait(false);
                pause = all ? TimeSpan.Zero : Longer(pause);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder itself cannot be read at the moment: a network drive that comes back is no reason to end.
                Trouble($"The inbox cannot be read: {e.Message}");
                pause = Longer(pause);
            }
            catch (Exception e)
            {
                // A defect: the worker would end with it and look as if nothing came.
                log.LookFailed(e);
                Trouble($"The inbox is not looked through: {e.Message}");
                pause = Longer(pause);
            }
            await RestAsync(pause).ConfigureAwait(false);
        }
    }

    /// <returns>Whether everything that was complete has been dealt with.</returns>
    private async Task<bool> RoundAsync(InboxFeeder feeder, InboxDeliveries deliveries)
    {
        List<string> files = folder!.List();
        IReadOnlyList<InboxDelivery> ready = deliveries.Ready(files, settling.Observe(files, folder.Look));
        lock (gate) filesWaiting = files.Count;
        string? failed = null;
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxFoldersInParallel, CancellationToken = stopping.Token };
        await Parallel.ForEachAsync(ready.GroupBy(d => Path.GetDirectoryName(d.Name)), parallel, async (inFolder, _) =>
        {
            var fed = new List<InboxFileOutcome>();
            foreach (InboxDelivery delivery in inFolder)
            {
                if (round.IsCancellationRequested) break;
                try
                {
                    var outcome = await FeedAsync(feeder, delivery, round.Token).ConfigureAwait(false);
                    Note(outcome);
                    if (outcome is not null) fed.Add(outcome);
                }
                catch (ServiceUnavailableException e)
                {
                    // Every other file would meet the same: end the round, wait, and begin again.
                    failed = e.Message;
                    await round.CancelAsync().ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (round.IsCancellationRequested)
                {
                    break;
                }
                catch (Exception e) when (e is RpcException or IOException or UnauthorizedAccessException)
                {
                    // Not the file's fault (no permission, a full disk, a service that fails): it stays, and the others go on.
                    failed = $"{delivery.Name}: {(e is RpcException rpc ? RpcFailures.Describe(rpc) : e.Message)}";
                    log.FileStays(delivery.Name, failed);
                }
                catch (Exception e)
                {
                    // A defect, here or in what a newer service answers: nothing else would be fed any more, and nobody hear of it.
                    failed = $"{delivery.Name}: {e.Message}";
                    log.FailedUnexpectedly(e, delivery.Name);
                }
            }
            Digest(inFolder.Key ?? "", fed);
        }).ConfigureAwait(false);
        if (failed is not null) Trouble(failed);
        else lock (gate) trouble = null;
        return failed is null;
    }

    /// <summary>Waits for what is being fed now, not for what begins meanwhile.</summary>
    private Task FedSoFarAsync(CancellationToken cancellation)
    {
        lock (gate) return Task.WhenAll(underWay).WaitAsync(cancellation);
    }

    private async Task<InboxFileOutcome?> FeedAsync(InboxFeeder feeder, InboxDelivery delivery, CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) underWay.Add(ended.Task);
        try
        {
            return await feeder.FeedAsync(delivery, cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (gate) underWay.Remove(ended.Task);
            ended.SetResult();
        }
    }

    /// <summary>One line for all that came of an issue's folder in this round: what a person reads next morning.</summary>
    private void Digest(string inFolder, List<InboxFileOutcome> fed)
    {
        if (fed.Count == 0) return;
        log.Issue(
            inFolder.Length > 0 ? inFolder.Replace('\\', '/') : "the inbox itself", fed.Sum(f => f.Files), fed.Sum(f => f.Articles), fed.Sum(f => f.Summary.Added), fed.Sum(f => f.Summary.Replaced),
            fed.Sum(f => f.Summary.Unchanged), fed.Sum(f => f.Summary.Vanished), fed.Sum(f => f.Summary.Unsure), fed.Where(f => f.Error.Length > 0).Sum(f => f.Files));
    }

    private void Note(InboxFileOutcome? outcome)
    {
        if (outcome is null) return;
        bool quarantined = outcome.Error.Length > 0;
        lock (gate)
        {
            filesWaiting -= outcome.Files;
            if (quarantined) filesQuarantined += outcome.Files;
            else filesDone += outcome.Files;
            latest.AddFirst(outcome);
            if (latest.Count > KeptOutcomes) latest.RemoveLast();
        }
        if (quarantined) log.Quarantined(outcome.Path, outcome.Error);
        else log.Fed(outcome.Path, outcome.Articles);
    }

    private void Trouble(string why)
    {
        bool news;
        lock (gate) (news, trouble) = (trouble is null, why);
        if (news) log.StandsStill(why);
    }

    private TimeSpan Longer(TimeSpan pause)
    {
        var doubled = pause == TimeSpan.Zero ? TimeSpan.FromSeconds(1) : pause * 2;
        return doubled < options.MaxPause ? doubled : options.MaxPause;
    }

    private async Task RestAsync(TimeSpan pause)
    {
        try
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause * (0.75 + 0.5 * Random.Shared.NextDouble()), time, stopping.Token).ConfigureAwait(false);
                return;
            }
            // While files settle, look again as soon as they may be complete; else wait for news or for the next full look.
            TimeSpan wait = settling.Any && options.Settle < options.ScanInterval ? options.Settle + TimeSpan.FromMilliseconds(20) : options.ScanInterval;
            // Files come in crowds: one look for all that come within a moment.
            if (await wake.WaitAsync(wait, stopping.Token).ConfigureAwait(false)) await Task.Delay(Crowd, time, stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
        }
    }

    private FileSystemWatcher? Watch(string root)
    {
        try
        {
            var made = new FileSystemWatcher(root) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
            made.Created += (_, e) => Wake(e.Name);
            made.Renamed += (_, e) => Wake(e.Name);
            made.EnableRaisingEvents = true;
            return made;
        }
        catch (IOException e)
        {
            // The system's limit of watches: the periodic look finds everything, only later.
            log.NoWatcher(e.Message, options.ScanInterval);
            return null;
        }
    }

    private void Wake(string? name)
    {
        if (name is null || name.StartsWith('.')) return;
        try
        {
            if (wake.CurrentCount == 0) wake.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Woken by somebody else at the same moment, or stopped.
        }
    }
}
