using Search.Contracts.V1;

namespace Search.EndToEnd.Tests.Processes;

public sealed class UserWordKillTests : IDisposable
{
    private const int Articles = 1_500;
    private readonly string data = Directory.CreateTempSubdirectory("search-words-").FullName;

    [Fact]
    public async Task A_kill_while_articles_are_analysed_again_loses_no_word_and_no_article()
    {
        long sequence;
        await using (var service = await ServiceRun.StartAsync(data, "--Search:Engine:ReanalysisSlice=20", "--Search:Engine:CommitInterval=00:00:00.05"))
        {
            var request = new BatchPutArticlesRequest();
            for (int i = 0; i < Articles; i++)
            {
                var article = new Article { Id = $"w{i}", Headline = $"第{i}则" };
                article.Paragraphs.Add($"泠渡桥社第{i}次开张。");
                request.Articles.Add(article);
            }

            long put = (await service.Ingestion.BatchPutArticlesAsync(request)).Sequence;
            await service.Search.SearchAsync(new SearchRequest { Query = "开张", MinSequence = put });
            sequence = (await service.Admin.PutUserWordsAsync(new PutUserWordsRequest { Words = { "泠渡桥社" } })).Sequence;
            // As soon as some are done, and a newer put and a delete are on their way.
            while ((await service.Admin.GetStatusAsync(new GetStatusRequest())).UserWords.ArticlesReanalyzed == 0) await Task.Delay(1);
            await service.Ingestion.DeleteArticleAsync(new DeleteArticleRequest { Id = "w1499" });
            await service.KillAsync();
        }

        await using var again = await ServiceRun.StartAsync(data);
        GetStatusResponse status;
        while ((status = await again.Admin.GetStatusAsync(new GetStatusRequest())).UserWords.AppliedSequence < sequence) await Task.Delay(50);
        // All may have been analysed again before the delete came: then the words are in the commit, and the delete is not yet.
        var found = await again.Search.SearchAsync(new SearchRequest { Query = "\"泠渡桥社\"", MinSequence = status.LogSequence });
        var verified = await again.Admin.VerifyIndexAsync(new VerifyIndexRequest());
        Assert.Equal((0, Articles - 1), (status.UserWords.ArticlesPending, found.Total.Value));
        Assert.Contains((await again.Admin.ListUserWordsAsync(new ListUserWordsRequest())).Words, w => w is { Word: "泠渡桥社", Runtime: true });
        Assert.True(verified.Ok, string.Join("; ", verified.Problems));
    }

    public void Dispose() => Directory.Delete(data, recursive: true);
}
