using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Search.Contracts.V1;

namespace Search.Cli.Tests;

/// <summary>What is exported is read again by a reader of that format, and says what the article said.</summary>
public sealed partial class ExportTests : IAsyncLifetime
{
    private const string Awkward = "利率{5%}下调_“50\\$”: a~b^c & #1 𠮷";

    private readonly string folder = Directory.CreateTempSubdirectory("cli").FullName;
    private readonly FakeExport export = new();
    private FakeHost host = null!;

    public async ValueTask InitializeAsync() => host = await FakeHost.StartAsync(s => s.AddSingleton(export), a => a.MapGrpcService<FakeExport>());

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_query_and_its_filters_are_asked_for()
    {
        CommandRun run = await RunAsync("export", "营商环境", "-旅游", "--newspaper", "河东晨报", "--from", "2031-01-01", "--to", "2031-12-31", "--section", "要闻", "--page", "A01", "--page", "A02", "--reporter", "温知远", "--issue", "河东晨报/2031-04-05", "--literal");
        Assert.Equal((0, ""), (run.Code, run.Messages));
        ExportArticlesRequest request = Assert.Single(export.Requests);
        Assert.Equal(["A01", "A02"], request.Filters.Pages);
        Assert.Equal(("要闻", "温知远", "河东晨报/2031-04-05"), (Assert.Single(request.Filters.Sections), Assert.Single(request.Filters.Reporters), Assert.Single(request.Filters.Issues)));
        Assert.Equal(("营商环境 -旅游", true, "2031-01-01", "2031-12-31", "河东晨报"), (request.Query, request.Literal, request.Filters.DateFrom, request.Filters.DateTo, Assert.Single(request.Filters.Newspapers)));
    }

