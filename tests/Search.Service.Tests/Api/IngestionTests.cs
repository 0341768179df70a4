using System.Text;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

public sealed class IngestionTests(SharedService shared)
{
    private readonly RunningService service = shared.Service;

    [Fact]
    public async Task A_page_with_its_source_is_kept_as_it_came()
    {
        byte[] source = Encoding.UTF8.GetBytes(Sample.PageText);
        var request = Page("柳林晨报", "2023-06-02", "A03", source, Sample.Article("柳林晨报", "雨水花园建成"));
        request.Pages[0].Articles[0].Date = "2023-06-02";
        request.Pages[0].Articles[0].Page = "A03";

        var put = await service.Ingestion.PutIssueAsync(request);
        var again = await service.Ingestion.PutIssueAsync(request);
        var kept = await service.Search.GetSourceAsync(new GetSourceRequest { Newspaper = "柳林晨报", Date = "2023-06-02", Page = "A03" });

        Assert.Equal(PutOutcome.Added, put.Pages[0].Articles[0].Outcome);
        Assert.Equal((PutOutcome.Unchanged, put.Pages[0].Articles[0].Id), (again.Pages[0].Articles[0].Outcome, again.Pages[0].Articles[0].Id));
        Assert.Equal(source, kept.Content.ToByteArray());
        Assert.Equal("A03.txt", kept.FileName);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(source)), kept.Sha256);
    }

    [Fact]
    public async Task A_source_without_articles_is_parsed_by_the_service()
    {
        var put = await service.Ingestion.PutIssueAsync(Page("柳林晚报", "2023-06-01", "A02", Encoding.UTF8.GetBytes(Sample.PageText)));

        var issue = await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "柳林晚报", Date = "2023-06-01" });
        Assert.Equal(2, put.Pages[0].Articles.Count);
        Assert.Equal(["柳林区建成首座雨水花园", "盲道不再被占"], Assert.Single(issue.Issue.Pages).Articles.Select(a => a.Headline));
        Assert.True(issue.Issue.Pages[0].HasSource);
    }

    [Fact]
    public async Task The_rest_of_an_article_comes_with_it_as_soon_as_its_other_page_does()
    {
        const string begin = "柳林河治理二十年\n\n本报讯 6月1日,柳林河治理满二十年,两岸居民说,昨日的臭水沟如今有了白鹭,河边步道天天有人散步。（下转A02版）\n";
        const string end = "（上接A01版）沿河的三家工厂去年12月迁出之后,水质稳定在三类,孩子们又能下河摸鱼。记者 卫知夏 柳林晚报 陶一苇\n";
        var first = await service.Ingestion.PutIssueAsync(Page("转接日报", "2023-06-01", "A01", Encoding.UTF8.GetBytes(begin)));
        string id = first.Pages[0].Articles[0].Id;
        Assert.Empty((await service.Search.GetArticleAsync(new GetArticleRequest { Id = id })).Continuations);

        await service.Ingestion.PutIssueAsync(Page("转接日报", "2023-06-01", "A02", Encoding.UTF8.GetBytes(end)));

        var whole = await service.Search.GetArticleAsync(new GetArticleRequest { Id = id });
        var rest = Assert.Single(whole.Continuations);
        Assert.Equal((id, "A02", "A02", "A01"), (whole.Article.Id, whole.Article.ContinuedOn, rest.Page, rest.ContinuedFrom));
        Assert.Contains("三家工厂", rest.Paragraphs[0], StringComparison.Ordinal);
        Assert.Equal(["卫知夏", "陶一苇"], rest.Bylines[0].Names);
        Assert.Equal(["", "柳林晚报"], rest.Bylines[0].Organisations);
        Assert.Contains(whole.Article.EventDates, d => (d.Text, d.From, d.To) == ("昨日", "2023-05-31", "2023-05-31"));
        Assert.Contains(rest.EventDates, d => (d.Text, d.From, d.To) == ("去年12月", "2022-12-01", "2022-12-31"));
    }

    [Fact]
    public async Task A_faulty_correction_and_faulty_event_dates_are_refused_by_their_fields()
    {
        var corrected = Page("改正晚报", "2023-06-01", "A01", Encoding.UTF8.GetBytes(Sample.PageText));
        corrected.Pages[0].Correction = ByteString.CopyFromUtf8("""{"articles":[{"article":9}]}""");
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "pages[0].source", async () => await service.Ingestion.PutIssueAsync(corrected));
        var batch = new BatchPutArticlesRequest { Articles = { Sample.Article("改正晚报", "甲") } };
        batch.Articles[0].EventDates.Add(new EventDate { Text = "昨日", From = "2023-05-32", To = "2023-05-31" });
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "articles[0].event_dates[0].from", async () => await service.Ingestion.BatchPutArticlesAsync(batch));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001\u0002\u0003\0\0\0")]
    public async Task A_source_that_is_no_page_is_refused_with_its_reason(string source)
    {
        string field = source.Length == 0 ? "pages[0].articles" : "pages[0].source";
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", field, async () =>
            await service.Ingestion.PutIssueAsync(Page("柳林晚报", "2023-06-03", "A02", Encoding.UTF8.GetBytes(source))));
    }

    [Fact]
    public async Task A_corrected_page_keeps_ids_and_deletes_what_is_gone()
    {
        var first = Page("柳林午报", "2023-06-01", "A01", [], Sample.Article("柳林午报", "甲乡修路"), Sample.Article("柳林午报", "乙乡架桥"));
        var before = await service.Ingestion.PutIssueAsync(first);
        var second = Page("柳林午报", "2023-06-01", "A01", [], Sample.Article("柳林午报", "甲乡修路"), Sample.Article("柳林午报", "丙乡通水"));
        var after = await service.Ingestion.PutIssueAsync(second);

        var ids = before.Pages[0].Articles.Select(a => a.Id).ToList();
        Assert.Equal((ids[0], PutOutcome.Unchanged), (after.Pages[0].Articles[0].Id, after.Pages[0].Articles[0].Outcome));
        Assert.Equal(PutOutcome.Added, after.Pages[0].Articles[1].Outcome);
        Assert.Equal([ids[1]], after.Pages[0].DeletedIds);
        Assert.DoesNotContain(after.Pages[0].Articles[1].Id, ids);
    }

    [Fact]
    public async Task A_deleted_article_is_gone_and_stays_gone_unless_forced()
    {
        var article = Sample.Article("柳林夜报", "夜市开张");
        var put = await service.PutAsync(article);
        var deleted = await service.Ingestion.DeleteArticleAsync(new DeleteArticleRequest { Id = put.Results[0].Id });

        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () =>
            await service.Search.GetArticleAsync(new GetArticleRequest { Id = put.Results[0].Id, MinSequence = deleted.Sequence }));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Ingestion.DeleteArticleAsync(new DeleteArticleRequest { Id = put.Results[0].Id }));
        var found = await service.Search.SearchAsync(new SearchRequest { Query = "夜市开张", MinSequence = deleted.Sequence, Filters = new SearchFilters { Newspapers = { "柳林夜报" } } });
        Assert.Empty(found.Hits);

        var request = new BatchPutArticlesRequest { Articles = { article }, Force = true };
        Assert.Equal(PutOutcome.Added, (await service.Ingestion.BatchPutArticlesAsync(request)).Results[0].Outcome);
    }

    [Fact]
    public async Task A_deleted_issue_takes_all_its_articles_with_it()
    {
        await service.PutAsync(Sample.Article("柳林画报", "第一幅"), Sample.Article("柳林画报", "第二幅"));

        var deleted = await service.Ingestion.DeleteIssueAsync(new DeleteIssueRequest { Newspaper = "柳林画报", Date = "2023-06-01" });

        Assert.Equal(2, deleted.DeletedIds.Count);
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () =>
            await service.Ingestion.DeleteIssueAsync(new DeleteIssueRequest { Newspaper = "柳林画报", Date = "2023-06-01" }));
    }

    [Fact]
    public async Task Articles_without_newspaper_date_or_page_have_words_that_stand_in()
    {
        var put = await service.Ingestion.PutIssueAsync(new PutIssueRequest
        {
            Pages = { new PutPage { Articles = { new Article { Headline = "来处不明的稿件" } }, Source = ByteString.CopyFromUtf8("来处不明的稿件"), FileName = "x.txt" } },
        });

        var issue = await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "unknown", Date = "undated" });
        var source = await service.Search.GetSourceAsync(new GetSourceRequest { Newspaper = "unknown", Date = "undated", Page = "unknown" });
        Assert.StartsWith("unknown-undated-unknown-", put.Pages[0].Articles[0].Id);
        Assert.Equal(("unknown", ""), (issue.Issue.Newspaper, issue.Issue.Date));
        Assert.Equal("来处不明的稿件", source.Content.ToStringUtf8());
        foreach (var filters in (SearchFilters[])[new() { Issues = { "unknown/undated" } }, new() { Newspapers = { "unknown" } }, new() { Pages = { "unknown" } }])
        {
            var found = await service.Search.SearchAsync(new SearchRequest { Query = "来处不明", Filters = filters, MinSequence = put.Pages[0].Articles[0].Sequence });
            Assert.Equal("来处不明的稿件", Assert.Single(found.Hits).Headline);
        }

        await service.Ingestion.DeleteIssueAsync(new DeleteIssueRequest { Newspaper = "unknown", Date = "undated" });
    }

    [Fact]
    public async Task One_bad_article_refuses_the_batch_and_is_named()
    {
        var request = new BatchPutArticlesRequest();
        for (int i = 0; i < 5; i++) request.Articles.Add(Sample.Article("拒收日报", $"第{i}篇"));
        request.Articles[3].Date = "2023-13-01";
        request.Articles[4] = new Article { Newspaper = "拒收日报", Date = "2023-06-01" };

        var thrown = await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "articles[3].date", async () => await service.Ingestion.BatchPutArticlesAsync(request));

        Assert.Equal(["articles[3].date", "articles[4]"], thrown.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(v => v.Field));
        Assert.DoesNotContain((await service.Search.ListNewspapersAsync(new ListNewspapersRequest())).Newspapers, n => n.Name == "拒收日报");
    }

    [Theory]
    [InlineData("articles[0].id")]
    [InlineData("articles[0].headline")]
    [InlineData("articles[0].paragraphs")]
    [InlineData("articles[0].confidence")]
    [InlineData("articles[0].bylines[0].role")]
    [InlineData("articles[0].bylines[0].names")]
    [InlineData("articles[0].first_line")]
    [InlineData("articles[0].newspaper")]
    public async Task Each_field_of_an_article_has_its_limits(string field)
    {
        var article = Sample.Article("限度日报", "标题");
        article.Bylines.Add(new Byline { Role = "记者" });
        switch (field)
        {
            case "articles[0].id": article.Id = "带汉字的-id"; break;
            case "articles[0].headline": article.Headline = new string('长', 2_001); break;
            case "articles[0].paragraphs": article.Paragraphs.Add(new string('长', 3 * 1024 * 1024)); break;
            case "articles[0].confidence": article.Confidence = double.NaN; break;
            case "articles[0].bylines[0].role": article.Bylines[0].Role = new string('长', 201); break;
            case "articles[0].bylines[0].names": article.Bylines[0].Names.Add(new string('长', 201)); break;
            case "articles[0].first_line": article.FirstLine = -1; break;
            case "articles[0].newspaper": article.Newspaper = new string('长', 201); break;
        }

        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", field, async () =>
            await service.Ingestion.BatchPutArticlesAsync(new BatchPutArticlesRequest { Articles = { article } }));
    }

    [Fact]
    public async Task Pages_must_be_named_once_and_hold_articles_of_their_own()
    {
        var twice = Page("版面日报", "2023-06-01", "A01", [], Sample.Article("版面日报", "一"));
        twice.Pages.Add(twice.Pages[0].Clone());
        var elsewhere = Page("版面日报", "2023-06-01", "A01", [], Sample.Article("另一家报", "一"));

        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "pages[1].page", async () => await service.Ingestion.PutIssueAsync(twice));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "pages[0].articles[0].newspaper", async () => await service.Ingestion.PutIssueAsync(elsewhere));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "pages", async () => await service.Ingestion.PutIssueAsync(new PutIssueRequest()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "articles", async () => await service.Ingestion.BatchPutArticlesAsync(new BatchPutArticlesRequest()));
    }

    [Fact]
    public async Task A_message_larger_than_the_limit_is_refused_with_a_reason_and_the_service_goes_on()
    {
        var request = Page("巨幅日报", "2023-06-01", "A01", new byte[65 * 1024 * 1024], Sample.Article("巨幅日报", "一"));

        await Refusal.IsAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", null, async () => await service.Ingestion.PutIssueAsync(request));
        Assert.NotNull(await service.Search.ListNewspapersAsync(new ListNewspapersRequest()));
    }

    [Fact]
    public async Task A_stream_answers_every_article_in_order_and_goes_on_after_bad_ones()
    {
        using var call = service.Ingestion.PutArticles();
        var answers = Task.Run(async () =>
        {
            var all = new List<PutArticlesResponse>();
            await foreach (var answer in call.ResponseStream.ReadAllAsync()) all.Add(answer);
            return all;
        });
        for (int i = 0; i < 600; i++)
        {
            var article = Sample.Article("流水日报", $"流水账第{i}则");
            if (i % 100 == 7) article.Date = "昨天";
            await call.RequestStream.WriteAsync(i % 100 == 8 ? new PutArticlesRequest() : new PutArticlesRequest { Article = article, Force = i % 3 == 0 });
        }

        await call.RequestStream.CompleteAsync();
        var received = await answers;

        Assert.Equal(Enumerable.Range(0, 600).Select(i => (long)i), received.Select(a => a.Index));
        foreach (var answer in received)
        {
            if (answer.Index % 100 == 7) Assert.Equal("article.date", answer.Error.Field);
            else if (answer.Index % 100 == 8) Assert.Equal("article", answer.Error.Field);
            else Assert.Equal(PutOutcome.Added, answer.Result.Outcome);
        }

        Assert.Equal(588, received.Where(a => a.Result is not null).Select(a => a.Result.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_stream_that_sends_one_at_a_time_is_answered_at_once()
    {
        using var call = service.Ingestion.PutArticles();
        for (int i = 0; i < 5; i++)
        {
            await call.RequestStream.WriteAsync(new PutArticlesRequest { Article = Sample.Article("单声日报", $"第{i}声") });
            Assert.True(await call.ResponseStream.MoveNext(new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token));
            Assert.Equal(i, call.ResponseStream.Current.Index);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    private static PutIssueRequest Page(string newspaper, string date, string page, byte[] source, params Article[] articles)
    {
        var put = new PutPage { Page = page, Section = "要闻", Source = ByteString.CopyFrom(source), FileName = page + ".txt" };
        put.Articles.AddRange(articles);
        return new PutIssueRequest { Newspaper = newspaper, Date = date, Pages = { put } };
    }
}
