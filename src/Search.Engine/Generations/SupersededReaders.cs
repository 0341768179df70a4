using System.Diagnostics;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Readers of a generation before its newest. The files they read are on disk until the last one who searches them has ended.</summary>
internal sealed class SupersededReaders(IReadOnlyList<DirectoryReader> readers)
{
    private const string Cause = "erasure waits";

    /// <summary>What still reads after this is no search that somebody waits for: an export goes on for as long as its client takes.</summary>
    private static readonly TimeSpan LongSearch = TimeSpan.FromSeconds(5);

    /// <summary>Returns when nobody reads them any more; says so to the operator when that takes long.</summary>
    public async Task EndAsync(IndexAlarms alarms, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            while (readers.Any(r => r.RefCount > 0))
            {
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
