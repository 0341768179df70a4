using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Search.Cli.Tests;

public sealed class WordsCommandTests : IAsyncLifetime
{
    private readonly FakeAdmin admin = new();
    private FakeHost host = null!;

    public async ValueTask InitializeAsync() => host = await FakeHost.StartAsync(s => s.AddSingleton(admin), a => a.MapGrpcService<FakeAdmin>());

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Words_are_added_from_arguments_and_from_standard_input()
    {
        CommandRun run = await RunAsync("# 注释\n 青岚新区 \n\n旧词\n", "add", "双溪工程", "--file", "-");
        Assert.Equal((0, "added 2, known already 1, sequence 12\n"), (run.Code, run.Output));
        Assert.Equal(["双溪工程", "旧词", "青岚新区"], admin.Words);
    }

    [Fact]
    public async Task Words_are_listed_with_where_they_come_from()
    {
        CommandRun run = await RunAsync("", "list");
        Assert.Equal(["文件词\tfile\t", "旧词\tadded\t7"], run.Lines);
    }

    [Fact]
    public async Task A_word_that_was_not_added_cannot_be_removed()
    {
        Assert.Equal((0, "removed 1, sequence 13\n"), ((await RunAsync("", "remove", "旧词")) is var run ? (run.Code, run.Output) : default));
        CommandRun refused = await RunAsync("", "remove", "旧词");
        Assert.Equal(1, refused.Code);
        Assert.Contains("NOT_FOUND", refused.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_are_shown_and_the_first_accepted_in_one_step()
    {
        CommandRun run = await RunAsync("", "suggest", "--top", "3");
        Assert.Equal("新词0\tperson\t9\t4\t0.90\t前新词后 | 又一例", run.Lines[0]);
        Assert.Equal(3, run.Lines.Length);

        run = await RunAsync("", "suggest", "--accept", "2", "--plain");
        Assert.Equal(["新词0", "新词1", "新词2", "added 2, known already 0, sequence 12"], run.Lines);
        Assert.Equal(["新词0", "新词1", "旧词"], admin.Words);
    }

    [Theory]
    [InlineData("add")]
    [InlineData("remove")]
    [InlineData("suggest", "--top", "0")]
    [InlineData("suggest", "--accept", "many")]
    public async Task What_names_no_word_or_no_number_is_a_usage_error(params string[] arguments)
    {
        CommandRun run = await RunAsync("", arguments);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.NotEqual("", run.Messages);
    }

    private Task<CommandRun> RunAsync(string input, params string[] arguments) => SearchCommand.RunAsync(input, ["words", .. arguments, "--address", host.Address]);
}
