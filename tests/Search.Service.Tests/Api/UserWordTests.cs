using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

/// <summary>On a service of its own: words change how every query is read.</summary>
public sealed class UserWordTests : IAsyncLifetime
{
    private RunningService service = null!;

    public async ValueTask InitializeAsync() => service = await RunningService.StartAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task A_word_put_is_in_force_for_what_is_indexed_already_and_can_be_taken_out_again()
    {
        await service.PutAsync([.. Enumerable.Range(0, 40).Select(i => Sample.Article("词语日报", $"第{i}则", "泠渡桥社昨日开张。"))]);
        var put = await service.Admin.PutUserWordsAsync(new PutUserWordsRequest { Words = { "泠渡桥社", "泠渡" } });
        Assert.Equal(["泠渡桥社", "泠渡"], put.Added);
        var again = await service.Admin.PutUserWordsAsync(new PutUserWordsRequest { Words = { "泠渡桥社" } });
        Assert.Equal((0, put.Sequence), (again.Added.Count, again.Sequence));

        var found = await service.Search.SearchAsync(new SearchRequest { Query = "泠渡桥社", MinSequence = put.Sequence });
        var words = await AllReflectAsync(put.Sequence);
        var analyzed = await service.Admin.AnalyzeAsync(new AnalyzeRequest { Text = "泠渡桥社", Mode = AnalysisMode.Query });
        Assert.Equal(40, found.Total.Value);
        Assert.Equal(40, words.ArticlesReanalyzed);
        Assert.Equal("泠渡桥社", Assert.Single(analyzed.Tokens).Term);

        var list = (await service.Admin.ListUserWordsAsync(new ListUserWordsRequest())).Words;
        Assert.Equal(list.Select(w => w.Word).Order(StringComparer.Ordinal), list.Select(w => w.Word));
        Assert.Equal((true, put.Sequence), list.Single(w => w.Word == "泠渡桥社") is var listed ? (listed.Runtime, listed.Sequence) : default);
        Assert.Contains(list, w => !w.Runtime && w.Sequence == 0);

        var deleted = await service.Admin.DeleteUserWordsAsync(new DeleteUserWordsRequest { Words = { "泠渡桥社" } });
        await AllReflectAsync(deleted.Sequence);
        Assert.Equal(40, (await service.Search.SearchAsync(new SearchRequest { Query = "\"泠渡桥社\"" })).Total.Value);
        Assert.True((await service.Admin.VerifyIndexAsync(new VerifyIndexRequest())).Ok);
    }

    [Fact]
    public async Task Every_field_that_cannot_be_is_named()
    {
        foreach (var (word, index) in new[] { ("字", 0), (new string('长', 51), 0), ("两 词", 0), ("，。", 0), ("好词", 1) })
        {
            var request = new PutUserWordsRequest { Words = { word } };
            if (index == 1) request.Words.Add("\u0001x");
            await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", $"words[{index}]", async () => await service.Admin.PutUserWordsAsync(request));
        }

        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "words", async () => await service.Admin.PutUserWordsAsync(new PutUserWordsRequest()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "words", async () => await service.Admin.DeleteUserWordsAsync(new DeleteUserWordsRequest()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "limit", async () => await service.Admin.SuggestUserWordsAsync(new SuggestUserWordsRequest { Limit = 1_001 }));
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Admin.DeleteUserWordsAsync(new DeleteUserWordsRequest { Words = { "从未有过" } }));
    }

    [Fact]
    public async Task Words_found_in_the_text_are_suggested_over_JSON_too_and_known_ones_are_not()
    {
        string[] begin = ["昨日", "本周", "近日", "春天里", "雨后"], end = ["传来喜讯", "办起集市", "热闹非常", "迎来客人", "添了新灯"];
        await service.PutAsync([.. Enumerable.Range(0, 25).Select(i => Sample.Article("发现日报", $"第{i}则", $"{begin[i % 5]}青汀渡{end[i / 5]}。"))]);

        string json = await service.Http.GetStringAsync("/v1/words:suggest?limit=10");
        var suggested = await service.Admin.SuggestUserWordsAsync(new SuggestUserWordsRequest());
        var word = suggested.Words.Single(w => w.Word == "青汀渡");
        Assert.Contains("青汀渡", json, StringComparison.Ordinal);
        Assert.Equal((25, 25, SuggestedWordKind.Term), (word.Occurrences, word.ArticleCount, word.Kind));
        Assert.All(word.Examples, e => Assert.Contains("青汀渡", e, StringComparison.Ordinal));
        Assert.Equal(3, word.Examples.Count);
        Assert.InRange(word.Confidence, 0.3, 1);

        await service.Admin.PutUserWordsAsync(new PutUserWordsRequest { Words = { "青汀渡" } });
        suggested = await service.Admin.SuggestUserWordsAsync(new SuggestUserWordsRequest());
        Assert.DoesNotContain(suggested.Words, w => w.Word == "青汀渡");
    }

    private async Task<UserWordsStatus> AllReflectAsync(long sequence)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (true)
        {
            var words = (await service.Admin.GetStatusAsync(new GetStatusRequest(), cancellationToken: limit.Token)).UserWords;
            if (words.AppliedSequence >= sequence)
            {
                Assert.Equal((words.HeadSequence, 0), (words.AppliedSequence, words.ArticlesPending));
                return words;
            }

            Assert.True(words.ArticlesPending > 0);
            await Task.Delay(20, limit.Token);
        }
    }
}
