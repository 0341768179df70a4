using Search.Newspaper;

namespace Search.Ingestion.Inbox;

/// <summary>One file from the inbox into the service, and then out of the inbox. The put comes first: a crash between the two only means that the file is fed again, which changes nothing.</summary>
internal sealed class InboxFeeder(InboxFolder folder, FeedClient client, FeedOptions options, TimeProvider time)
{
    private readonly PageReader reader = new();

    /// <returns>What became of it; null if it changed or vanished meanwhile and stays for the next round.</returns>
    /// <exception cref="ServiceUnavailableException">The file stays.</exception>
    public async Task<InboxFileOutcome?> FeedAsync(string relative, FileState complete, CancellationToken cancellation)
    {
        if (folder.Look(relative) != complete || folder.RestoreCorrection(relative)) return null;
        using var quarantine = new Quarantine(folder, relative, time);
        FeedSummary summary;
        await using (var session = new FeedSession(client, options, quarantine.Add))
        {
            bool first = true;
            foreach (ReadResult result in Read(relative, cancellation))
            {
                // A file renamed or written on while it was read is not fed under the name it had: a page would be filed where it does not belong.
                if (first && folder.Look(relative) != complete) return null;
                first = false;
                await session.AddAsync(result, cancellation).ConfigureAwait(false);
            }
            summary = await session.CompleteAsync(cancellation).ConfigureAwait(false);
        }
        // Somebody wrote on while it was read: what was fed is replaced when the file is complete.
        if (folder.Look(relative) != complete) return null;

        if (summary is { Pages: 0, Articles: 0 } && quarantine.Count == 0)
            quarantine.Add(new FeedRejection(relative, 0, FailureReason.NoArticles, "", "The file holds no article.", default));
        bool nothingTaken = summary is { Pages: 0, Articles: 0 };
        string error = quarantine.Count == 0 ? "" : $"{quarantine.First.Reason}: {quarantine.First.Message}" + (quarantine.Count > 1 ? $" (and {quarantine.Count - 1} more)" : "");
        if (nothingTaken)
        {
            quarantine.TakeFile();
        }
        else
        {
            if (quarantine.Count > 0) quarantine.TakeLines();
            folder.MoveTo(folder.Done, relative);
        }
        return new InboxFileOutcome(relative.Replace('\\', '/'), time.GetUtcNow(), summary.Articles, error) { Summary = summary };
    }

    private IEnumerable<ReadResult> Read(string relative, CancellationToken cancellation) =>
        reader.Read(folder.FullPath(relative), PageHints.None, cancellation);
}
