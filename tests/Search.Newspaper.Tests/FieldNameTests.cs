using System.Text;

namespace Search.Newspaper.Tests;

/// <summary>Names of columns and keys, as newspapers' systems export them.</summary>
public sealed class FieldNameTests
{
    private static List<ReadResult> Read(string text, string file) => [.. new PageReader().Parse(Encoding.UTF8.GetBytes(text), file, PageHints.None)];

    private static PageFailure Failure(string csv) => Assert.IsType<FailureResult>(Assert.Single(Read(csv, "a.csv"))).Failure;

    [Theory]
    [InlineData("id,newspaper,date,page,section,kicker,headline,subhead,dateline,credit,authors,body")]
    [InlineData("稿件编号,报纸,日期,版次,版名,引题,标题,副题,电头,credit,作者,正文")]
    [InlineData("文章编号, 报名,发布日期,版面,栏目,眉题,主标题,副标题,电头,credit,署名,内容")]
    [InlineData("稿件编号,报纸名称,见报日期,版号,版面名称,肩题,Title,副标题,电头,Credit,author,全文")]
    [InlineData("稿件编号,报纸名称,出版日期,版号,版面名称,肩题,title,副标题,电头,credit,作者,paragraphs")]
    public void A_column_is_known_by_each_of_its_names(string head)
    {
        var result = Assert.IsType<ArticleResult>(Assert.Single(Read($"{head}\nn-7,北湖晨报,2019年3月4日,A01,要闻,喜讯,新桥通车,两岸相连,北湖3月4日电,文/图,周雨,新桥通车了。\n", "a.csv")));
        var article = result.Article;
        Assert.Equal(("n-7", "北湖晨报", "2019-03-04", "A01", "要闻"), (article.SourceId, result.Newspaper, result.Date, result.Page, result.Section));
        Assert.Equal(("喜讯", "新桥通车", "两岸相连", "北湖3月4日电", "文/图"), (article.Kicker, article.Headline, article.Subhead, article.Dateline, article.Credit));
        Assert.Equal("作者 周雨", string.Join("; ", article.Bylines.Select(b => $"{b.Role} {string.Join(' ', b.Names)}")));
        Assert.Equal(["新桥通车了。"], article.Paragraphs);
    }

    [Theory]
    [InlineData("周雨", "记者 周雨")]
    [InlineData("周雨、何田", "记者 周雨 何田")]
    [InlineData("通讯员 何田", "通讯员 何田")]
    [InlineData("本报编辑部联合采访组", "记者 本报编辑部联合采访组")]
    public void A_reporters_column_names_the_role(string value, string expected)
    {
        var article = Assert.IsType<ArticleResult>(Assert.Single(Read($"记者,正文\n{value},新桥通车。\n", "a.csv"))).Article;
        Assert.Equal(expected, string.Join("; ", article.Bylines.Select(b => $"{b.Role} {string.Join(' ', b.Names)}")));
    }

    [Theory]
    [InlineData("作者,记者,正文", "石磊,周雨,新桥通车。", "记者 周雨; 作者 石磊")]
    [InlineData("记者,作者,正文", "周雨,石磊 周雨,新桥通车。", "记者 周雨; 作者 石磊")]
    [InlineData("author,作者,正文", "石磊,石磊,新桥通车。", "作者 石磊")]
    [InlineData("记者,作者,正文", "周雨,,新桥通车。", "记者 周雨")]
    public void Nobody_is_lost_where_two_columns_name_them(string head, string record, string expected)
    {
        var article = Assert.IsType<ArticleResult>(Assert.Single(Read($"{head}\n{record}\n", "a.csv"))).Article;
        Assert.Equal(expected, string.Join("; ", article.Bylines.Select(b => $"{b.Role} {string.Join(' ', b.Names)}")));
    }

    [Fact]
    public void Json_lines_have_the_same_names_and_the_first_that_holds_something_counts()
    {
        var result = Assert.IsType<ArticleResult>(Assert.Single(Read("""{"稿件编号":7,"报名":"北湖晨报","日期":20190304,"版次":3,"headline":null,"标题":"新桥通车","记者":["周雨","何田"],"正文":"新桥通车。\n全长两公里。","阅读量":9}""", "a.jsonl")));
        Assert.Equal(("7", "北湖晨报", "2019-03-04", "3", "新桥通车"), (result.Article.SourceId, result.Newspaper, result.Date, result.Page, result.Article.Headline));
        Assert.Equal(["新桥通车。", "全长两公里。"], result.Article.Paragraphs);
        Assert.Equal(["周雨", "何田"], Assert.Single(result.Article.Bylines).Names);
    }

    [Theory]
    [InlineData("版次,栏目,版名,正文", "A01,时评,要闻,新桥通车。", "A01 要闻 ")]
    [InlineData("版次,版名,栏目,正文", "A01,,时评,新桥通车。", "A01 时评 ")]
    [InlineData("标题,title,headline,正文,body", "一,二,三,不是,新桥通车。", "  三")]
    [InlineData("title,标题,headline,body", "二,二,,新桥通车。", "  二")]
    [InlineData("标题,title,正文,内容", "二,,,新桥通车。", "  二")]
    [InlineData("标题,title,正文,内容", " 二,二 ,新桥通车。,\"新桥通车。\n\"", "  二")]
    [InlineData("标题,正文,标题,标题", ",新桥通车。,二,二", "  二")]
    [InlineData("日期,发布日期,paragraphs,正文", "2024/5/7,2024年5月7日,新桥通车。,不是", "  ")]
    [InlineData("备注,正文,备注", "一,新桥通车。,二", "  ")]
    [InlineData("版面,版次,版面名称,版名,正文", "要闻,A01,时政,综合,新桥通车。", "A01 综合 ")]
    public void Two_columns_of_which_one_goes_before_the_other_are_taken(string head, string record, string expected)
    {
        var result = Assert.IsType<ArticleResult>(Assert.Single(Read($"{head}\n{record}\n", "a.csv")));
        Assert.Equal(expected, $"{result.Page} {result.Section} {result.Article.Headline}");
        Assert.Equal(["新桥通车。"], result.Article.Paragraphs);
    }