    [Fact]
    public async Task JSON_lines_are_read_again_as_the_same_articles()
    {
        CommandRun run = await RunAsync("export", "词");
        Assert.Equal(FakeExport.Articles.Count, run.Lines.Length);
        string file = Path.Combine(folder, "articles.jsonl");
        await File.WriteAllTextAsync(file, run.Output);
        CommandRun parsed = await SearchCommand.RunAsync("parse", file);
        Assert.Equal((0, ""), (parsed.Code, parsed.Messages));
        JsonElement[] pages = [.. parsed.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(FakeExport.Articles.Select(a => (a.Newspaper, a.Date, a.Page, a.Headline)), pages.Select(p => (p.GetProperty("newspaper").GetString()!, p.GetProperty("date").GetString()!, p.GetProperty("page").GetString()!, p.GetProperty("articles")[0].GetProperty("headline").GetString()!)));
        Assert.Equal(FakeExport.Articles.Select(a => a.Id), pages.Select(p => p.GetProperty("articles")[0].GetProperty("id").GetString()));
        Assert.Equal(FakeExport.Articles.SelectMany(a => a.Paragraphs), pages.SelectMany(p => p.GetProperty("articles")[0].GetProperty("paragraphs").EnumerateArray().Select(t => t.GetString()!)));
    }

    [Fact]
    public async Task RIS_is_read_again_as_newspaper_references()
    {
        List<Dictionary<string, List<string>>> references = ReadRis((await RunAsync("export", "词", "--format", "ris")).Output);
        Assert.Equal(FakeExport.Articles.Count, references.Count);
        Dictionary<string, List<string>> first = references[0];
        Assert.Equal(["NEWS"], first["TY"]);
        Assert.Equal([Awkward + "：副题"], first["TI"]);
        Assert.Equal(["林小禾", "Band and Sons, 合作社"], first["AU"]);
        Assert.Equal(["河东晨报"], first["T2"]);
        Assert.Equal(["2031", "2031/04/05", "A01", "要闻", "a-1"], new[] { "PY", "DA", "SP", "SE", "ID" }.Select(tag => Assert.Single(first[tag])));
        Assert.Equal(["TY", "TI", "LA", "ID"], references[1].Keys);
        Assert.Equal(["没有题目的一段话。 第二行"], references[1]["TI"]);
    }

    [Fact]
    public async Task BibTeX_is_read_again_balanced_and_unescaped_under_stable_keys()
    {
        CommandRun run = await RunAsync("export", "词", "--format", "bibtex");
        List<(string Kind, string Key, Dictionary<string, string> Fields)> entries = ReadBibTex(run.Output);
        Assert.Equal([("article", "a-1"), ("article", "a_2.x")], entries.Select(e => (e.Kind, e.Key)));
        Dictionary<string, string> first = entries[0].Fields;
        Assert.Equal($"{{{Awkward}：副题}}", Unescape(first["title"]));
        Assert.Equal("{林小禾} and {Band and Sons, 合作社}", first["author"]);
        Assert.Equal(("河东晨报", "2031-04-05", "2031", "apr", "5", "A01"), (first["journal"], first["date"], first["year"], first["month"], first["day"], first["pages"]));
        Assert.DoesNotContain("year", entries[1].Fields.Keys);
        Assert.Equal(run.Output, (await RunAsync("export", "词", "--format", "bibtex")).Output);
    }

    [Fact]
    public async Task A_format_nobody_knows_is_a_usage_error() => Assert.Equal(2, (await RunAsync("export", "词", "--format", "docx")).Code);

    [Fact]
    public async Task A_query_that_cannot_be_read_fails_with_its_field()
    {
        CommandRun run = await RunAsync("export", "坏");
        Assert.Equal((1, "", "search: INVALID_ARGUMENT: query: cannot be read\n"), (run.Code, run.Output, run.Messages));
    }

    private static List<Dictionary<string, List<string>>> ReadRis(string text)
    {
        List<Dictionary<string, List<string>>> references = [];
        Dictionary<string, List<string>>? open = null;
        foreach (string line in text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Match match = RisLine().Match(line);
            Assert.True(match.Success, line);
            string tag = match.Groups[1].Value, value = match.Groups[2].Value;
            if (tag == "TY") references.Add(open = []);
            Assert.NotNull(open);
            if (tag == "ER") open = null;
            else if (open.TryGetValue(tag, out List<string>? values)) values.Add(value);
            else open.Add(tag, [value]);
        }

        Assert.Null(open);
        return references;
    }

    /// <summary>As BibTeX reads: braces are counted whatever stands before them.</summary>
    private static List<(string Kind, string Key, Dictionary<string, string> Fields)> ReadBibTex(string text)
    {
        List<(string, string, Dictionary<string, string>)> entries = [];
        for (int at = text.IndexOf('@', StringComparison.Ordinal); at >= 0 && at < text.Length; at = text.IndexOf('@', at))
        {
            int open = text.IndexOf('{', at), comma = text.IndexOf(',', open);
            string kind = text[(at + 1)..open], key = text[(open + 1)..comma];
            Dictionary<string, string> fields = [];
            at = comma;
            while (text[at] == ',')
            {
                int equals = text.IndexOf('=', at);
                string name = text[(at + 1)..equals].Trim();
                at = equals + 2;
                StringBuilder value = new();
                if (text[at] == '{')
                {
                    int depth = 0;
                    do
                    {
                        depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
                        value.Append(text[at++]);
                    }
                    while (depth > 0);
                    fields.Add(name, value.ToString()[1..^1]);
                }
                else
                {
                    while (char.IsLetterOrDigit(text[at])) value.Append(text[at++]);
                    fields.Add(name, value.ToString());
                }

                while (char.IsWhiteSpace(text[at])) at++;
            }

            Assert.Equal('}', text[at]);
            entries.Add((kind, key, fields));
            if (text.IndexOf('@', at) < 0) break;
        }

        return entries;
    }

    private static string Unescape(string text) => Escaped().Replace(text, match => match.Value switch
    {
        "\\textbackslash{}" => "\\",
        "\\textbraceleft{}" => "{",
        "\\textbraceright{}" => "}",
        "\\textasciitilde{}" => "~",
        "\\textasciicircum{}" => "^",
        var one => one[1..],
    });

    private Task<CommandRun> RunAsync(params string[] arguments) => SearchCommand.RunAsync([.. arguments, "--address", host.Address]);

    [GeneratedRegex("^([A-Z][A-Z0-9])  - (.*)$")]
    private static partial Regex RisLine();

    [GeneratedRegex(@"\\text[a-z]+\{\}|\\[#$%&_]")]
    private static partial Regex Escaped();

    /// <summary>Streams two articles; "坏" is a query that cannot be read.</summary>
    public sealed class FakeExport : SearchService.SearchServiceBase
    {
        public static IReadOnlyList<Article> Articles { get; } =
        [
            new Article
            {
                Id = "a-1", Newspaper = "河东晨报", Date = "2031-04-05", Page = "A01", Section = "要闻", Headline = Awkward, Subhead = "副题", Paragraphs = { "第一段。", "第二段“引号”。" },
                Bylines = { new Byline { Role = "记者", Names = { "林小禾", "Band and Sons, 合作社" } }, new Byline { Role = "摄影", Names = { "林小禾" } } },
            },
            new Article { Id = "a_2.x", Paragraphs = { "没有题目的一段话。\t第二行" } },
        ];

        public List<ExportArticlesRequest> Requests { get; } = [];

        public override async Task ExportArticles(ExportArticlesRequest request, IServerStreamWriter<ExportArticlesResponse> responseStream, ServerCallContext context)
        {
            Requests.Add(request);
            if (request.Query == "坏") throw FakeIngestion.Failed(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "cannot be read", new Google.Rpc.BadRequest { FieldViolations = { new Google.Rpc.BadRequest.Types.FieldViolation { Field = "query", Description = "cannot be read" } } });
            foreach (Article article in Articles) await responseStream.WriteAsync(new ExportArticlesResponse { Article = article });
        }
    }
}
