using System.Diagnostics;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Readers of a generation before its newest. The files they read are on disk until the last one who searches them has ended.</summary>
internal sealed class SupersededReaders(GenerationIndex generation, IReadOnlyList<DirectoryReader> readers)
{
    private const string Cause = "erasure waits";

    /// <summary>What still reads after this is no search that somebody waits for: an export goes on for as long as its client takes.</summary>
    private static readonly TimeSpan LongSearch = TimeSpan.FromSeconds(5);

    /// <summary>Whether it is a lease on one of them, or on one of another generation, which is of before too.</summary>
    public bool Contain(SearcherLease lease) => lease.Generation != generation || readers.Contains(lease.Searcher.IndexReader);

    /// <summary>Returns when nobody reads them any more; says so to the operator when that takes long.</summary>
    /// <param name="release">Gives those back that are kept for later, again and again: a search that began on one of them keeps it when it ends.</param>
    public async Task EndAsync(Action<SupersededReaders> release, IndexAlarms alarms, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            while (true)
            {
                release(this);
                if (!readers.Any(r => r.RefCount > 0)) return;
                if (Stopwatch.GetElapsedTime(began) > LongSearch)
                    alarms.Raise(Cause, "an erasure waits for an export or a search that still reads what it removes; end that call, or restart the service");
                await Task.Delay(10, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            alarms.Clear(Cause);
        }
    }
}
