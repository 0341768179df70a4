using Microsoft.Extensions.Logging;
using Search.Newspaper;

namespace Search.Ingestion.Inbox;

/// <summary>One delivery from the inbox into the service, and then out of the inbox. The put comes first: a crash between the two only means that it is fed again, which changes nothing.</summary>
internal sealed class InboxFeeder(InboxFolder folder, FeedClient client, FeedOptions options, MovedFiles moved, TimeProvider time, ILogger log)
{
    private readonly PageReader reader = new();

    /// <returns>What became of it; null if it changed or vanished meanwhile and stays for the next round.</returns>
    /// <exception cref="ServiceUnavailableException">The file stays.</exception>
    public async Task<InboxFileOutcome?> FeedAsync(InboxDelivery delivery, CancellationToken cancellation)
    {
        string relative = delivery.Name;
        if (!AsItWas(delivery) || RecallListed(delivery) || RestoreCorrections(delivery)) return null;
        using var quarantine = new Quarantine(folder, relative, time);
        FeedSummary summary;
        await using (var session = new FeedSession(client, options, quarantine.Add))
        {
            bool first = true;
            foreach (ReadResult result in Read(delivery, cancellation))
            {
                // A file renamed or written on while it was read is not fed under the name it had: a page would be filed where it does not belong.
                if (first && !AsItWas(delivery)) return null;
                first = false;
                await session.AddAsync(result, cancellation).ConfigureAwait(false);
            }
            summary = await session.CompleteAsync(cancellation).ConfigureAwait(false);
        }
        Dictionary<string, FileState> read = delivery.Files.Select(f => (f.Name, State: InboxFolder.LookAt(folder.FullPath(f.Name)))).Where(f => f.State is not null).ToDictionary(f => f.Name, f => f.State!.Value, StringComparer.Ordinal);
        // Somebody wrote on while it was read: what was fed is replaced when the file is complete.
        if (!AsItWas(delivery)) return null;

        if (summary is { Pages: 0, Articles: 0 } && quarantine.Count == 0)
            quarantine.Add(new FeedRejection(relative, 0, FailureReason.NoArticles, "", delivery.Saved is null ? "The file holds no article." : "None of the files that it lists is there and holds an article.", default));
        bool nothingTaken = summary is { Pages: 0, Articles: 0 };
        string error = quarantine.Count == 0 ? "" : $"{quarantine.First.Reason}: {quarantine.First.Message}" + (quarantine.Count > 1 ? $" (and {quarantine.Count - 1} more)" : "");
        try
        {
            if (nothingTaken)
            {
                List<MovedFile> refused = MoveListed(folder.Quarantine, delivery, read);
                string taken = quarantine.TakeFile();
                moved.Add([.. refused, new MovedFile(relative, taken, read.GetValueOrDefault(relative), taken + Quarantine.ReportSuffix)]);
            }
            else
            {
                if (quarantine.Count > 0) quarantine.TakeLines();
                if (summary.HoldsErased)
                {
                    // Nobody could tell later which of the files that are kept hold it. The log has what else was in it.
                    foreach ((string file, _) in delivery.Files) folder.Delete(file);
                    log.HeldErased(relative, delivery.Files.Count);
                    return Outcome();
                }

                List<MovedFile> fed = MoveListed(folder.Done, delivery, read);
                moved.Add([.. fed, new MovedFile(relative, folder.MoveTo(folder.Done, relative), read.GetValueOrDefault(relative))]);
            }
        }
        catch when (File.Exists(folder.FullPath(relative)))
        {
            quarantine.Withdraw(); // it is fed again, and would be reported again each time
            throw;
        }
        return Outcome();

        InboxFileOutcome Outcome() => new(relative.Replace('\\', '/'), time.GetUtcNow(), summary.Articles, error) { Files = delivery.Files.Count, Summary = summary };
    }

    private bool AsItWas(InboxDelivery delivery) => delivery.Files.All(f => folder.Look(f.Name) == f.State);

    /// <summary>
    /// Articles that were here before their list went alone, or went with it when a crash left the list behind; a list that comes again, corrected, may come alone. They come back, settle, and the
    /// page is fed whole: it replaces what was fed of it.
    /// </summary>
    private bool RecallListed(InboxDelivery delivery)
    {
        bool any = false;
        foreach (string missing in delivery.Saved?.Missing ?? []) any |= folder.Recall(missing.Replace('/', Path.DirectorySeparatorChar));
        return any;
    }

    private bool RestoreCorrections(InboxDelivery delivery)
    {
        var all = delivery.Files.Select(f => f.Name).ToList();
        bool any = false;
        foreach (string file in delivery.Saved is null ? all : delivery.Saved.Lists.Select(l => l.Replace('/', Path.DirectorySeparatorChar))) any |= folder.RestoreCorrection(file, all);
        return any;
    }

    private List<MovedFile> MoveListed(string to, InboxDelivery delivery, Dictionary<string, FileState> read) =>
        [.. delivery.Files.SkipLast(1).Select(f => new MovedFile(f.Name, folder.MoveTo(to, f.Name), read.GetValueOrDefault(f.Name)))];

    private IEnumerable<ReadResult> Read(InboxDelivery delivery, CancellationToken cancellation) =>
        delivery.Saved is { } saved ? reader.Read(folder.Root, saved, PageHints.None, cancellation) : reader.Read(folder.FullPath(delivery.Name), PageHints.None, cancellation);
}
