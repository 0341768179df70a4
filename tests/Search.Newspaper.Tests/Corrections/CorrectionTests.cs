using System.Text;

namespace Search.Newspaper.Tests.Corrections;

public sealed class CorrectionTests
{
    private const string Page = """
        南岸码头恢复夜航

        南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。

        市民李先生说，回家方便多了。记者 周雨

        北岭茶园开采

        北岭茶园本周开采，比往年早了九天，茶农们正忙着采摘头茬新茶。记者 石磊
        """;

    private static ReadResult Parse(string correction, string page = Page) =>
        Assert.Single(new PageReader().Parse(Encoding.UTF8.GetBytes(page), "北湖晨报/2021-05-06/A01.txt", PageHints.None, Encoding.UTF8.GetBytes(correction)));

    private static ParsedPage Corrected(string correction, string page = Page) => Assert.IsType<PageResult>(Parse(correction, page)).Page;

    [Fact]
    public void Parts_of_an_article_and_the_page_are_set_and_the_rest_stays()
    {
        var result = Assert.IsType<PageResult>(Parse("""
            { "date": "2021-05-07", "section": "民生", "issueNumber": "1203", // the head was cut off
              "articles": [ { "article": 2, "kicker": "春茶上市", "subhead": "", "bylines": [ { "role": "记者", "names": ["石磊", "何田"], "organisations": ["", "北岭时报"] } ] } ] }
            """));
        Assert.Equal(("2021-05-07", "A01", "民生", "1203"), (result.Page.Date, result.Page.Page, result.Page.Section, result.Page.IssueNumber));
        Assert.Equal(("春茶上市", "北岭茶园开采", 1.0), (result.Page.Articles[1].Kicker, result.Page.Articles[1].Headline, result.Page.Articles[1].Confidence));
        Assert.Equal(["", "北岭时报"], result.Page.Articles[1].Bylines[0].Organisations);
        Assert.Equal("南岸码头恢复夜航", result.Page.Articles[0].Headline);
        Assert.False(result.Correction.IsEmpty);
    }

    [Fact]
    public void Articles_are_joined_and_split_where_the_correction_says()
    {
        Assert.Equal(2, Corrected("{}").Articles.Count);
        var joined = Assert.Single(Corrected("""{"lines":[{"line":7,"to":9,"as":"paragraph"}]}""").Articles);
        Assert.Equal(4, joined.Paragraphs.Count);
        Assert.Equal("北岭茶园开采", joined.Paragraphs[2]);
        var split = Corrected("""{"lines":[{"line":5,"as":"article"},{"line":7,"as":"article"}]}""").Articles;
        Assert.Equal(["南岸码头恢复夜航", "市民李先生说", "北岭茶园开采"], split.Select(a => a.Headline[..Math.Min(8, a.Headline.Length)].Split('，')[0]));
    }

    [Fact]
    public void Lines_are_taken_out_and_paragraphs_joined()
    {
        var first = Corrected("""{"lines":[{"line":5,"to":6,"as":"furniture"},{"line":9,"as":"paragraph"}]}""").Articles[0];
        Assert.Equal(["南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。"], first.Paragraphs);
        first = Corrected("""{"lines":[{"line":5,"as":"continuation"}]}""").Articles[0];
        Assert.Equal("南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。市民李先生说，回家方便多了。", Assert.Single(first.Paragraphs));
    }

    [Theory]
    [InlineData("{", "A01.txt.correction.json is no valid JSON (line 1")]
    [InlineData("[]", "A01.txt.correction.json: the file: must be an object")]
    [InlineData("""{"headline":"x"}""", "headline: is not known")]
    [InlineData("""{"date":"6.5.2021"}""", "date: '6.5.2021' is no date")]
    [InlineData("""{"lines":[{"line":5,"as":"title"}]}""", "lines[0].as: 'title' is none of article")]
    [InlineData("""{"lines":[{"line":0,"as":"article"}]}""", "lines[0].line: must be a whole number from 1")]
    [InlineData("""{"lines":[{"line":70,"as":"article"}]}""", "lines[0].line: the page has no line 70; its last is 9")]
    [InlineData("""{"lines":[{"line":4,"as":"article"}]}""", "lines[0].line: line 4 is blank")]
    [InlineData("""{"articles":[{"article":3,"headline":"x"}]}""", "articles[0].article: the page has no article 3; it has 2")]
    [InlineData("""{"articles":[{"article":1,"bylines":[{"names":["甲乙"],"organisations":[]}]}]}""", "articles[0].bylines[0].organisations: has 0 entries for 1 names")]
    [InlineData("""{"articles":[{"article":1,"paragraphs":["甲", 5]}]}""", "articles[0].paragraphs[1]: must be a string")]
    [InlineData("""{"articles":[{"article":1,"kicker":"\uD800"}]}""", "holds a string that is no valid Unicode")]
    public void A_faulty_correction_is_refused_with_file_and_field(string correction, string message)
    {
        var failure = Assert.IsType<FailureResult>(Parse(correction)).Failure;
        Assert.Equal(FailureReason.MalformedCorrection, failure.Reason);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_html_page_is_corrected_too_and_a_file_of_records_says_that_it_cannot_be()
    {
        const string html = "<html><h1>码头夜航</h1><div id=ozoom><p>南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。</p></div></html>";
        ReadResult Read(string name, string text, string correction) => Assert.Single(new PageReader().Parse(Encoding.UTF8.GetBytes(text), name, PageHints.None, Encoding.UTF8.GetBytes(correction)));
        var article = Assert.IsType<ArticleResult>(Read("a.html", html, """{"date":"2021-05-07","articles":[{"article":1,"kicker":"便民新举措"}]}"""));
        Assert.Equal(("2021-05-07", "便民新举措", "码头夜航"), (article.Date, article.Article.Kicker, article.Article.Headline));
        Assert.Contains("lines", Assert.IsType<FailureResult>(Read("a.html", html, """{"lines":[{"line":1,"as":"article"}]}""")).Failure.Message, StringComparison.Ordinal);
        Assert.Contains("change the record", Assert.IsType<FailureResult>(Read("a.jsonl", "{\"body\":\"甲。\"}", "{}")).Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_explanation_says_line_by_line_why()
    {
        var page = Assert.IsType<PageResult>(Assert.Single(new PageReader().Parse(
            Encoding.UTF8.GetBytes(Page), "A01.txt", new PageHints { Explain = true }, Encoding.UTF8.GetBytes("""{"lines":[{"line":5,"as":"continuation"}]}""")))).Page;
        Assert.Contains(page.Explanation!, l => l.StartsWith("1: article begins (100%): 8 characters, ends without punctuation | 南岸码头", StringComparison.Ordinal));
        Assert.Contains(page.Explanation!, l => l.StartsWith("5: paragraph goes on (100%): the correction says so", StringComparison.Ordinal));
        Assert.Contains(page.Explanation!, l => l.Contains("headline \"北岭茶园开采\"", StringComparison.Ordinal) && l.Contains("because", StringComparison.Ordinal));
    }
}
