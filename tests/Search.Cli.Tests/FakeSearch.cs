using System.Globalization;
using Google.Rpc;
using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Cli.Tests;

/// <summary>Answers each query with as many made-up hits as its text says (<c>词 250</c>); "坏" is a query that cannot be read.</summary>
public sealed class FakeSearch : SearchService.SearchServiceBase
{
    public List<SearchRequest> Requests { get; } = [];

    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        lock (Requests) Requests.Add(request);
        if (request.Query.Contains('坏', StringComparison.Ordinal))
            throw FakeIngestion.Failed(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "unbalanced quote", new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "query", Description = "the quote at 3 is not closed" } } });
        int total = int.TryParse(request.Query.Split(' ')[^1], CultureInfo.InvariantCulture, out int asked) ? asked : 1;
        // Later questions are answered sooner: whoever prints answers as they come prints them in the wrong order.
        await Task.Delay(total % 40);
        int from = request.PageToken.Length > 0 ? int.Parse(request.PageToken, CultureInfo.InvariantCulture) : 0;
        int to = Math.Min(total, from + request.PageSize);
        var answer = new SearchResponse { Total = new Total { Value = total, Relation = TotalRelation.Exact }, NextPageToken = to < total ? to.ToString(CultureInfo.InvariantCulture) : "" };
        if (request.Query.Contains('无', StringComparison.Ordinal)) answer.Unmatched.Add(new UnmatchedPart { Text = "无" });
        for (int i = from; i < to; i++) answer.Hits.Add(HitOf(request, i));
        return answer;
    }

    private static Hit HitOf(SearchRequest request, int i)
    {
        var hit = new Hit { Id = $"a{i + 1}", Score = 1000.5 - i, Newspaper = "河东晨报", Date = "2031-04-05", Page = "A01", Headline = "𠮷屋\u3000开业", Bylines = { new Byline { Role = "记者", Names = { "林小禾" } } } };
        if (!(request.Highlight?.Disabled ?? false))
            hit.Highlights.Add(new Highlight { Field = "body", Start = 12, Segments = { new HighlightSegment { Text = "昨日" }, new HighlightSegment { Text = "开业", Matched = true } } });
        return hit;
    }
}
