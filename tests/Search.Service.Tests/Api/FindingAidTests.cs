using System.Text.Json;
using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

/// <summary>Suggestions, similar articles and export over the real host.</summary>
public sealed class FindingAidTests(SharedService shared)
{
    private readonly RunningService service = shared.Service;

    [Fact]
    public async Task A_headline_is_suggested_over_gRPC_and_JSON()
    {
        var put = await service.PutAsync(Sample.Article("枫桥早报", "枫桥渡口恢复摆渡"));
        SuggestResponse suggested;
        for (int i = 0; ; i++)
        {
            suggested = await service.Search.SuggestAsync(new SuggestRequest { Prefix = "枫桥渡" });
            if (suggested.Suggestions.Count > 0 || i == 3000) break;
            await Task.Delay(100);
        }

        var suggestion = Assert.Single(suggested.Suggestions);
        Assert.Equal(("枫桥渡口恢复摆渡", SuggestionKind.Headline, put.Results[0].Id, 1), (suggestion.Text, suggestion.Kind, suggestion.ArticleId, suggestion.ArticleCount));
        Assert.Equal([("枫桥渡", true), ("口恢复摆渡", false)], suggestion.Segments.Select(s => (s.Text, s.Matched)));
        using var json = JsonDocument.Parse(await service.Http.GetStringAsync("/v1/suggest?prefix=%E6%9E%AB%E6%A1%A5&limit=1"));
        Assert.Equal("枫桥早报", json.RootElement.GetProperty("suggestions")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Similar_articles_come_with_what_they_share()
    {
        var put = await service.PutAsync(
            Sample.Article("松亭日报", "松亭水库加固大坝", "水库大坝加固工程开工,工期两年。"),
            Sample.Article("松亭日报", "大坝加固进入尾声", "水库大坝的加固即将完成。"));

        var similar = await service.Search.FindSimilarAsync(new FindSimilarRequest { Id = put.Results[0].Id, Limit = 1 });

        var hit = Assert.Single(similar.Hits);
        Assert.Equal(put.Results[1].Id, hit.Id);
        Assert.Contains(hit.Highlights.SelectMany(h => h.Segments), s => s is { Matched: true, Text: "大坝" });
        Assert.Contains(put.Results[1].Id, await service.Http.GetStringAsync($"/v1/articles/{put.Results[0].Id}/similar"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_streams_whole_articles_oldest_first()
    {
        var articles = Enumerable.Range(1, 9).Select(day =>
        {
            var article = Sample.Article("榆林周报", $"第{day}次灌溉", "第一段。", "第二段。");
            article.Date = $"2023-02-0{10 - day}";
            return article;
        });
        var put = await service.PutAsync([.. articles]);

        using var call = service.Search.ExportArticles(new ExportArticlesRequest { Filters = new SearchFilters { Newspapers = { "榆林周报" } } });
        List<Article> exported = [];
        await foreach (var answer in call.ResponseStream.ReadAllAsync()) exported.Add(answer.Article);

        Assert.Equal(Enumerable.Range(1, 9).Select(day => $"2023-02-0{day}"), exported.Select(a => a.Date));
        Assert.All(exported, a => Assert.Equal(["第一段。", "第二段。"], a.Paragraphs));
        Assert.Equal(put.Results.Select(r => r.Id).Order(), exported.Select(a => a.Id).Order());
        string json = await service.Http.GetStringAsync("/v1/export?query=%22%E7%AC%AC9%E6%AC%A1%E7%81%8C%E6%BA%89%22");
        Assert.Contains("第9次灌溉", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_meant_and_what_matched_nothing_is_told()
    {
        var put = await service.PutAsync(Sample.Article("梅岭晚报", "梅岭隧道贯通", "梅岭隧道昨日贯通。"));

        var slip = await service.Search.SearchAsync(new SearchRequest { Query = "\"梅岭遂道\"", MinSequence = put.Sequence });
        var correction = slip.Corrections[0];
        Assert.Equal(("\"梅岭隧道\"", CorrectionKind.Sound, 1), (correction.Query, correction.Kind, correction.ArticleCount));
        Assert.Equal([("\"梅岭", false), ("隧", true), ("道\"", false)], correction.Segments.Select(s => (s.Text, s.Matched)));
        var unmatched = Assert.Single(slip.Unmatched);
        Assert.Equal(("梅岭遂道", 1, 5, ""), (unmatched.Text, unmatched.Start, unmatched.End, unmatched.Field));

        var beside = await service.Search.SearchAsync(new SearchRequest { Query = "梅岭隧道 龘靐" });
        Assert.NotEmpty(beside.Hits);
        Assert.Equal(("龘靐", 5, 7), (Assert.Single(beside.Unmatched).Text, beside.Unmatched[0].Start, beside.Unmatched[0].End));

        var filtered = await service.Search.SearchAsync(new SearchRequest { Query = "梅岭隧道", Filters = new SearchFilters { Newspapers = { "梅岭晚报" }, DateFrom = "2030-01-01" } });
        Assert.Equal("filters.date_from", Assert.Single(filtered.Unmatched).Field);
    }

    [Fact]
    public async Task Bad_arguments_are_told_by_their_field()
    {
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "prefix", async () => await service.Search.SuggestAsync(new SuggestRequest { Prefix = new string('词', 201) }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "limit", async () => await service.Search.SuggestAsync(new SuggestRequest { Prefix = "词", Limit = 51 }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "limit", async () => await service.Search.FindSimilarAsync(new FindSimilarRequest { Id = "a", Limit = -1 }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "id", async () => await service.Search.FindSimilarAsync(new FindSimilarRequest()));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Search.FindSimilarAsync(new FindSimilarRequest { Id = "no-such" }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "filters.date_from", () => DrainAsync(new ExportArticlesRequest { Filters = new SearchFilters { DateFrom = "x" } }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "query", () => DrainAsync(new ExportArticlesRequest { Query = "\"没有结尾" }));
    }

    private async Task DrainAsync(ExportArticlesRequest request)
    {
        using var call = service.Search.ExportArticles(request);
        await foreach (var _ in call.ResponseStream.ReadAllAsync()) { }
    }
}
