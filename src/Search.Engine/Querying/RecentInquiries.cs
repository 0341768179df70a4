namespace Search.Engine;

/// <summary>The last first pages that were searched for, in memory only: what a reader is asked before it is shown to anybody.</summary>
internal sealed class RecentInquiries
{
    private const int Most = 64;

    private readonly SearchInquiry?[] last = new SearchInquiry?[Most];
    private uint next;

    public void Note(SearchInquiry inquiry)
    {
        if (inquiry.PageToken.Length == 0) Volatile.Write(ref last[Interlocked.Increment(ref next) % Most], inquiry);
    }

    /// <summary>Each query once.</summary>
    public IReadOnlyList<SearchInquiry> List() => [.. last.OfType<SearchInquiry>().DistinctBy(inquiry => inquiry.Query)];
}
