using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Search.Cli.Tests;

public sealed class ServiceCommandTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cli").FullName;
    private readonly FakeIngestion ingestion = new();
    private readonly FakeSearch search = new();
    private readonly FakeAdmin admin = new();
    private FakeHost host = null!;

    public async ValueTask InitializeAsync() => host = await FakeHost.StartAsync(
        s => s.AddSingleton(ingestion).AddSingleton(search).AddSingleton(admin),
        a =>
        {
            a.MapGrpcService<FakeIngestion>();
            a.MapGrpcService<FakeSearch>();
            a.MapGrpcService<FakeAdmin>();
        });

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Query_as_JSON_has_the_agreed_shape_and_leaves_Chinese_as_it_is()
    {
        CommandRun run = await RunAsync("query", "开业 3", "--json");
        Assert.Equal((0, ""), (run.Code, run.Messages));
        Assert.Contains("\"headline\":\"𠮷屋\u3000开业\"", run.Output, StringComparison.Ordinal);
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((3, "EXACT"), (root.GetProperty("total").GetProperty("value").GetInt32(), root.GetProperty("total").GetProperty("relation").GetString()));
        JsonElement hit = root.GetProperty("hits")[0];
        Assert.Equal("a1", hit.GetProperty("id").GetString());
        Assert.Equal(1000.5, hit.GetProperty("score").GetDouble());
        foreach (string key in new[] { "newspaper", "date", "page", "kicker", "headline", "subhead" }) Assert.Equal(JsonValueKind.String, hit.GetProperty(key).ValueKind);
        Assert.Equal("林小禾", hit.GetProperty("bylines")[0].GetProperty("names")[0].GetString());
        JsonElement highlight = hit.GetProperty("highlights")[0];
        Assert.Equal(("body", 12), (highlight.GetProperty("field").GetString(), highlight.GetProperty("start").GetInt32()));
        Assert.True(highlight.GetProperty("segments")[1].GetProperty("matched").GetBoolean());
    }

    [Fact]
    public async Task Query_for_a_person_marks_what_matched()
    {
        CommandRun run = await RunAsync("query", "开业", "2");
        Assert.Equal("开业 2", Assert.Single(search.Requests).Query);
        Assert.Contains("昨日«开业»", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_for_a_person_names_what_no_article_has()
    {
        Assert.StartsWith($"No article has “无”.{Environment.NewLine}2 articles", (await RunAsync("query", "无", "2")).Output, StringComparison.Ordinal);
        Assert.StartsWith($"No article matches.{Environment.NewLine}None has “无”.", (await RunAsync("query", "无", "0")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("开业 -旅游", "开业", "-旅游")]
    [InlineData("--开业", "--", "--开业")]
    public async Task A_dash_excludes_and_after_two_of_them_everything_is_text(string query, params string[] typed)
    {
        CommandRun run = await SearchCommand.RunAsync(["query", "--address", host.Address, .. typed]);
        Assert.Equal(0, run.Code);
        Assert.Equal(query, Assert.Single(search.Requests).Query);
    }

    [Fact]
    public async Task Options_of_a_query_reach_the_service()
    {
        CommandRun run = await RunAsync("query", "开业", "--recency", "30", "--strict", "--unfold", "--issue", "河东晨报/2031-04-05", "--newspaper", "河东晨报", "--section", "要闻", "--page", "A01", "--reporter", "温知远");
        Assert.Equal(0, run.Code);
        var request = Assert.Single(search.Requests);
        Assert.Equal((30, true, true), (request.RecencyHalfLifeDays, request.Strict, request.UnfoldReprints));
        Assert.Equal(["河东晨报/2031-04-05"], request.Filters.Issues);
        Assert.Equal(["河东晨报"], request.Filters.Newspapers);
        Assert.Equal(["要闻"], request.Filters.Sections);
        Assert.Equal(["A01"], request.Filters.Pages);
        Assert.Equal(["温知远"], request.Filters.Reporters);
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_is_told_with_reason_and_field()
    {
        CommandRun run = await RunAsync("query", "坏");
        Assert.Equal((1, "", "search: INVALID_ARGUMENT: query: the quote at 3 is not closed\n"), (run.Code, run.Output, run.Messages));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(250, 3)]
    public async Task More_hits_than_a_page_holds_are_paged_for(int top, int calls)
    {
        CommandRun run = await RunAsync("query", "开业 9999", "--top", top.ToString(CultureInfo.InvariantCulture), "--json");
        JsonElement hits = JsonDocument.Parse(run.Output).RootElement.GetProperty("hits");
        Assert.Equal(Enumerable.Range(1, top).Select(i => $"a{i}"), hits.EnumerateArray().Select(h => h.GetProperty("id").GetString()));
        Assert.Equal(calls, search.Requests.Count);
        Assert.All(search.Requests, r => Assert.InRange(r.PageSize, 1, 100));
    }

    [Fact]
    public async Task Batch_prints_a_TREC_run_in_the_order_of_the_queries_and_goes_on_after_a_bad_one()
    {
        string queries = Path.Combine(folder, "queries.tsv");
        var lines = Enumerable.Range(0, 40).Select(i => $"q{i}\t词 {40 - i}").ToList();
        lines.Insert(7, "bad\t坏");
        lines.Insert(9, "no tab here");
        await File.WriteAllLinesAsync(queries, lines);
        CommandRun run = await RunAsync("batch", queries, "--top", "20", "--literal");
        Assert.Equal(1, run.Code);
        var expected = Enumerable.Range(0, 40).SelectMany(i => Enumerable.Range(1, Math.Min(20, 40 - i)).Select(r => string.Create(CultureInfo.InvariantCulture, $"q{i} Q0 a{r} {r} {1001.5 - r} search")));
        Assert.Equal(expected, run.Lines);
        Assert.Contains("query bad: INVALID_ARGUMENT", run.Messages, StringComparison.Ordinal);
        Assert.Contains($"{queries}:10:", run.Messages, StringComparison.Ordinal);
        Assert.All(search.Requests, r => Assert.True(r.Literal && r.Highlight.Disabled));
    }

    [Fact]
    public async Task Ingest_feeds_and_sums_up_and_waits_until_it_is_searchable()
    {
        string page = Path.Combine(folder, "page.txt");
        await File.WriteAllTextAsync(page, SamplePage.Text);
        CommandRun run = await RunAsync("ingest", "--newspaper", "河东晨报", "--date", "2031-04-05", "--page", "A01", page);
        int articles = ingestion.Articles.Count;
        Assert.NotEqual(0, articles);
        Assert.Equal((0, $"added {articles}, unchanged 0, replaced 0, rejected 0\n"), (run.Code, run.Output));
        Assert.Equal(articles, Assert.Single(search.Requests).MinSequence);

        run = await RunAsync("ingest", "--no-wait", "--newspaper", "河东晨报", "--date", "2031-04-05", "--page", "A01", page);
        Assert.Equal((0, $"added 0, unchanged {articles}, replaced 0, rejected 0\n"), (run.Code, run.Output));
        Assert.Single(search.Requests);
    }

    [Fact]
    public async Task Ingest_tells_each_rejected_article_and_fails_after_feeding_the_rest()
    {
        string articles = Path.Combine(folder, "稿件.jsonl");
        await File.WriteAllTextAsync(articles, """
            {"id": "a", "title": "甲稿", "body": "正文一。"}
            {"id": "b", "title": "断在半
            {"id": "c", "title": "丙稿", "body": "正文三。"}
            """);
        ingestion.Refuse = a => a.Id == "c" ? ("headline", "is refused") : null;
        CommandRun run = await RunAsync("ingest", articles);
        Assert.Equal((1, "added 1, unchanged 0, replaced 0, rejected 2\n"), (run.Code, run.Output));
        Assert.Contains($"search: {articles}:2: malformed-json: ", run.Messages, StringComparison.Ordinal);
        Assert.Contains($"search: {articles}:3: INVALID_ARGUMENT: headline: is refused\n", run.Messages, StringComparison.Ordinal);
        Assert.Equal(["a"], ingestion.Articles.Keys);
    }

    [Fact]
    public async Task Ingest_outlasts_a_service_that_is_not_ready_for_a_moment()
    {
        ingestion.FailNext.Enqueue(FakeIngestion.Unavailable());
        ingestion.FailNext.Enqueue(FakeIngestion.Overloaded(TimeSpan.FromMilliseconds(20)));
        string articles = Path.Combine(folder, "稿件.jsonl");
        await File.WriteAllTextAsync(articles, """{"id": "a", "title": "甲稿", "body": "正文一。"}""");
        Assert.Equal((0, "added 1, unchanged 0, replaced 0, rejected 0\n"), await RunAsync("ingest", articles) is var run ? (run.Code, run.Output) : default);
    }

    [Fact]
    public async Task Ingest_that_the_service_fails_for_good_says_what_was_taken()
    {
        ingestion.FailNext.Enqueue(FakeIngestion.Failed(StatusCode.PermissionDenied, "REFUSED", "not yours"));
        string articles = Path.Combine(folder, "稿件.jsonl");
        await File.WriteAllTextAsync(articles, """{"id": "a", "title": "甲稿", "body": "正文一。"}""");
        CommandRun run = await RunAsync("ingest", articles);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.EndsWith("search: REFUSED: not yours\n", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reindex_follows_to_the_end_and_its_exit_code_tells_how_it_ended()
    {
        CommandRun run = await RunAsync("reindex");
        Assert.Equal(0, run.Code);
        Assert.StartsWith("g000002 succeeded: 7 articles", run.Output, StringComparison.Ordinal);
        admin.Fails = true;
        run = await RunAsync("reindex", "--reparse");
        Assert.Equal(1, run.Code);
        Assert.Contains("no space", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reindex_left_running_is_listed_and_can_be_cancelled()
    {
        Assert.StartsWith("g000002 parsing again", (await RunAsync("reindex", "--reparse", "--no-wait")).Output, StringComparison.Ordinal);
        CommandRun list = await RunAsync("reindex", "list");
        Assert.Equal(2, list.Lines.Length);
        Assert.StartsWith("generation g000001 (live): 7 articles", list.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("g000002 cancelled", (await RunAsync("reindex", "cancel")).Output, StringComparison.Ordinal);
        CommandRun again = await RunAsync("reindex", "cancel");
        Assert.Equal((1, "search: no reindex is running\n"), (again.Code, again.Messages));
    }

    [Fact]
    public async Task Status_tells_alarms_first_and_as_JSON_gives_numbers()
    {
        Assert.StartsWith("ALARM       磁盘将满\n", (await RunAsync("status")).Output, StringComparison.Ordinal);
        JsonElement status = JsonDocument.Parse((await RunAsync("status", "--json")).Output).RootElement;
        Assert.Equal((true, 9, 7), (status.GetProperty("ready").GetBoolean(), status.GetProperty("logSequence").GetInt64(), status.GetProperty("articleCount").GetInt64()));
        Assert.Equal(JsonValueKind.Null, status.GetProperty("reindex").ValueKind);
        Assert.Equal("河东晨报/2031-04-05/A01.txt", status.GetProperty("ingestion").GetProperty("latest")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Verify_fails_when_something_is_wrong_and_says_what()
    {
        Assert.Equal(0, (await RunAsync("verify")).Code);
        admin.Sound = false;
        CommandRun run = await RunAsync("verify");
        Assert.Equal((1, "search: article a7 is in the log only\n"), (run.Code, run.Messages));
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => SearchCommand.RunAsync([.. arguments, "--address", host.Address]);
}
