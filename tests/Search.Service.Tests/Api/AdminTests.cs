using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

/// <summary>On a service of its own: reindexes change which generation is live.</summary>
public sealed class AdminTests : IAsyncLifetime
{
    private RunningService service = null!;

    public async ValueTask InitializeAsync() => service = await RunningService.StartAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task A_reindex_is_watched_to_its_end_and_the_new_generation_answers()
    {
        await service.PutAsync([.. Enumerable.Range(0, 300).Select(i => Sample.Article("重建日报", $"第{i}则消息"))]);
        var before = await service.Admin.GetStatusAsync(new GetStatusRequest());

        var started = await service.Admin.StartReindexAsync(new StartReindexRequest());
        var last = await WatchAsync(started.Reindex.Id);

        var after = await service.Admin.GetStatusAsync(new GetStatusRequest());
        var found = await service.Search.SearchAsync(new SearchRequest { Query = "消息" });
        var list = await service.Admin.ListReindexesAsync(new ListReindexesRequest());
        Assert.Equal(ReindexState.Succeeded, last.State);
        Assert.Equal(started.Reindex.Id, after.Generation.Name);
        Assert.NotEqual(before.Generation.Name, after.Generation.Name);
        Assert.Equal((300, started.Reindex.Id), (found.Total.Value, found.Generation));
        Assert.Equal(started.Reindex.Id, list.Reindexes[0].Id);
        Assert.Contains(list.Generations, g => g.Live && g.Name == started.Reindex.Id);
        Assert.Equal(last, (await service.Admin.GetReindexAsync(new GetReindexRequest { Id = started.Reindex.Id })).Reindex);

        // Back to the one before, and a reindex that has ended cannot be cancelled.
        var rolled = await service.Admin.ActivateGenerationAsync(new ActivateGenerationRequest { Generation = before.Generation.Name });
        Assert.True(rolled.Generation.Live);
        Assert.Equal(before.Generation.Name, (await service.Search.SearchAsync(new SearchRequest { Query = "消息" })).Generation);
        await Refusal.IsAsync(StatusCode.FailedPrecondition, "WRONG_STATE", null, async () =>
            await service.Admin.CancelReindexAsync(new CancelReindexRequest { Id = started.Reindex.Id }));
    }

    [Fact]
    public async Task A_reindex_with_reparse_reads_the_kept_sources_again()
    {
        var put = new PutIssueRequest
        {
            Newspaper = "再读日报",
            Date = "2023-06-01",
            Pages = { new PutPage { Page = "A01", FileName = "A01.txt", Source = Google.Protobuf.ByteString.CopyFromUtf8(Sample.PageText) } },
        };
        // As a worse parser might have cut it: one article for two.
        put.Pages[0].Articles.Add(Sample.Article("再读日报", "柳林区建成首座雨水花园", Sample.PageText.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]));
        // From a meta file: the page itself does not print it.
        put.Pages[0].Articles[0].IssueNumber = "3127";
        await service.Ingestion.PutIssueAsync(put);

        var started = await service.Admin.StartReindexAsync(new StartReindexRequest { Reparse = true });
        var last = await WatchAsync(started.Reindex.Id);

