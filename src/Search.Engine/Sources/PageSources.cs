using System.Runtime.CompilerServices;

namespace Search.Engine;

/// <summary>The sources of pages as they came: the log names them, the store holds them.</summary>
internal sealed class PageSources(IArticleLog log, SourceStore store)
{
    /// <summary>Null if none of that page is kept.</summary>
    public PageSource? Find(string newspaper, string date, string page)
    {
        while (log.GetSource(newspaper, date, page) is { } kept)
        {
            try
            {
                return Load(kept);
            }
            catch (EngineException) when (log.GetSource(newspaper, date, page) != kept)
            {
                // Erased since the log was asked: that is no damage.
            }
        }

        return null;
    }

    /// <summary>Every one; one is held at a time.</summary>
    public async IAsyncEnumerable<PageSource> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (KeptSource kept in await Task.Run(log.ListSources, cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Load(kept);
        }
    }

    private PageSource Load(KeptSource kept) => new(
        kept.Newspaper, kept.Date, kept.Page, kept.Section, store.Get(kept.Sha256), kept.FileName, kept.Sha256, kept.CorrectionSha256.Length > 0 ? store.Get(kept.CorrectionSha256) : []);
}
