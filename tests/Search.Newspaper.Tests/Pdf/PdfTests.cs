using System.Text;

namespace Search.Newspaper.Tests.Pdf;

public sealed class PdfTests(PrintedPages printed) : IClassFixture<PrintedPages>
{
    [Fact]
    public void Every_layout_gives_the_articles_that_the_pages_of_text_give()
    {
        var results = new PageReader().Parse(printed.Bytes, "issue.pdf", new PageHints { Explain = true }).ToList();
        Assert.Equal(printed.Layouts.Count, results.Count);
        for (int i = 0; i < results.Count; i++)
        {
            var page = Assert.IsType<PageResult>(results[i]).Page;
            Assert.Equal(("青岚时报", "2024-05-17", $"A0{i + 1}"), (page.Newspaper, page.Date, page.Page));
            Assert.Equal(printed.Layouts[i].Articles.Select(SampleIssue.Shown), page.Articles.Select(SampleIssue.Shown));
        }
    }

    [Fact]
    public void A_page_of_several_is_kept_as_a_file_of_its_own_that_reads_the_same()
    {
        var pages = new PageReader().Parse(printed.Bytes, "issue.pdf", PageHints.None).OfType<PageResult>().ToList();
        foreach (var page in pages)
        {
            Assert.True(page.Source.Length < printed.Bytes.Length);
            var again = Assert.IsType<PageResult>(Assert.Single(new PageReader().Parse(page.Source, "issue.pdf", PageHints.None)));
            Assert.Equal(page.Page.Articles.Select(SampleIssue.Shown), again.Page.Articles.Select(SampleIssue.Shown));
            Assert.Equal(page.Page.Page, again.Page.Page);
        }
    }

    [Fact]
    public void A_font_without_meanings_is_refused_with_the_page_and_the_count()
    {
        byte[] bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(printed.Bytes).Replace("/ToUnicode", "/ToNothing", StringComparison.Ordinal));
        var failures = new PageReader().Parse(bytes, "issue.pdf", PageHints.None).Cast<FailureResult>().ToList();
        Assert.Equal(printed.Layouts.Count, failures.Count);
        Assert.All(failures, (f, i) => Assert.Equal(FailureReason.NoText, f.Failure.Reason));
        Assert.StartsWith("Page 2 of the file: ", failures[1].Failure.Message, StringComparison.Ordinal);
        Assert.Contains("ToUnicode", failures[1].Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_an_encrypted_file_and_a_cut_one_are_refused_with_the_reason()
    {
        var reader = new PageReader();
        byte[] scan = printed.Print(Newsprint.Document(Newsprint.Scan()));
        Assert.Contains("scan", Refused(scan, FailureReason.NoText), StringComparison.Ordinal);
        // A handler that nobody knows, as a file with a password has one.
        byte[] locked = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(scan).Replace("trailer\n<<", "trailer\n<</Encrypt <</Filter /Standard /V 1 /R 2 /O <" + new string('a', 64) + "> /U <" + new string('b', 64) + "> /P -4>> /ID [<00><00>] ", StringComparison.Ordinal));
        Assert.Contains("encrypted", Refused(locked, FailureReason.Encrypted), StringComparison.Ordinal);
        Refused(printed.Bytes[..200], FailureReason.MalformedPdf);

        string Refused(byte[] bytes, string reason)
        {
            var failure = Assert.IsType<FailureResult>(Assert.Single(reader.Parse(bytes, "A01.pdf", PageHints.None))).Failure;
            Assert.Equal(reason, failure.Reason);
            return failure.Message;
        }
    }

    [Fact]
    public void A_name_set_at_the_right_edge_is_no_end_of_the_paragraph_before()
    {
        const string Text = "<p>夜航停了两年。停航期间，沿江的商铺少了一半。摊主说，船一响，人就回来了，昨晚卖出了一百二十碗面，比端午那天还多，她把凳子一直摆到了石阶上。</p>";
        byte[] bytes = printed.Print(Newsprint.Document(Newsprint.Page("青岚时报 2024年5月17日 第A09版 副刊",
            $"<div class=article><div class=title><div class=headline>码头恢复夜航</div></div><div class=text style='columns:2;column-gap:18px'>{string.Concat(Enumerable.Repeat(Text, 5))}<p class=byline>祝采薇</p></div></div>")));
        var article = Assert.Single(Assert.IsType<PageResult>(Assert.Single(new PageReader().Parse(bytes, "A09.pdf", PageHints.None))).Page.Articles);
        Assert.All(article.Paragraphs.Take(5), p => Assert.EndsWith("摆到了石阶上。", p, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_caller_or_an_archivist_says_of_one_page_is_not_said_of_several()
    {
        byte[] correction = Encoding.UTF8.GetBytes("{\"section\":\"要闻\"}");
        var failure = Assert.IsType<FailureResult>(Assert.Single(new PageReader().Parse(printed.Bytes, "issue.pdf", PageHints.None, correction))).Failure;
        Assert.Equal(FailureReason.MalformedCorrection, failure.Reason);
        var pages = new PageReader().Parse(printed.Bytes, "A09.pdf", PageHints.None).OfType<PageResult>();
        Assert.Equal("A01", pages.First().Page.Page);
    }

    [Fact]
    public void A_page_without_any_layout_program_is_read_too()
    {
        byte[] bytes = PlainPdf.Of(["北湖新建三座图书馆", "本报讯（记者 林小舟）首日接待读者两千余人，", "借出图书一千二百册。"], ["码头恢复夜航", "南岸码头夜航线路昨晚恢复，票价不变。"]);
        var articles = new PageReader().Parse(bytes, "issue.pdf", PageHints.None).Cast<PageResult>().Select(p => Assert.Single(p.Page.Articles)).ToList();
        Assert.Equal(["北湖新建三座图书馆", "码头恢复夜航"], articles.Select(a => a.Headline));
        Assert.Equal("本报讯（记者 林小舟）首日接待读者两千余人，借出图书一千二百册。", Assert.Single(articles[0].Paragraphs));
        Assert.Equal("林小舟", Assert.Single(articles[0].Bylines[0].Names));
    }
}
