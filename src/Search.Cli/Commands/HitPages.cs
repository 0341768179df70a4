using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary>The first N hits of a search, in as few calls as the API's page size allows.</summary>
internal static class HitPages
{
    private const int MaxPageSize = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <returns>The first answer with the hits of the following ones added.</returns>
    public static async Task<SearchResponse> TakeAsync(SearchService.SearchServiceClient client, SearchRequest request, int top, CancellationToken cancellation)
    {
        request = request.Clone();
        SearchResponse? all = null;
        do
        {
            // The size stays the same from page to page: the token is bound to the request it came from.
            request.PageSize = Math.Min(top, MaxPageSize);
            SearchResponse page = await client.SearchAsync(request, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
            request.PageToken = page.NextPageToken;
            if (all is null) all = page;
            else all.Hits.AddRange(page.Hits);
        }
        while (all.Hits.Count < top && request.PageToken.Length > 0);
        while (all.Hits.Count > top) all.Hits.RemoveAt(all.Hits.Count - 1);
        return all;
    }
}
