using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Search.Contracts.V1;
using Search.Engine;
using Search.Service.Errors;
using Search.Service.Mapping;
using Search.Service.Telemetry;
using Search.Service.Validation;

namespace Search.Service.Api;

internal sealed partial class SearchGrpcService(SearchEngine engine, SequenceWait wait, SlowSearches slow, ILogger<SearchGrpcService> logger) : SearchService.SearchServiceBase
{
    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        SearchRules.Check(request);
        await wait.UntilAsync(request.MinSequence, context.CancellationToken);
        long begin = Stopwatch.GetTimestamp();
        var answer = await engine.SearchAsync(request.ToEngine() with { Client = ClientOf(context) }, context.CancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(begin);
        slow.Note(request.Query, request.Facets.Count, answer);
        // What people look for is theirs: only whoever debugs sees it.
        LogSearch(request.Query, answer.Total, elapsed.TotalMilliseconds);
        return answer.ToApi(elapsed);
    }

    public override async Task<GetArticleResponse> GetArticle(GetArticleRequest request, ServerCallContext context)
    {
        ReadRules.Check(request);
        await wait.UntilAsync(request.MinSequence, context.CancellationToken);
        var article = await engine.GetArticleAsync(request.Id, context.CancellationToken);
        if (article is null) throw Failures.NotFound($"there is no article {request.Id}");
        var response = new GetArticleResponse { Article = article.ToApi() };
        foreach (var part in await engine.GetContinuationsAsync(article, context.CancellationToken)) response.Continuations.Add(part.ToApi());
        return response;
    }

    public override async Task<SuggestResponse> Suggest(SuggestRequest request, ServerCallContext context)
    {
        SearchRules.Check(request);
        long begin = Stopwatch.GetTimestamp();
        var suggestions = await engine.SuggestAsync(new SuggestInquiry(request.Prefix, request.Limit), context.CancellationToken);
        var response = new SuggestResponse { ElapsedUs = (long)Stopwatch.GetElapsedTime(begin).TotalMicroseconds };
        foreach (var suggestion in suggestions) response.Suggestions.Add(suggestion.ToApi());
        return response;
    }

    public override async Task<FindSimilarResponse> FindSimilar(FindSimilarRequest request, ServerCallContext context)
    {
        SearchRules.Check(request);
        var hits = await engine.FindSimilarAsync(request.Id, request.Limit == 0 ? 5 : request.Limit, context.CancellationToken)
            ?? throw Failures.NotFound($"there is no article {request.Id}");
        var response = new FindSimilarResponse();
        foreach (var hit in hits) response.Hits.Add(hit.ToApi());
        return response;
    }

    public override async Task ExportArticles(ExportArticlesRequest request, IServerStreamWriter<ExportArticlesResponse> responseStream, ServerCallContext context)
    {
        SearchRules.Check(request);
        // The stream holds back a writer whose reader is slow, so one article is in memory at a time.
        await foreach (var article in engine.ExportAsync(request.ToEngine(), context.CancellationToken))
            await responseStream.WriteAsync(new ExportArticlesResponse { Article = article.ToApi() }, context.CancellationToken);
    }

    public override async Task<ListNewspapersResponse> ListNewspapers(ListNewspapersRequest request, ServerCallContext context)
    {
        var response = new ListNewspapersResponse();
        foreach (var newspaper in await engine.ListNewspapersAsync(context.CancellationToken)) response.Newspapers.Add(newspaper.ToApi());
        return response;
    }

    public override async Task<ListIssuesResponse> ListIssues(ListIssuesRequest request, ServerCallContext context)
    {
        ReadRules.Check(request);
        int size = request.PageSize == 0 ? 100 : request.PageSize;
        string newspaper = ArticleMapping.NameFromApi(request.Newspaper);
        var token = IssuePageToken.Decode(request.PageToken, engine.LogId, newspaper);
        int skip = token.Skip == 0 ? 0 : await ResumeAsync(newspaper, token, context.CancellationToken);

        // One more than asked for tells whether there is a further page.
        var issues = await engine.ListIssuesAsync(newspaper, skip, size + 1, context.CancellationToken);
        var response = new ListIssuesResponse();
        foreach (var issue in issues.Take(size)) response.Issues.Add(issue.ToApi());
        if (issues.Count > size) response.NextPageToken = new IssuePageToken(skip + size, issues[size - 1].Date).Encode(engine.LogId, newspaper);
        return response;
    }

    public override async Task<GetIssueResponse> GetIssue(GetIssueRequest request, ServerCallContext context)
    {
        ReadRules.Check(request);
        var issue = await engine.GetIssueAsync(ArticleMapping.NameFromApi(request.Newspaper), ArticleMapping.DateFromApi(request.Date), context.CancellationToken);
        return issue is null
            ? throw Failures.NotFound($"there is no issue of {request.Newspaper} on {request.Date}")
            : new GetIssueResponse { Issue = issue.ToApi() };
    }

    public override async Task<GetSourceResponse> GetSource(GetSourceRequest request, ServerCallContext context)
    {
        ReadRules.Check(request);
        var source = await engine.GetSourceAsync(
            ArticleMapping.NameFromApi(request.Newspaper), ArticleMapping.DateFromApi(request.Date), ArticleMapping.NameFromApi(request.Page), context.CancellationToken);
        return source is null
            ? throw Failures.NotFound($"no source is kept of page {request.Page} of {request.Newspaper} on {request.Date}")
            // The array is the engine's gift: nobody else writes to it.
            : new GetSourceResponse { Content = UnsafeByteOperations.UnsafeWrap(source.Content), FileName = source.FileName, Sha256 = source.Sha256 };
    }

    /// <summary>The host without its port, which differs from call to call.</summary>
    private static string ClientOf(ServerCallContext context) => context.Peer.LastIndexOf(':') is > 0 and var port ? context.Peer[..port] : context.Peer;

    /// <summary>Where the issue after the token's stands now: at its place, or further back if newer issues came since.</summary>
    private async Task<int> ResumeAsync(string newspaper, IssuePageToken token, CancellationToken cancellation)
    {
        var before = await engine.ListIssuesAsync(newspaper, token.Skip - 1, 1, cancellation);
        if (before.Count == 1 && before[0].Date == token.LastDate) return token.Skip;
        var all = await engine.ListIssuesAsync(newspaper, 0, int.MaxValue, cancellation);
        // Newest first, undated last: what comes after the token's date is what is older than it.
        int next = 0;
        while (next < all.Count && token.LastDate.Length > 0 && string.CompareOrdinal(all[next].Date, token.LastDate) >= 0) next++;
        return token.LastDate.Length > 0 ? next : all.Count;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Query '{Query}' matched {Total} in {Milliseconds:0.0} ms")]
    private partial void LogSearch(string query, long total, double milliseconds);
}