        var issue = await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "再读日报", Date = "2023-06-01" });
        Assert.Equal((ReindexState.Succeeded, 1), (last.State, last.PagesReparsed));
        Assert.Equal(["柳林区建成首座雨水花园", "盲道不再被占"], issue.Issue.Pages[0].Articles.Select(a => a.Headline));
        foreach (var listed in issue.Issue.Pages[0].Articles)
            Assert.Equal("3127", (await service.Search.GetArticleAsync(new GetArticleRequest { Id = listed.Id })).Article.IssueNumber);
    }

    [Fact]
    public async Task A_correction_is_kept_with_its_source_and_applied_whenever_it_is_parsed_again()
    {
        var put = new PutIssueRequest { Newspaper = "改正日报", Date = "2023-06-01" };
        put.Pages.Add(new PutPage
        {
            Page = "A01",
            FileName = "A01.txt",
            Source = Google.Protobuf.ByteString.CopyFromUtf8(Sample.PageText),
            Correction = Google.Protobuf.ByteString.CopyFromUtf8("""{"articles":[{"article":2,"headline":"盲道重新通畅"}]}"""),
        });
        await service.Ingestion.PutIssueAsync(put);
        var before = await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "改正日报", Date = "2023-06-01" });

        var last = await WatchAsync((await service.Admin.StartReindexAsync(new StartReindexRequest { Reparse = true })).Reindex.Id);

        var after = await service.Search.GetIssueAsync(new GetIssueRequest { Newspaper = "改正日报", Date = "2023-06-01" });
        Assert.Equal(ReindexState.Succeeded, last.State);
        Assert.Equal(["柳林区建成首座雨水花园", "盲道重新通畅"], before.Issue.Pages[0].Articles.Select(a => a.Headline));
        Assert.Equal(before.Issue.Pages[0].Articles.Select(a => (a.Id, a.Headline)), after.Issue.Pages[0].Articles.Select(a => (a.Id, a.Headline)));
    }

    [Fact]
    public async Task Status_tells_sequences_sizes_and_times()
    {
        var put = await service.PutAsync(Sample.Article("状态日报", "状态正常"));

        var status = await service.Admin.GetStatusAsync(new GetStatusRequest());

        Assert.True(status.Ready);
        Assert.Equal((put.Sequence, put.Sequence, 1), (status.LogSequence, status.SearchableSequence, status.ArticleCount));
        Assert.NotEmpty(status.LogId);
        Assert.True(status.LogSizeBytes > 0 && status.ResidentBytes > 0);
        Assert.InRange(status.StartedAt.ToDateTime(), DateTime.UtcNow.AddHours(-1), DateTime.UtcNow);
        Assert.False(status.Ingestion.InProcess);
        Assert.Empty(status.Alarms);
    }

    [Fact]
    public async Task Verification_finds_log_and_index_in_agreement()
    {
        await service.PutAsync(Sample.Article("校验日报", "一"), Sample.Article("校验日报", "二"));

        var verified = await service.Admin.VerifyIndexAsync(new VerifyIndexRequest());

        Assert.True(verified.Ok, string.Join("; ", verified.Problems));
        // One entry more than articles: the words of the dictionary files.
        Assert.Equal((3, 2), (verified.LogEntries, verified.Articles));
    }

    [Theory]
    [InlineData(AnalysisMode.Unspecified)]
    [InlineData(AnalysisMode.Smartcn)]
    [InlineData(AnalysisMode.Index)]
    [InlineData(AnalysisMode.Query)]
    public async Task Analysis_gives_tokens_with_their_places(AnalysisMode mode)
    {
        const string text = "青山绿水就是家园";
        var analyzed = await service.Admin.AnalyzeAsync(new AnalyzeRequest { Text = text, Mode = mode });

        Assert.NotEmpty(analyzed.Tokens);
        Assert.All(analyzed.Tokens, t => Assert.InRange(t.End, t.Start + 1, text.Length));
    }

    [Fact]
    public async Task Every_stage_of_an_analysis_is_shown_when_asked_for()
    {
        const string text = "第Ⅲ期增長３．５％。";
        var plain = await service.Admin.AnalyzeAsync(new AnalyzeRequest { Text = text, Mode = AnalysisMode.Index });
        Assert.Empty(plain.Stages);

        var explained = await service.Admin.AnalyzeAsync(new AnalyzeRequest { Text = text, Mode = AnalysisMode.Index, Explain = true });

        Assert.Equal(plain.Tokens, explained.Tokens);
        Assert.Equal(["normalized", "sentences", "smartcn", "segments", "index", "query", "grams"], explained.Stages.Select(s => s.Name));
        Assert.Equal(explained.Tokens, explained.Stages.Single(s => s.Name == "index").Tokens);
        Assert.Contains(explained.Stages.Single(s => s.Name == "normalized").Tokens, t => t is { Term: "iii", Start: 1, End: 2 });
        Assert.Contains(explained.Stages.Single(s => s.Name == "segments").Tokens, t => t is { Term: "3.5%", Start: 5, End: 9 });
    }

    [Fact]
    public async Task What_does_not_exist_or_cannot_be_is_refused()
    {
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Admin.GetReindexAsync(new GetReindexRequest { Id = "g999999" }));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Admin.CancelReindexAsync(new CancelReindexRequest { Id = "g999999" }));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await WatchAsync("g999999"));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Admin.ActivateGenerationAsync(new ActivateGenerationRequest { Generation = "g999999" }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "generation", async () => await service.Admin.ActivateGenerationAsync(new ActivateGenerationRequest { Generation = "../../x" }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "id", async () => await service.Admin.GetReindexAsync(new GetReindexRequest()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "text", async () => await service.Admin.AnalyzeAsync(new AnalyzeRequest { Text = new string('字', 100_001) }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "mode", async () => await service.Admin.AnalyzeAsync(new AnalyzeRequest { Text = "字", Mode = (AnalysisMode)9 }));
    }

    [Fact]
    public async Task Waiting_for_a_sequence_the_log_has_not_given_is_refused()
    {
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "min_sequence", async () =>
            await service.Search.SearchAsync(new SearchRequest { Query = "词", MinSequence = 1_000_000 }));
    }

    private async Task<Reindex> WatchAsync(string id)
    {
        using var call = service.Admin.WatchReindex(new WatchReindexRequest { Id = id }, deadline: DateTime.UtcNow.AddMinutes(5));
        Reindex? last = null;
        await foreach (var progress in call.ResponseStream.ReadAllAsync()) last = progress.Reindex;
        return last!;
    }
}