    [Theory]
    [InlineData("编号,正文\n1,新桥通车。\n", "a.csv")]
    [InlineData("""{"编号":1,"正文":"新桥通车。"}""", "a.jsonl")]
    public void A_lines_number_is_no_id_for_the_same_line_of_the_next_file_would_replace_it(string text, string file) =>
        Assert.Null(Assert.IsType<ArticleResult>(Assert.Single(Read(text, file))).Article.SourceId);

    [Fact]
    public void A_number_beside_signatures_is_passed_over()
    {
        var article = Assert.IsType<ArticleResult>(Assert.Single(Read("""{"authors":["周雨"],"author":17,"body":"新桥通车。"}""", "a.jsonl"))).Article;
        Assert.Equal(["周雨"], Assert.Single(article.Bylines).Names);
        Assert.IsType<FailureResult>(Assert.Single(Read("""{"author":17,"body":"新桥通车。"}""", "a.jsonl")));
    }

    [Theory]
    [InlineData("稿件编号,正文,文章编号", "一,二,三", "'稿件编号'", "'文章编号'", "id")]
    [InlineData("标题,title,正文", "一,二,三", "'标题'", "'title'", "headline")]
    [InlineData("title,标题,headline,正文", "一,二,,三", "'标题'", "'title'", "headline")]
    [InlineData("正文,标题,内容", "一,二,三", "'正文'", "'内容'", "body")]
    [InlineData("栏目,正文,栏目", "一,二,三", "columns 1 and 3", "'栏目'")]
    [InlineData("headline,正文,headline", "一,二,三", "columns 1 and 3", "'headline'")]
    [InlineData("作者,正文,作者", "一,二,三", "columns 1 and 3", "'作者'")]
    public void Two_columns_of_one_field_that_differ_are_refused_by_name_in_that_record(string head, string record, params string[] told)
    {
        string same = string.Join(',', record.Split(',').Select(_ => "2024-05-03"));
        var results = Read($"{head}\n{record}\n{same}\n", "a.csv");
        var failure = Assert.IsType<FailureResult>(results[0]).Failure;
        Assert.Equal((FailureReason.Contradiction, 2), (failure.Reason, failure.Line));
        Assert.All(told, name => Assert.Contains(name, failure.Message, StringComparison.Ordinal));
        Assert.IsType<ArticleResult>(results[1]);
    }

    [Fact]
    public void The_day_on_which_it_was_in_the_paper_goes_before_others()
    {
        var article = Assert.IsType<ArticleResult>(Assert.Single(Read("发布日期,正文,见报日期\n2024-05-02 00:10,新桥通车。,2024-05-01\n", "a.csv")));
        Assert.Equal("2024-05-01", article.Date);
    }

    [Fact]
    public void Keys_of_one_field_that_differ_are_refused_by_name_too()
    {
        var failure = Assert.IsType<FailureResult>(Assert.Single(Read("{\"title\":\"新桥\",\"标题\":\"旧桥\",\"正文\":\"新桥通车。\"}", "a.jsonl"))).Failure;
        Assert.Equal((FailureReason.Contradiction, 1), (failure.Reason, failure.Line));
        Assert.Contains("'title' and '标题'", failure.Message, StringComparison.Ordinal);

        var article = Assert.IsType<ArticleResult>(Assert.Single(Read("{\"headline\":\"新桥\",\"标题\":\"旧桥\",\"text\":\"新桥通车。\",\"content\":{\"length\":5}}", "a.jsonl"))).Article;
        Assert.Equal("新桥", article.Headline);
    }

    [Fact]
    public void An_empty_list_of_paragraphs_leaves_the_word_to_the_body()
    {
        var article = Assert.IsType<ArticleResult>(Assert.Single(Read("{\"paragraphs\":[],\"body\":\"新桥通车。\"}", "a.jsonl"))).Article;
        Assert.Equal(["新桥通车。"], article.Paragraphs);
    }

    [Fact]
    public void A_file_without_a_column_of_texts_is_refused_with_the_columns_that_it_has()
    {
        var failure = Failure("标题,稿件内容,备注\n新桥,新桥通车。,无\n");
        Assert.Equal((FailureReason.MalformedCsv, 1), (failure.Reason, failure.Line));
        Assert.Contains("'标题', '稿件内容', '备注'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("正文", failure.Message, StringComparison.Ordinal);

        string noHead = Failure(string.Join(',', Enumerable.Range(0, 30).Select(i => $"第{i}格" + new string('桥', 500))) + "\n").Message;
        Assert.Contains("and 10 more", noHead, StringComparison.Ordinal);
        Assert.InRange(noHead.Length, 100, 1000);
    }
}
