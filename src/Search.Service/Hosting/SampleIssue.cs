using System.Security.Cryptography;
using System.Text;
using Search.Engine;
using Search.Ingestion;

namespace Search.Service.Hosting;

/// <summary>
/// <c>--sample</c>: puts the bundled issue into the inbox, from where it goes the way of every issue. Once for each content: a
/// note in the data directory remembers it, so that a restart does not fill the worker's folder of done files.
/// </summary>
internal sealed partial class SampleIssue(ServiceSettings settings, SearchEngine engine, TimeProvider time, ILogger<SampleIssue> logger, InboxWorker? worker = null) : IHostedService
{
    /// <summary>Only for an inbox that nobody empties: a slow machine takes longer than a moment for its first files.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<string> copies = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(settings.SamplesDirectory)) throw new SettingException($"--sample: there is no folder {settings.SamplesDirectory}");
        string[] files = [.. Directory.EnumerateFiles(settings.SamplesDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string note = Path.Combine(settings.DataDirectory, "sample.sha256");
        string digest = await DigestAsync(files, cancellationToken);
        if (File.Exists(note) && await File.ReadAllTextAsync(note, cancellationToken) == digest) return;

        foreach (string file in files)
        {
            string target = Path.Combine(settings.Ingestion.Inbox, Path.GetRelativePath(settings.SamplesDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // Under a hidden name until it is whole: the worker may be looking already.
            string draft = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}");
            File.Copy(file, draft, overwrite: true);
            File.Move(draft, target, overwrite: true);
            copies.Add(target);
        }

        DurableFile.Write(note, Encoding.UTF8.GetBytes(digest));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until the worker has taken the copies and the index shows them, so that "ready" means the sample is found.</summary>
    public async Task UntilSearchableAsync(CancellationToken stopping)
    {
        if (worker is null) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Patience);
        try
        {
            while (copies.Exists(File.Exists)) await Task.Delay(TimeSpan.FromMilliseconds(50), time, patience.Token);
            await engine.WaitForSequenceAsync(engine.GetStatus().LogSequence, patience.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            LogStillWaiting(settings.Ingestion.Inbox);
        }
    }

    private async Task<string> DigestAsync(string[] files, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(settings.SamplesDirectory, file) + "\0"));
            hash.AppendData(await File.ReadAllBytesAsync(file, cancellation));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sample issue still waits in {Inbox}")]
    private partial void LogStillWaiting(string inbox);
}
