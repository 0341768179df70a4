using Search.Ingestion.Inbox;

namespace Search.Ingestion;

/// <summary>Removes files that an inbox keeps and that hold a text to erase: most of them before the erasure, and after it those that were being fed.</summary>
public sealed class KeptRemoval
{
    private readonly string root;
    private readonly Func<string, bool> holdsText;
    private readonly Func<Stream, CancellationToken, bool> holdsBytes;
    private readonly Action<string> flush;
    private readonly Func<CancellationToken, Task> fedSoFar;
    private readonly HashSet<(string, FileState)> looked = [];

    internal KeptRemoval(string root, Func<string, bool> holdsText, Func<Stream, CancellationToken, bool> holdsBytes, Action<string> flush, Func<CancellationToken, Task> fedSoFar) =>
        (this.root, this.holdsText, this.holdsBytes, this.flush, this.fedSoFar) = (root, holdsText, holdsBytes, flush, fedSoFar);

    /// <summary>Before the erasure: once the log has lost the text, nothing but this object tells any more which files hold it.</summary>
    /// <returns>The files removed, relative to the inbox.</returns>
    public Task<IReadOnlyList<string>> BeginAsync(CancellationToken cancellation) => Task.Run(() => Remove(cancellation), cancellation);

    /// <summary>After it: a file whose text the log took before the erasure may have been moved since. What is fed from now on is told by the service that it holds an erased text.</summary>
    /// <returns>As of <see cref="BeginAsync"/>.</returns>
    public async Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellation)
    {
        await fedSoFar(cancellation).ConfigureAwait(false);
        return await BeginAsync(cancellation).ConfigureAwait(false);
    }

    private IReadOnlyList<string> Remove(CancellationToken cancellation)
    {
        IReadOnlyList<string> removed = KeptFiles.Remove(root, holdsText, holdsBytes, looked, cancellation);
        foreach (string changed in removed.Select(file => Path.GetDirectoryName(Path.Combine(root, file))!).Distinct()) flush(changed);
        return removed;
    }
}
