using Google.Protobuf;
using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

/// <summary>Erasing and backing up over the API; what they do to files is tested where the engine is.</summary>
public sealed class ErasureAndBackupTests
{
    [Fact]
    public async Task An_erased_article_is_gone_for_every_reader_and_leaves_a_record()
    {
        await using var service = await RunningService.StartAsync();
        await service.PutAsync(new Article { Id = "secret-1", Headline = "须抹去的报道", Paragraphs = { "证人住址不应刊登。" } }, new Article { Id = "kept-1", Headline = "留下的报道" });

        var erased = await service.Ingestion.EraseArticleAsync(new EraseArticleRequest { Id = "secret-1", Reason = "court order" });

        Assert.True(erased.EntriesErased >= 1);
        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Search.GetArticleAsync(new GetArticleRequest { Id = "secret-1" }));
        var answer = await service.Search.SearchAsync(new SearchRequest { Query = "证人住址", Literal = true, MinSequence = erased.Sequence });
        Assert.Empty(answer.Hits);
        Assert.Equal("留下的报道", (await service.Search.GetArticleAsync(new GetArticleRequest { Id = "kept-1" })).Article.Headline);
        await using FileStream kept = new(Path.Combine(service.DataDirectory, "audit.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader record = new(kept);
        string text = await record.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("court order", text, StringComparison.Ordinal);
        Assert.DoesNotContain("证人", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_puts_an_erased_text_again_is_told_that_it_was_erased()
    {
        await using var service = await RunningService.StartAsync();
        Article secret = new() { Id = "secret-1", Newspaper = "云溪日报", Date = "2024-05-06", Page = "A01", Headline = "须抹去的报道", Paragraphs = { "证人住址不应刊登。" } }, other = new() { Headline = "留下的报道" };
        await service.PutAsync(secret);
        await service.Ingestion.EraseArticleAsync(new EraseArticleRequest { Id = secret.Id });

        var batch = await service.Ingestion.BatchPutArticlesAsync(new BatchPutArticlesRequest { Articles = { secret, other }, Force = true });
        var issue = await service.Ingestion.PutIssueAsync(new PutIssueRequest
        {
            Newspaper = secret.Newspaper,
            Date = secret.Date,
            Pages = { new PutPage { Page = "A01", FileName = "A01.bin", Source = ByteString.CopyFromUtf8("证人住址不应刊登。"), Articles = { secret } }, new PutPage { Page = "A02", FileName = "A02.bin", Source = ByteString.CopyFromUtf8("x"), Articles = { other } } },
        });

        Assert.Equal([(PutOutcome.StaysDeleted, true), (PutOutcome.Added, false)], batch.Results.Select(r => (r.Outcome, r.Erased)));
        Assert.Equal([(true, true), (false, false)], issue.Pages.Select(p => (p.SourceRefused, p.Articles[0].Erased)));
    }

    [Fact]
    public async Task What_cannot_be_erased_or_backed_up_is_refused_by_its_field()
    {
        await using var service = await RunningService.StartAsync();

        await Refusal.IsAsync(StatusCode.NotFound, "NOT_FOUND", null, async () => await service.Ingestion.EraseArticleAsync(new EraseArticleRequest { Id = "never-was" }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "id", async () => await service.Ingestion.EraseArticleAsync(new EraseArticleRequest()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "directory", async () => await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = "relative/path" }));
    }

    [Fact]
    public async Task A_backup_made_twice_copies_only_what_is_new()
    {
        await using var service = await RunningService.StartAsync();
        string directory = Path.Combine(Directory.CreateTempSubdirectory("search-backup-").FullName, "backup");
        try
        {
            await service.PutAsync(new Article { Headline = "备份之前" });
            var first = await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = directory });
            var again = await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = directory });

            Assert.True(first.FilesCopied > 0 && first.BytesCopied > 0);
            Assert.Equal(first.Sequence, again.Sequence);
            Assert.True(again.FilesKept > 0);
            Assert.True(again.BytesCopied < first.BytesCopied, $"{again.BytesCopied} of {first.BytesCopied} bytes again");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
        }
    }
}
