using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Search.Newspaper.Tests;

/// <summary>Forms in which spreadsheets, shells and newspapers' systems write records.</summary>
public sealed class ExportedFormTests
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static List<ReadResult> Read(byte[] bytes, string file) => [.. new PageReader().Parse(bytes, file, PageHints.None)];

    private static List<string> Told(string text, string file = "a.csv") => Read(Encoding.UTF8.GetBytes(text), file).ConvertAll(result => result switch
    {
        ArticleResult one => $"{one.Article.Headline}: {string.Join('/', one.Article.Paragraphs)}",
        FailureResult failed => $"{failed.Failure.Reason} {failed.Failure.Line}",
        _ => "",
    });

    [Theory]
    [InlineData("sep=;\r\n标题;正文\r\n新桥;通车，了;\r\n")]
    [InlineData("\uFEFFsep=,\n标题,正文\n新桥,通车，了\n")]
    [InlineData("SEP=|\n标题|正文\n新桥|通车，了\n")]
    public void A_first_line_that_names_the_separator_is_followed(string text) => Assert.Equal(["新桥: 通车，了"], Told(text));

    [Fact]
    public void Lines_may_end_with_a_carriage_return_alone()
    {
        Assert.Equal(["新桥: 通车了。/剪彩。", "旧桥: 拆了。", "malformed-csv 5"], Told("标题,正文\r新桥,\"通车了。\r剪彩。\"\r旧桥,拆了。\r三\r"));
        Assert.Equal(["新桥: 通车了。"], Told("标题,正文\r\n新桥,通车\r了。\r\n"));
    }

    [Fact]
    public void Empty_fields_too_many_are_passed_over_and_others_are_not() =>
        Assert.Equal(["新桥: 通车了。", "malformed-csv 3", "malformed-csv 4"], Told("标题,正文\n新桥,通车了。,,\n旧桥,拆了,修了\n三\n"));

    [Theory]
    [InlineData(false, true, "a.jsonl")]
    [InlineData(true, true, "a.jsonl")]
    [InlineData(false, false, "a.jsonl")]
    [InlineData(false, true, "a.json")]
    public void Json_in_utf16_is_read_record_by_record(bool bigEndian, bool mark, string file)
    {
        var encoding = new UnicodeEncoding(bigEndian, mark);
        // U+4E0A has a byte that is a line feed, U+7B22 and U+5C22 such that are brackets or quotes.
        var records = Enumerable.Range(0, 400).Select(i => JsonSerializer.Serialize(new { headline = $"上{i}", body = "笢尢上桥通车。" }, Unescaped));
        string text = file == "a.json" ? $"[{string.Join(",\n", records)}]" : string.Join('\n', records);
        var results = Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], file);
        Assert.Equal(400, results.Count);
        Assert.All(results, (result, i) =>
        {
            var article = Assert.IsType<ArticleResult>(result).Article;
            Assert.Equal(($"上{i}", "笢尢上桥通车。"), (article.Headline, Assert.Single(article.Paragraphs)));
        });
    }

    [Theory]
    [InlineData("<p>　　新桥<strong>通车</strong>了。</p>\n<p>&ldquo;真快&rdquo;，他说。</p>", "新桥通车了。/“真快”，他说。")]
    [InlineData("<div class='a'>新桥通车了。<br/>真快。</div><script>x()</script><style>p{}</style>", "新桥通车了。/真快。")]
    [InlineData("新桥通车了。<br>真快。\n他说。", "新桥通车了。/真快。/他说。")]
    [InlineData("&nbsp;&nbsp;新桥通车了。\n&ldquo;真快&rdquo;。", "新桥通车了。/“真快”。")]
    [InlineData("<font color='red'>新桥</font>通车了，a &lt; b。\n<span>真快。</span>", "新桥通车了，a < b。/真快。")]
    [InlineData("气温<p 值，a<b 且 c>d，R&D 投入。", "气温<p 值，a<b 且 c>d，R&D 投入。")]
    [InlineData("<p>新桥通车。</p><figure><img src='a.jpg'><figcaption>图为新桥。</figcaption></figure>剪彩。<table><tr><td><img src='b.jpg'></td></tr><tr><td>周雨摄</td></tr></table>", "新桥通车。/图为新桥。/剪彩。/周雨摄")]
    public void A_text_that_is_html_is_read_as_what_it_shows(string body, string expected)
    {
        string record = JsonSerializer.Serialize(new { title = "新桥<br/>通车&middot;北岭", content = body });
        Assert.Equal([$"新桥 通车·北岭: {expected}"], Told(record, "a.jsonl"));
        Assert.Equal([$"新桥 通车·北岭: {expected}"], Told($"title,content\n新桥<br/>通车&middot;北岭,\"{body}\"\n"));
        Assert.Equal([$"新桥: {expected}"], Told(JsonSerializer.Serialize(new { headline = "新桥", paragraphs = new[] { body } }), "a.jsonl"));
    }

    [Fact]
    public void A_text_in_html_and_the_same_without_it_agree() =>
        Assert.Equal(["新桥 通车: 新桥通车了。/真快。"], Told(JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["title"] = "新桥<br>通车",
            ["标题"] = "新桥 通车",
            ["text"] = "新桥通车了。\n真快。",
            ["content"] = "<p>　　新桥<b>通车</b>了。</p>\n<p>真快。</p>",
        }), "a.jsonl"));

    /// <summary>What is open in one paragraph and not closed is made again in each that follows.</summary>
    [Fact]
    public void Html_of_which_a_parser_makes_millions_of_elements_is_refused()
    {
        string body = "<p>" + string.Concat(Enumerable.Range(0, 200).Select(i => $"<b id={i}></i>")) + string.Concat(Enumerable.Repeat("桥<p>", 12_000));
        Assert.Equal(["too-large 1"], Told(JsonSerializer.Serialize(new { body }, Unescaped), "a.jsonl"));
        Assert.Equal([": 桥/通车/剪彩"], Told(JsonSerializer.Serialize(new { body = "<p><font size=3><b>桥<p>通车<p>剪彩" }), "a.jsonl"));
        // Careless, and three of a kind are all that is made again.
        string careless = string.Concat(Enumerable.Repeat("<p><font size=3>桥<br><br>", 900));
        Assert.Equal([": " + string.Join('/', Enumerable.Repeat("桥", 900))], Told(JsonSerializer.Serialize(new { body = careless }, Unescaped), "a.jsonl"));
    }

    [Fact]
    public void Html_that_nests_without_end_is_refused_with_its_line() =>
        Assert.Equal([": 新桥。", "too-large 2"], Told(JsonSerializer.Serialize(new { body = "新桥。" }) + "\n" + JsonSerializer.Serialize(new { body = string.Concat(Enumerable.Repeat("<div>", 2000)) + "桥" }), "a.jsonl"));
}
