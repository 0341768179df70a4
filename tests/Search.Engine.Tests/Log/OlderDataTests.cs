using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Log;

/// <summary>Data directories that older programs wrote: <c>Fixtures/older/make</c> builds those programs from their commits and says what they were told to do.</summary>
public sealed class OlderDataTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public async Task What_an_older_program_wrote_is_opened_with_all_it_held_and_its_index_built_again(int format, bool erased)
    {
        Unpack(format);
        Assert.Equal(format, FormatOf());
        await using (SearchEngine engine = await OpenAsync())
        {
            Assert.Equal(LogSchema.Format, FormatOf());
            Assert.Contains(engine.ListReindexes(), r => r.Reason.Contains("schema", StringComparison.Ordinal) && r.State == ReindexState.Succeeded);
            await CheckAsync(engine, erased);

            // What it knew of deliveries and deletes still holds.
            Article deleted = new() { Id = "lw-3", Newspaper = "芦湾晚报", Date = "2023-03-09", Page = "A03", Headline = "鹭鸟回到三号洲", Paragraphs = ["观鸟人在三号洲数到鹭鸟两百余只。"] };
            (IReadOnlyList<PutReceipt> again, _) = await engine.PutArticlesAsync([deleted], force: true, default);
            Assert.Equal(PutOutcome.Added, again[0].Outcome);
            await engine.DeleteArticleAsync("lw-3", default);
            (IReadOnlyList<PutReceipt> added, long sequence) = await engine.PutArticlesAsync([deleted with { Id = "lw-4", Headline = "新桥合龙", Paragraphs = ["新桥昨日合龙。"] }], false, default);
            Assert.Equal(PutOutcome.Added, added[0].Outcome);
            await engine.WaitForSequenceAsync(sequence, default);
        }

        // Brought up to date once, not again.
        await using SearchEngine second = await OpenAsync();
        Assert.Single(second.ListReindexes(), r => r.Reason.Contains("schema", StringComparison.Ordinal));
        Assert.Equal(1, (await second.SearchAsync(new SearchInquiry { Query = "合龙" }, default)).Total);
        await second.DeleteArticleAsync("lw-4", default);
        await CheckAsync(second, erased);
    }

    [Fact]
    public async Task What_a_newer_program_wrote_is_refused_with_a_message_and_left_as_it_is()
    {
        Unpack(5);
        Execute("UPDATE meta SET value = '99' WHERE key = 'format'");
        byte[] before = await File.ReadAllBytesAsync(LogFile);

        EngineException refused = Assert.Throws<EngineException>(() => { SearchEngine.Open(Options, NullLoggerFactory.Instance, TimeProvider.System); });

        Assert.Equal(EngineFailure.FailedPrecondition, refused.Failure);
        Assert.Contains("log format 99", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(LogFile));
    }

    [Fact]
    public async Task An_index_of_a_newer_program_is_built_again_by_this_one()
    {
        await using (SearchEngine engine = await OpenAsync()) await engine.PutArticlesAsync([new Article { Id = "a-1", Headline = "新桥合龙", Paragraphs = ["新桥昨日合龙。"] }], false, default);
        string manifest = Directory.EnumerateFiles(directory.Sub("generations"), "manifest.json", SearchOption.AllDirectories).Single();
        string text = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(manifest, text.Replace($"\"schemaNumber\": {IndexSchema.Number}", "\"schemaNumber\": 99", StringComparison.Ordinal));

        await using SearchEngine opened = await OpenAsync();

        Assert.Contains(opened.ListReindexes(), r => r.Reason.Contains("its schema is 99", StringComparison.Ordinal) && r.State == ReindexState.Succeeded);
        Assert.True((await opened.VerifyAsync(default)).Ok);
    }

    private string LogFile => Path.Combine(directory.Path, "log", "articles.db");

    private EngineOptions Options => new()
    {
        DataDirectory = directory.Path,
        DictionariesDirectory = Path.Combine(EngineFixture.Checkout, "index", "dictionaries"),
        ConfigDirectory = Path.Combine(EngineFixture.Checkout, "index", "config"),
    };

    private static async Task CheckAsync(SearchEngine engine, bool erased)
    {
        await engine.WaitForSequenceAsync(engine.GetStatus().LogSequence, default);
        VerifyReport report = await engine.VerifyAsync(default);
        Assert.True(report.Ok, string.Join("\n", report.Problems));
        Assert.Equal(erased ? 3 : 4, report.Articles);

        IssueSummary issue = (await engine.GetIssueAsync("芦湾晚报", "2023-03-08", default))!;
        string[] headlines = [.. issue.Pages.Single().Articles.Select(a => a.Article.Headline)];
        Assert.Equal("河畔夜校添两个班", headlines[1]);
        Assert.Contains("六十四盏", issue.Pages.Single().Articles[0].Article.Body, StringComparison.Ordinal);
        Assert.Equal("单于昭", issue.Pages.Single().Articles[0].Article.Bylines.First().Names.First());
        string source = Encoding.UTF8.GetString((await engine.GetSourceAsync("芦湾晚报", "2023-03-08", "A02", default))?.Content ?? []);
        Assert.Contains("六十四盏", source, StringComparison.Ordinal);

        Assert.Equal("南浦菜场重新开市", (await engine.GetArticleAsync("lw-1", default))!.Article.Headline);
        Assert.Equal(erased, await engine.GetArticleAsync("lw-2", default) is null);
        Assert.Null(await engine.GetArticleAsync("lw-3", default));
        Assert.Equal(1, (await engine.SearchAsync(new SearchInquiry { Query = "\"六十四盏\"" }, default)).Total);
        Assert.Equal(0, (await engine.SearchAsync(new SearchInquiry { Query = "\"六十二盏\"" }, default)).Total);
        Assert.Equal(erased ? 0 : 1, (await engine.SearchAsync(new SearchInquiry { Query = "水杉" }, default)).Total);
        Assert.Equal(0, (await engine.SearchAsync(new SearchInquiry { Query = "鹭鸟" }, default)).Total);
    }

    private async Task<SearchEngine> OpenAsync()
    {
        SearchEngine engine = SearchEngine.Open(Options, NullLoggerFactory.Instance, TimeProvider.System);
        while (!engine.IsReady || engine.ListReindexes().Any(r => r.EndedAt is null)) await Task.Delay(20);
        return engine;
    }

    private void Unpack(int format)
    {
        using FileStream packed = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "older", $"log-{format}.tar.gz"));
        using GZipStream tar = new(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(tar, directory.Path, overwriteFiles: true);
    }

    private int FormatOf()
    {
        using SqliteConnection connection = LogSchema.OpenReader(LogFile);
        return int.Parse(LogSchema.Meta(connection, "format", LogFile), System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Execute(string sql)
    {
        LogSchema.ReleaseReaders(LogFile);
        using SqliteConnection connection = new($"Data Source={LogFile};Pooling=False");
        connection.Open();
        LogSchema.Execute(connection, sql);
    }
}
