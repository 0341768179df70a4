using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.UserWords;

public sealed class WordLogTests : IAsyncLifetime
{
    private readonly TemporaryDirectory directory = new();
    private SqliteArticleLog log = null!;

    public ValueTask InitializeAsync()
    {
        log = Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Changes_of_words_are_numbered_with_puts_and_come_back_from_the_log()
    {
        await PutAsync("a-1");
        UserWordsReceipt put = await log.ChangeUserWordsAsync(new UserWordChange { Added = ["双河桥社", "云岫溪桥"] }, default);
        await PutAsync("a-2");
        UserWordsReceipt taken = await log.ChangeUserWordsAsync(new UserWordChange { Removed = ["云岫溪桥"] }, default);
        await log.DisposeAsync();
        log = Open();

        Assert.Equal((2, 4), (put.Sequence, taken.Sequence));
        Assert.Equal(["双河桥社", "云岫溪桥"], put.Added);
        foreach (bool currentOnly in new[] { false, true })
            Assert.Equal([LogOperation.Put, LogOperation.UserWords, LogOperation.Put, LogOperation.UserWords], log.Read(0, 10, currentOnly).Select(e => e.Operation));
        Assert.Equal([new LoggedUserWord("双河桥社", UserWordSource.Call, 2)], log.ListUserWords());
        Assert.Equal([2, 4], log.ReadUserWordChanges().Select(e => e.Sequence));
        Assert.Equal(["云岫溪桥"], UserWordChange.Decode(log.ReadUserWordChanges()[1].BodyOrEmpty()).Removed);
        Assert.Equal(4, log.LastUserWordChange);
        Assert.Empty(log.Verify(default));
        Assert.Equal(["a-1", "a-2"], log.ListArticles().Select(a => a.Id));
    }

    [Fact]
    public async Task The_same_words_again_write_nothing()
    {
        await log.ChangeUserWordsAsync(new UserWordChange { Added = ["双河桥社"] }, default);
        UserWordsReceipt again = await log.ChangeUserWordsAsync(new UserWordChange { Added = ["双河桥社", "双河桥社"] }, default);
        Assert.Empty(again.Added);
        Assert.Equal((1, 1), (again.Sequence, log.HeadSequence));
    }

    [Fact]
    public async Task A_word_that_was_not_put_cannot_be_taken_out_and_nothing_of_the_change_stays()
    {
        await log.ChangeUserWordsAsync(new UserWordChange { Added = ["双河桥社"] }, default);
        await log.ChangeUserWordsAsync(new UserWordChange { Source = UserWordSource.File, Added = ["云岫溪桥"] }, default);
        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => log.ChangeUserWordsAsync(new UserWordChange { Removed = ["双河桥社", "云岫溪桥"] }, default));
        Assert.Equal((EngineFailure.NotFound, "words[1]"), (refused.Failure, refused.Field));
        Assert.Contains("dictionary file", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, log.ListUserWords().Count);
        Assert.Equal(2, log.HeadSequence);
    }

    [Fact]
    public async Task A_word_stays_in_force_while_one_of_its_sources_has_it()
    {
        await log.ChangeUserWordsAsync(new UserWordChange { Source = UserWordSource.File, Added = ["双河桥社"] }, default);
        UserWordsReceipt put = await log.ChangeUserWordsAsync(new UserWordChange { Added = ["双河桥社"] }, default);
        await log.ChangeUserWordsAsync(new UserWordChange { Source = UserWordSource.File, Removed = ["双河桥社"] }, default);

        Assert.Empty(put.Added);
        UserWordProgress progress = UserWordProgress.AtHead(log.ReadUserWordChanges());
        Assert.True(progress.Words.Contains("双河桥社"));
        Assert.Empty(progress.Words.With(new UserWordChange { Source = UserWordSource.File, Added = ["双河桥社"] }, 9).Touched);
        Assert.Equal(["双河桥社"], progress.Words.With(new UserWordChange { Removed = ["双河桥社"] }, 9).Touched);
    }

    private SqliteArticleLog Open() => SqliteArticleLog.Open(
        directory.Path, new EngineOptions { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "" }, _ => null, TimeProvider.System, NullLogger.Instance);

    private Task<IReadOnlyList<PutReceipt>> PutAsync(string id) => log.PutArticlesAsync([new Article { Id = id, Headline = id, Paragraphs = ["文。"] }], PutPolicy.Ordinary, default);
}
