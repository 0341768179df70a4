using System.Text;

namespace Search.Newspaper.Tests.Html;

public sealed class HtmlArticleTests
{
    private const string Classic = """
        <html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"></head><body>第03版：民生
        <!--enpproperty <articleid>77001</articleid><date>2018-10-31 09:28:27.0</date><author></author><title>码头恢复夜航</title><nodename>民生</nodename>/enpproperty-->
        <table><tr><td class=font02>便民新举措</td></tr><tr><td class="font01">南岸码头<br>恢复夜航</td></tr><tr><td class=font02>——票价保持不变</td></tr></table>
        <div id=ozoom><founder-content><!--enpcontent--><P>　　本报讯（记者 周雨）南岸码头夜航线路昨晚恢复，末班船延长到二十二点。</P>
        <P>　　市民李 先生说：“回家方便多了。”通讯员 何  田</P><!--/enpcontent--></founder-content></div></body></html>
        """;

    [Fact]
    public void A_founder_page_in_gbk_gives_its_article()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        byte[] bytes = Encoding.GetEncoding("GBK").GetBytes(Classic);
        var result = Assert.IsType<ArticleResult>(Assert.Single(new PageReader().Parse(bytes, "content_77001.htm", PageHints.None)));
        Assert.Equal(("2018-10-31", "03", "民生"), (result.Date, result.Page, result.Section));
        var article = result.Article;
        Assert.Equal(("便民新举措", "南岸码头 恢复夜航", "——票价保持不变", "77001"), (article.Kicker, article.Headline, article.Subhead, article.SourceId));
        Assert.Equal(["本报讯（记者 周雨）南岸码头夜航线路昨晚恢复，末班船延长到二十二点。", "市民李 先生说：“回家方便多了。”"], article.Paragraphs);
        Assert.Equal(["周雨", "何田"], article.Bylines.SelectMany(b => b.Names));
    }

    [Fact]
    public void A_page_without_an_article_is_refused()
    {
        var failure = Assert.IsType<FailureResult>(Assert.Single(new PageReader().Parse("<html><body><a href=x>上一版</a></body></html>"u8.ToArray(), "node_2.htm", PageHints.None)));
        Assert.Equal(FailureReason.NoArticles, failure.Failure.Reason);
    }
}
