using System.Text;

namespace Search.Newspaper.Tests;

public sealed class JsonLinesTests
{
    private static List<ReadResult> Read(string text, string file = "a.jsonl") => [.. new PageReader().Parse(Encoding.UTF8.GetBytes(text), file, PageHints.None)];

    [Fact]
    public void Every_line_is_an_article_with_its_own_id()
    {
        var results = Read("""
            {"id":"n-1","newspaper":"北湖晨报","date":"2019-03-04","page":"A1","title":"新桥通车","body":"新桥今天通车。\n\n全长两公里。","authors":["记者 周雨","孙一鸣"],"extra":[1]}
            {"headline":"只有正文也行","paragraphs":["第一段。",null,"第二段。"],"date":null,"bylines":[{"role":"记者","names":["林小舟"]}]}
            """);
        var first = Assert.IsType<ArticleResult>(results[0]);
        Assert.Equal(("n-1", "新桥通车", "2019-03-04"), (first.Article.SourceId, first.Article.Headline, first.Date));
        Assert.Equal(["新桥今天通车。", "全长两公里。"], first.Article.Paragraphs);
        Assert.Equal(["周雨", "孙一鸣"], first.Article.Bylines.SelectMany(b => b.Names));
        var second = Assert.IsType<ArticleResult>(results[1]);
        Assert.Equal(["第一段。", "第二段。"], second.Article.Paragraphs);
        Assert.Equal("林小舟", Assert.Single(second.Article.Bylines).Names[0]);
    }

    [Fact]
    public void A_line_cut_in_half_fails_alone_with_its_number()
    {
        var results = Read("{\"body\":\"甲。\"}\n{\"body\":\"乙\n\n{\"body\":\"丙。\"}\n{\"title\":\"无文\"}\n{\"body\":\"丁。\",\"date\":\"2019-02-30\"}\n[1]\n{\"body\":5}\n");
        Assert.Equal(["甲。", "丙。"], results.OfType<ArticleResult>().Select(r => r.Article.Paragraphs[0]));
        Assert.Equal(
            [(FailureReason.MalformedJson, 2), (FailureReason.NoText, 5), (FailureReason.BadDate, 6), (FailureReason.MalformedJson, 7), (FailureReason.MalformedJson, 8)],
            results.OfType<FailureResult>().Select(f => (f.Failure.Reason, f.Failure.Line)));
    }

    [Fact]
    public void The_byte_is_told_at_which_a_line_stops_being_json() =>
        Assert.Contains("byte 9", Assert.IsType<FailureResult>(Assert.Single(Read("{\"body\":'甲。'}\n"))).Failure.Message, StringComparison.Ordinal);

    [Fact]
    public void An_array_is_read_like_lines()
    {
        var results = Read("[\n {\"body\":\"甲]}。\"},\n {\"body\":\n\"乙\\\"。\"} ]", "a.json");
        Assert.Equal(["甲]}。", "乙\"。"], results.Cast<ArticleResult>().Select(r => r.Article.Paragraphs[0]));
    }
}
