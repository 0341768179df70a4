using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Search.Cli.Tests;

public sealed class LocalCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cli").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData]
    [InlineData("frobnicate")]
    [InlineData("query")]
    [InlineData("query", "词", "--top", "0")]
    [InlineData("query", "词", "--top", "many")]
    [InlineData("query", "词", "--frobnicate")]
    [InlineData("query", "词", "--address", "nowhere")]
    [InlineData("query", "词", "--from", "2031-02-30")]
    [InlineData("parse")]
    [InlineData("parse", "a.txt", "--frobnicate")]
    [InlineData("ingest", "a.txt", "-x")]
    [InlineData("parse", "--date", "gestern", "a.txt")]
    [InlineData("analyze", "--mode", "klingon")]
    [InlineData("reindex", "frobnicate")]
    [InlineData("delete")]
    public async Task What_cannot_be_understood_is_told_on_stderr_with_exit_code_2(params string[] arguments)
    {
        CommandRun run = await SearchCommand.RunAsync(arguments);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("search: ", run.Messages, StringComparison.Ordinal);
        Assert.Contains("--help", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_has_help_with_examples()
    {
        foreach (string command in new[] { "parse", "analyze", "ingest", "query", "batch", "similar", "export", "reindex", "reindex list", "reindex cancel", "reindex activate", "status", "verify", "delete" })
        {
            CommandRun run = await SearchCommand.RunAsync([.. command.Split(' '), "--help"]);
            Assert.Equal((0, ""), (run.Code, run.Messages));
            Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
            Assert.Contains($"search {command}", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Parse_prints_a_line_a_file_in_the_order_given_and_goes_on_after_a_bad_one()
    {
        string good = Path.Combine(folder, "好.txt"), empty = Path.Combine(folder, "空.txt");
        await File.WriteAllTextAsync(good, SamplePage.Text);
        await File.WriteAllTextAsync(empty, "");
        CommandRun run = await SearchCommand.RunAsync("parse", "--newspaper", "河东晨报", "--date", "2031-04-05", "--page", "A01", empty, good, Path.Combine(folder, "无.txt"));
        Assert.Equal(1, run.Code);
        Assert.Equal(3, run.Lines.Length);
        Assert.Equal(2, run.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        JsonElement[] lines = [.. run.Lines.Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal((empty, "empty"), (lines[0].GetProperty("file").GetString(), lines[0].GetProperty("error").GetProperty("reason").GetString()));
        Assert.Equal("unreadable", lines[2].GetProperty("error").GetProperty("reason").GetString());
        foreach (string key in new[] { "reason", "line", "message" }) Assert.True(lines[0].GetProperty("error").TryGetProperty(key, out _));

        JsonElement page = lines[1];
        Assert.Equal((good, "河东晨报", "2031-04-05", "A01", ""), (Text("file"), Text("newspaper"), Text("date"), Text("page"), Text("section")));
        JsonElement article = page.GetProperty("articles")[0];
        Assert.Equal(SamplePage.Headline, article.GetProperty("headline").GetString());
        foreach (string key in new[] { "kicker", "headline", "subhead", "dateline", "bylines", "credit", "paragraphs" }) Assert.True(article.TryGetProperty(key, out _), key);
        Assert.Contains(SamplePage.Headline, run.Lines[1], StringComparison.Ordinal);

        string? Text(string key) => page.GetProperty(key).GetString();
    }

    [Fact]
    public async Task Analyze_prints_the_tokens_of_each_line_with_offsets_in_it()
    {
        CommandRun run = await SearchCommand.RunAsync("新图书馆开放\n\n读者ABC来了\n", ["analyze", "--mode", "smartcn"]);
        Assert.Equal((0, ""), (run.Code, run.Messages));
        string[] lines = run.Output.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("", lines[1]);
        foreach ((string line, string text) in new[] { (lines[0], "新图书馆开放"), (lines[2], "读者ABC来了") })
        {
            foreach (string[] token in line.Split(' ').Select(t => t.Split('/')))
            {
                Assert.Equal(4, token.Length);
                Assert.Equal(token[0], text[int.Parse(token[1])..int.Parse(token[2])].ToLowerInvariant());
                Assert.True(int.Parse(token[3]) >= 1);
            }
        }
    }

    [Fact]
    public async Task Analyze_of_a_file_that_is_not_there_fails_with_one_line()
    {
        CommandRun run = await SearchCommand.RunAsync("analyze", Path.Combine(folder, "无.txt"));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Single(run.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("query", "词")]
    [InlineData("status")]
    [InlineData("reindex")]
    [InlineData("delete", "a1")]
    public async Task Without_a_service_one_line_says_so(params string[] arguments)
    {
        string nobody = "unix:" + Path.Combine(folder, "nobody.sock");
        CommandRun run = await SearchCommand.RunAsync([.. arguments, "--address", nobody]);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith($"search: no service answers at {nobody}", Assert.Single(run.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_for_browsers_is_told_from_a_failure()
    {
        await using FakeHost host = await FakeHost.StartAsync(_ => { }, _ => { }, protocols: HttpProtocols.Http1);
        CommandRun run = await SearchCommand.RunAsync("query", "词", "--address", host.Address);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith($"search: {host.Address} is an address for browsers", Assert.Single(run.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    public async Task An_address_for_browsers_is_known_also_where_nothing_is_heard_of_why_it_closed(string answer)
    {
        using var ended = new CancellationTokenSource();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = AnswerAsync();
        string address = $"http://{listener.LocalEndpoint}";

        CommandRun run = await SearchCommand.RunAsync("query", "词", "--address", address);

        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith($"search: {address} is an address for browsers", run.Messages, StringComparison.Ordinal);

        async Task AnswerAsync()
        {
            while (true)
            {
                using Socket socket = await listener.AcceptSocketAsync(ended.Token);
                using var stream = new NetworkStream(socket);
                using var reader = new StreamReader(stream, Encoding.ASCII);
                bool http2 = (await reader.ReadLineAsync(ended.Token))?.StartsWith("PRI", StringComparison.Ordinal) == true;
                while (await reader.ReadLineAsync(ended.Token) is { Length: > 0 })
                {
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes(http2 ? answer : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), ended.Token);
                if (http2 && answer.Length == 0) socket.LingerState = new LingerOption(true, 0); // a reset
            }
        }
    }
}
