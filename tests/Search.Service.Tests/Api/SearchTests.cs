using Google.Rpc;
using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

public sealed class SearchTests(SharedService shared)
{
    private readonly RunningService service = shared.Service;

    [Fact]
    public async Task An_article_that_was_put_is_found_read_and_listed()
    {
        var article = Sample.Article("晴川日报", "晴川老街修旧如旧", "本报讯 晴川老街的修缮工程昨日完工。", "街坊们说,砖还是那些砖。");
        article.Bylines.Add(new Byline { Role = "记者", Names = { "苗青" } });
        var put = await service.PutAsync(article);
        string id = put.Results[0].Id;

        var found = await service.Search.SearchAsync(new SearchRequest { Query = "老街修缮", MinSequence = put.Sequence, Filters = new SearchFilters { Newspapers = { "晴川日报" } } });
        var read = await service.Search.GetArticleAsync(new GetArticleRequest { Id = id });
        var newspapers = await service.Search.ListNewspapersAsync(new ListNewspapersRequest());
        var issue = await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "晴川日报", Date = "2023-06-01" });

        var hit = Assert.Single(found.Hits);
        Assert.Equal((id, "晴川老街修旧如旧", "晴川日报", "A01"), (hit.Id, hit.Headline, hit.Newspaper, hit.Page));
        Assert.Equal((1, TotalRelation.Exact), (found.Total.Value, found.Total.Relation));
        Assert.True(found.Sequence >= put.Sequence);
        Assert.NotEmpty(found.Generation);
        Assert.Equal(article.Paragraphs, read.Article.Paragraphs);
        Assert.Equal(article.Bylines, read.Article.Bylines);
        Assert.Equal((put.Sequence, 1), (read.Article.Sequence, read.Article.Version));
        Assert.Contains(newspapers.Newspapers, n => n is { Name: "晴川日报", IssueCount: 1, ArticleCount: 1, FirstDate: "2023-06-01" });
        Assert.Equal(id, Assert.Single(Assert.Single(issue.Issue.Pages).Articles).Id);
        Assert.Empty(issue.Issue.Pages[0].Articles[0].Paragraphs);
    }

    [Theory]
    [InlineData("page_size", "-1")]
    [InlineData("page_size", "101")]
    [InlineData("skip", "-1")]
    [InlineData("skip", "10001")]
    [InlineData("min_sequence", "-5")]
    [InlineData("sort", "9")]
    [InlineData("filters.date_from", "2023-02-30")]
    [InlineData("filters.date_to", "yesterday")]
    [InlineData("filters.newspapers[0]", "")]
    [InlineData("facets[0]", "0")]
    [InlineData("facets[0]", "77")]
    [InlineData("highlight.max_passages", "21")]
    [InlineData("highlight.passage_length", "19")]
    [InlineData("highlight.passage_length", "-1")]
    public async Task A_bad_argument_is_told_by_its_field(string field, string value)
    {
        var request = new SearchRequest { Query = "词", Filters = new SearchFilters(), Highlight = new HighlightOptions() };
        switch (field)
        {
            case "page_size": request.PageSize = int.Parse(value); break;
            case "skip": request.Skip = int.Parse(value); break;
            case "min_sequence": request.MinSequence = long.Parse(value); break;
            case "sort": request.Sort = (SortOrder)int.Parse(value); break;
            case "filters.date_from": request.Filters.DateFrom = value; break;
            case "filters.date_to": request.Filters.DateTo = value; break;
            case "filters.newspapers[0]": request.Filters.Newspapers.Add(value); break;
            case "facets[0]": request.Facets.Add((FacetField)int.Parse(value)); break;
            case "highlight.max_passages": request.Highlight.MaxPassages = int.Parse(value); break;
            case "highlight.passage_length": request.Highlight.PassageLength = int.Parse(value); break;
        }

        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", field, async () => await service.Search.SearchAsync(request));
    }

    [Fact]
    public async Task Every_bad_field_is_told_at_once()
    {
        var request = new SearchRequest { PageSize = -1, Skip = -1, Filters = new SearchFilters { DateFrom = "x", DateTo = "y" } };
        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await service.Search.SearchAsync(request));

        var fields = thrown.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(v => v.Field);
        Assert.Equal(["page_size", "skip", "filters.date_from", "filters.date_to"], fields);
    }

    [Fact]
    public async Task Dates_in_the_wrong_order_and_a_query_too_long_are_refused()
    {
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "filters.date_to", async () =>
            await service.Search.SearchAsync(new SearchRequest { Query = "词", Filters = new SearchFilters { DateFrom = "2023-06-02", DateTo = "2023-06-01" } }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "query", async () =>
            await service.Search.SearchAsync(new SearchRequest { Query = new string('词', 10_001) }));
    }

    [Fact]
    public async Task What_is_not_there_is_NOT_FOUND()
    {
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Search.GetArticleAsync(new GetArticleRequest { Id = "no-such-article" }));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "无此报", Date = "2023-06-01" }));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () =>
            await service.Search.GetSourceAsync(new GetSourceRequest { Newspaper = "无此报", Date = "2023-06-01", Page = "A01" }));
    }

    [Fact]
    public async Task Ids_and_dates_that_cannot_be_are_refused()
    {
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "id", async () => await service.Search.GetArticleAsync(new GetArticleRequest { Id = "../etc" }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "id", async () => await service.Search.GetArticleAsync(new GetArticleRequest()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "date", async () => await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "晴川日报", Date = "2023-6-1" }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "newspaper", async () => await service.Search.ListIssuesAsync(new ListIssuesRequest()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "page_size", async () => await service.Search.ListIssuesAsync(new ListIssuesRequest { Newspaper = "晴川日报", PageSize = 1001 }));
    }

    [Fact]
    public async Task Issues_are_listed_page_by_page_and_newer_ones_in_between_double_nothing()
    {
        const string newspaper = "长堤周刊";
        await service.PutAsync([.. Enumerable.Range(1, 7).Select(day => Dated(newspaper, $"2023-03-0{day}"))]);

        var first = await service.Search.ListIssuesAsync(new ListIssuesRequest { Newspaper = newspaper, PageSize = 3 });
        await service.PutAsync(Dated(newspaper, "2023-03-09"), Dated(newspaper, "2023-03-08"));
        var second = await service.Search.ListIssuesAsync(new ListIssuesRequest { Newspaper = newspaper, PageSize = 3, PageToken = first.NextPageToken });
        var third = await service.Search.ListIssuesAsync(new ListIssuesRequest { Newspaper = newspaper, PageSize = 3, PageToken = second.NextPageToken });

        Assert.Equal(
            ["2023-03-07", "2023-03-06", "2023-03-05", "2023-03-04", "2023-03-03", "2023-03-02", "2023-03-01"],
            first.Issues.Concat(second.Issues).Concat(third.Issues).Select(i => i.Date));
        Assert.Empty(third.NextPageToken);
        foreach (string token in new[] { first.NextPageToken[..^1] + (first.NextPageToken[^1] == 'A' ? 'B' : 'A'), "AAAA", "!", first.NextPageToken + "x" })
        {
            await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "page_token", async () =>
                await service.Search.ListIssuesAsync(new ListIssuesRequest { Newspaper = newspaper, PageSize = 3, PageToken = token }));
        }

        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "page_token", async () =>
            await service.Search.ListIssuesAsync(new ListIssuesRequest { Newspaper = "别的报", PageSize = 3, PageToken = first.NextPageToken }));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_and_a_call_given_up_end_as_such()
    {
        var late = await Assert.ThrowsAsync<RpcException>(async () => await service.Search.SearchAsync(new SearchRequest { Query = "词" }, deadline: DateTime.UtcNow.AddSeconds(-1)));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var gone = await Assert.ThrowsAsync<RpcException>(async () => await service.Search.SearchAsync(new SearchRequest { Query = "词" }, cancellationToken: cancelled.Token));

        Assert.Equal((StatusCode.DeadlineExceeded, StatusCode.Cancelled), (late.StatusCode, gone.StatusCode));
    }

    private static Article Dated(string newspaper, string date)
    {
        var article = Sample.Article(newspaper, $"{date} 的要闻");
        article.Date = date;
        return article;
    }
}
