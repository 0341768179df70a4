using System.Text;

namespace Search.Newspaper.Tests;

public sealed class TextPageTests
{
    private const string ColumnPage = """
        北湖晨报 2021年5月6日 星期四 第A03版 民生

        全力服务企业
        北湖区新建三座社区图书馆

        本报讯(记者 林小舟 通讯员 何  田) 5月5日,北湖区新建的三座社区图书馆同时开门迎客,首日接待读者两千余人,其中老人和孩子占了六成,借出图书一千二


        百册。

        图书馆设有自习室和儿童区,每周二闭馆整理。区文化馆负责人说:“我们希望居民步行十分钟就能借到书。”

        记者 林小舟 北湖晨报 孙一鸣
        通讯员 何田 文/图

        南岸码头恢复夜航 票价保持不变

        南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。记者 周雨

        责编:吴晴 美编:郑山 校对:冯河
        """;

    private static ParsedPage Parse(string text, string file = "page.txt", PageHints? hints = null) =>
        Assert.IsType<PageResult>(Assert.Single(new PageReader().Parse(Encoding.UTF8.GetBytes(text), file, hints ?? PageHints.None))).Page;

    [Theory]
    [InlineData("记者 高原 摄", "记者", "摄")]
    [InlineData("本报记者高原摄", "记者", "摄")]
    [InlineData("　　记者 高  原/摄", "记者", "摄")]
    [InlineData("（通讯员 高原 摄）", "通讯员", "摄")]
    [InlineData("新华社记者 高原 摄", "记者", "摄")]
    public void Who_took_the_picture_ends_its_caption(string signature, string role, string credit)
    {
        var page = Parse($"码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。{signature}\n\n青山小学足球队夺冠\n\n5月5日，青山小学足球队夺得全区联赛冠军，这是该校第三次夺冠。\n");
        Assert.Equal(["码头夜航第一班", "青山小学足球队夺冠"], page.Articles.Select(a => a.Headline));
        Assert.Equal("5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。", Assert.Single(page.Articles[0].Paragraphs));
        Assert.Equal((role, "高原", credit), (page.Articles[0].Bylines[0].Role, Assert.Single(page.Articles[0].Bylines[0].Names), page.Articles[0].Credit));
    }

    [Theory]
    [InlineData("高原 摄")]
    [InlineData("高原摄")]
    public void A_caption_that_ends_with_a_name_alone_ends_its_article(string name)
    {
        var page = Parse($"码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。{name}\n\n青山小学足球队夺冠\n\n5月5日，青山小学足球队夺得全区联赛冠军，这是该校第三次夺冠。\n");
        Assert.Equal(["码头夜航第一班", "青山小学足球队夺冠"], page.Articles.Select(a => a.Headline));
        Assert.EndsWith("游客。" + name, Assert.Single(page.Articles[0].Paragraphs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("遗失声明", "沈知秋遗失渡轮月票一张，票号3071，声明作废。\n\n何田遗失图书证，证号88216，声明作废。")]
    [InlineData("■ 图片新闻", "5月5日，市民在南岸码头的栈桥上散步，远处是刚刚开通的渡轮。")]
    [InlineData("招聘启事", "南岸码头招聘售票员两名，要求熟悉水路，有意者请于5月20日前到码头值班室报名。")]
    public void A_stock_heading_heads_the_text_below_that_has_no_headline_of_its_own(string heading, string text)
    {
        var page = Parse($"码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。\n\n{heading}\n\n{text}\n\n青山小学足球队夺冠\n\n5月5日，青山小学足球队夺得全区联赛冠军，这是该校第三次夺冠。\n");
        Assert.Equal(["码头夜航第一班", heading.TrimStart('■', ' '), "青山小学足球队夺冠"], page.Articles.Select(a => a.Headline.TrimStart('■', ' ')));
        Assert.Single(page.Articles[0].Paragraphs);
        Assert.Equal(text.Split("\n\n"), page.Articles[1].Paragraphs);
    }

    [Fact]
    public void A_stock_heading_above_a_headline_or_within_a_sentence_is_none()
    {
        var page = Parse("码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候\n\n图片新闻\n\n乘船的游客。\n\n图片新闻\n\n青山小学足球队夺冠\n\n5月5日，青山小学足球队夺得全区联赛冠军，这是该校第三次夺冠。\n");
        Assert.Equal(["码头夜航第一班", "青山小学足球队夺冠"], page.Articles.Select(a => a.Headline));
        Assert.Equal("5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。", Assert.Single(page.Articles[0].Paragraphs));
    }

    [Theory]
    [InlineData("导读\n", "  A02", "  A05")]
    [InlineData("", "……A02版", "……A05版")]
    [InlineData("今日导读\n\n", "（详见第2版）", "（详见第5版）")]
    public void A_guide_to_the_inner_pages_belongs_to_no_article(string heading, string second, string fifth)
    {
        const string Articles = "\n\n北湖区新建三座社区图书馆\n\n5月5日，北湖区新建的三座社区图书馆同时开门迎客，首日接待读者两千余人，其中老人和孩子占了六成。\n\n";
        string guide = $"{heading}南岸码头今晚恢复夜航{second}\n青山小学足球队夺冠{fifth}\n";
        foreach (string text in (string[])["北湖晨报 2021年5月6日 第A01版 要闻" + Articles + guide, "北湖晨报 2021年5月6日\n" + guide + Articles])
        {
            var page = Parse(text);
            var article = Assert.Single(page.Articles);
            Assert.Equal(("北湖区新建三座社区图书馆", "5月5日，北湖区新建的三座社区图书馆同时开门迎客，首日接待读者两千余人，其中老人和孩子占了六成。"), (article.Headline, Assert.Single(article.Paragraphs)));
            Assert.Equal(text.Contains("第A01版", StringComparison.Ordinal) ? "A01" : "", page.Page);
        }
    }

    [Theory]
    [InlineData("文 周雨 摄 高原", "文 周雨,摄 高原")]
    [InlineData("文字 周雨 摄影 高原", "文字 周雨,摄影 高原")]
    [InlineData("摄 高原", "摄 高原")]
    [InlineData("记者 周雨 摄影 高原 文/图", "记者 周雨,摄影 高原")]
    public void A_word_for_pictures_before_a_name_is_its_role(string signature, string bylines)
    {
        var page = Parse($"码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。\n\n{signature}\n\n青山小学足球队夺冠\n\n5月5日，青山小学足球队夺得全区联赛冠军，这是该校第三次夺冠。\n");
        Assert.Equal(["码头夜航第一班", "青山小学足球队夺冠"], page.Articles.Select(a => a.Headline));
        Assert.Equal(bylines, string.Join(',', page.Articles[0].Bylines.Select(b => $"{b.Role} {string.Join('、', b.Names)}")));
        Assert.Single(page.Articles[0].Paragraphs);
    }

    [Theory]
    [InlineData("摄影 展览")]
    [InlineData("供稿 单位")]
    public void A_heading_that_opens_like_a_credit_is_no_signature(string heading)
    {
        var page = Parse($"码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。\n\n{heading}\n\n5月5日，北湖区新建的三座社区图书馆同时开门迎客，首日接待读者两千余人，其中老人和孩子占了六成。\n");
        Assert.Equal(["码头夜航第一班", heading], page.Articles.Select(a => string.Join(' ', ((string[])[a.Kicker, a.Headline, a.Subhead]).Where(t => t.Length > 0))));
        Assert.All(page.Articles, a => Assert.Empty(a.Bylines));
    }

    [Theory]
    [InlineData("本报记者王芳拍摄")]
    [InlineData("记者全程拍摄")]
    public void The_verb_of_a_sentence_is_no_signature(string end)
    {
        var article = Assert.Single(Parse($"码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民。{end}\n").Articles);
        Assert.EndsWith("市民。" + end, Assert.Single(article.Paragraphs), StringComparison.Ordinal);
        Assert.Empty(article.Bylines);
    }

    [Fact]
    public void Set_apart_from_the_name_the_verb_is_what_the_person_did()
    {
        var article = Assert.Single(Parse("码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民。本报记者 王芳 拍摄\n").Articles);
        Assert.EndsWith("市民。", Assert.Single(article.Paragraphs), StringComparison.Ordinal);
        Assert.Equal(("王芳", "拍摄"), (Assert.Single(Assert.Single(article.Bylines).Names), article.Credit));
    }

    [Theory]
    [InlineData("江边拍摄")]
    [InlineData("于是拍摄")]
    public void A_paragraph_that_a_blank_line_breaks_behind_the_verb_stays_whole(string verb)
    {
        var article = Assert.Single(Parse($"码头夜航第一班\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。{verb}\n\n整个过程的志愿者们一直忙到深夜才离开码头，他们说这样的夜晚一年里也没有几回。\n").Articles);
        Assert.Contains(verb + "整个过程", Assert.Single(article.Paragraphs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("《现代汉语词典》第7版", "《牛津高阶英汉双解词典》第9版")]
    [InlineData("高等数学习题全解 第七版", "线性代数习题全解 第六版")]
    [InlineData("连霍高速公路河南段 G30", "京港澳高速公路湖南段 G4")]
    [InlineData("广州南至长沙南 G6", "武汉开往北京西 G508")]
    public void A_list_of_editions_roads_or_trains_stays_in_its_article(string first, string second)
    {
        string text = string.Join('\n', Parse($"北湖晨报 2021年5月6日 第A03版 民生\n\n北湖区公布首批清单\n\n5月5日，北湖区公布首批清单，居民可以在各社区服务站查询，清单以后每个季度更新一次，首批如下：\n\n{first}\n{second}\n").Articles
            .SelectMany(a => (string[])[a.Kicker, a.Headline, a.Subhead, .. a.Paragraphs])).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains(first.Replace(" ", "", StringComparison.Ordinal), text, StringComparison.Ordinal);
        Assert.Contains(second.Replace(" ", "", StringComparison.Ordinal), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("本报评论员文章见第三版")]
    [InlineData("南岸码头今晚恢复夜航……A02版\n青山小学足球队夺冠……A05版")]
    public void A_jump_mark_above_a_guide_stays_the_articles(string below)
    {
        var article = Parse($"北湖晨报 2021年5月6日 第A01版 要闻\n\n北湖区新建三座社区图书馆\n\n5月5日，北湖区新建的三座社区图书馆同时开门迎客，首日接待读者两千余人。\n\n区里还将建设一批自习室，不断满足人民（下转第二版）\n{below}\n").Articles[0];
        Assert.Equal("2", article.ContinuedOn);
        Assert.Contains("不断满足人民", string.Concat(article.Paragraphs), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_an_article_was_taken_from_is_not_the_page()
    {
        const string text = "码头夜航第一班\n\n人民日报 2024年5月17日\n\n5月6日晚，第一班渡轮驶离南岸码头，江边站满了前来拍照的市民和等候乘船的游客。\n\n青山小学足球队夺冠\n\n5月5日，青山小学足球队夺得全区联赛冠军，这是该校第三次夺冠。\n\n人民日报 2024年5月17日\n";
        var page = Parse(text);
        Assert.Equal("", page.Newspaper);
        Assert.True(page.DateInferred);
        string read = string.Join('\n', page.Articles.SelectMany(a => (string[])[a.Kicker, a.Headline, a.Subhead, .. a.Paragraphs]));
        Assert.Equal(2, read.Split("人民日报").Length - 1);
    }

    [Theory]
    [InlineData("天气预报")]
    [InlineData("空气质量日报")]
    [InlineData("季度通报")]
    public void A_heading_that_ends_like_a_newspapers_name_names_no_page(string heading)
    {
        var page = Parse($"{heading} 2024年5月17日\n北湖区今天多云转晴\n\n北湖区今天多云转晴，气温十八到二十六度，东南风三级，明天起有小雨，周末转晴，出行请带雨具。\n");
        Assert.Equal("", page.Newspaper);
        Assert.Contains(heading, page.Articles[0].Kicker + page.Articles[0].Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_columns_becomes_its_articles()
    {
        var page = Parse(ColumnPage);
        Assert.Equal(("北湖晨报", "2021-05-06", "A03", "民生"), (page.Newspaper, page.Date, page.Page, page.Section));
        Assert.Equal(2, page.Articles.Count);
        var first = page.Articles[0];
        Assert.Equal(("全力服务企业", "北湖区新建三座社区图书馆", ""), (first.Kicker, first.Headline, first.Subhead));
        Assert.Equal(2, first.Paragraphs.Count);
        Assert.Contains("借出图书一千二百册。", first.Paragraphs[0], StringComparison.Ordinal);
        Assert.Equal(["记者", "通讯员"], first.Bylines.Select(b => b.Role));
        Assert.Equal(["林小舟", "孙一鸣"], first.Bylines[0].Names);
        Assert.Equal(["", "北湖晨报"], first.Bylines[0].Organisations);
        Assert.Equal(["何田"], first.Bylines[1].Names);
        Assert.Equal("文/图", first.Credit);
        Assert.Equal("本报讯", first.Dateline);
        var second = page.Articles[1];
        Assert.Equal("南岸码头恢复夜航 票价保持不变", second.Headline);
        Assert.Equal(["南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。"], second.Paragraphs);
        Assert.Equal(["周雨"], second.Bylines[0].Names);
    }

    [Theory]
    [InlineData("全力服务企业", "\n\n", "北湖区新建三座社区图书馆", "", "")]
    [InlineData("上下一心 共建家园", "\n", "北湖区新建三座社区图书馆", " ", "街坊邻居齐叫好")]
    [InlineData("", "", "北湖区新建三座社区图书馆 首日借书一千二百册", "", "")]
    [InlineData("", "", "北湖区新建三座社区图书馆", "\n\n", "坚持因地制宜 改善公共服务")]
    [InlineData("", "", "《北湖区公共文化服务 提升行动方案》印发 三座社区图书馆同时开门", "\n", "年内再添五座")]
    public void A_headline_block_is_divided_by_what_the_article_is_about(string kicker, string above, string headline, string below, string subhead)
    {
        var article = Parse($"{kicker}{above}{headline}{below}{subhead}\n\n本报讯 5月5日,北湖区新建的三座社区图书馆同时开门迎客,首日接待读者两千余人,借出图书一千二百册。《北湖区公共文化服务提升行动方案》已于近日印发。记者 周雨\n").Articles[0];
        Assert.Equal((kicker, headline, subhead), (article.Kicker, article.Headline, article.Subhead));
    }

    [Theory]
    [InlineData("□ 沈知秋", "", "沈知秋")]
    [InlineData("首席记者 逯一平", "首席记者", "逯一平")]
    [InlineData("记者 曹文文 袁志", "记者", "曹文文,袁志")]
    [InlineData("特约记者 欧阳书白 通讯员 阿依努尔·库尔班", "特约记者", "欧阳书白")]
    [InlineData("见习记者 丁  一 实习生 郏小满 文/图", "见习记者", "丁一")]
    public void Bylines_name_their_people(string line, string role, string names)
    {
        var article = Assert.Single(Parse($"南岸码头恢复夜航\n\n南岸码头夜航线路昨晚恢复，末班船延长到二十二点。\n\n票价保持不变，市民可以刷卡乘船。\n\n{line}\n").Articles);
        Assert.Equal((role, names), (article.Bylines[0].Role, string.Join(',', article.Bylines[0].Names)));
        Assert.Equal(2, article.Paragraphs.Count);
    }

    [Fact]
    public void A_hard_wrapped_page_keeps_words_and_numbers_whole()
    {
        const string text = "东山茶园开采 新茶提前上市\n\n　　东山茶园本周开采，比往年早\n了九天，今年预计产茶12\n80公斤，GDP贡献可观。\n　　茶农老周说，今年雨水好，叶\n片厚实，价格也稳住了。\n记者 石磊\n";
        var article = Assert.Single(Parse(text).Articles);
        Assert.Equal(["东山茶园本周开采，比往年早了九天，今年预计产茶1280公斤，GDP贡献可观。", "茶农老周说，今年雨水好，叶片厚实，价格也稳住了。"], article.Paragraphs);
        Assert.Equal(["石磊"], article.Bylines[0].Names);
    }

    [Fact]
    public void Encodings_give_the_same_page()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        string wanted = ParsedPageJson.Serialize(new PageResult { File = "p.txt", Page = Parse(ColumnPage, "p.txt") });
        byte[][] forms =
        [
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(ColumnPage)],
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(ColumnPage)],
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(ColumnPage)],
            Encoding.Unicode.GetBytes(ColumnPage),
            Encoding.GetEncoding("GB18030").GetBytes(ColumnPage),
            Encoding.GetEncoding("GBK").GetBytes(ColumnPage.Replace("\n", "\r\n", StringComparison.Ordinal)),
        ];
        foreach (byte[] form in forms)
            Assert.Equal(wanted, ParsedPageJson.Serialize(Assert.Single(new PageReader().Parse(form, "p.txt", PageHints.None))));
    }

    [Theory]
    [InlineData("", FailureReason.Empty)]
    [InlineData(" \n\u3000\n", FailureReason.Empty)]
    [InlineData("北湖晨报\n第A03版：民生\n", FailureReason.NoArticles)]
    public void What_is_no_page_is_refused_with_its_reason(string text, string reason)
    {
        var failure = Assert.IsType<FailureResult>(Assert.Single(new PageReader().Parse(Encoding.UTF8.GetBytes(text), "p.txt", PageHints.None)));
        Assert.Equal(reason, failure.Failure.Reason);
    }

    [Fact]
    public void A_binary_file_and_a_huge_one_are_refused()
    {
        byte[] noise = new byte[5000];
        new Random(7).NextBytes(noise);
        Assert.Equal(FailureReason.Binary, Assert.IsType<FailureResult>(Assert.Single(new PageReader().Parse(noise, "p.txt", PageHints.None))).Failure.Reason);
        var small = new PageReader(new ReaderLimits { MaxPageBytes = 4000 });
        Assert.Equal(FailureReason.TooLarge, Assert.IsType<FailureResult>(Assert.Single(small.Parse(noise, "p.txt", PageHints.None))).Failure.Reason);
    }

    [Fact]
    public void Flags_win_over_the_path_and_the_path_over_the_furniture()
    {
        var page = Parse(ColumnPage, "南山日报/2020-01-02/B07.txt");
        Assert.Equal(("南山日报", "2020-01-02", "B07"), (page.Newspaper, page.Date, page.Page));
        page = Parse(ColumnPage, "南山日报/2020-01-02/B07.txt", new PageHints { Newspaper = "西山报", Date = "1999-12-31", Page = "9" });
        Assert.Equal(("西山报", "1999-12-31", "9"), (page.Newspaper, page.Date, page.Page));
    }

    [Theory]
    [InlineData("北湖晨报 2021年5月6日 星期四 A03 民生", "A03", "民生")]
    [InlineData("北湖晨报 2021年5月6日 民生 A03", "A03", "民生")]
    [InlineData("2021-05-06 A03", "A03", "")]
    [InlineData("北湖晨报 2021年5月6日 星期四", "", "")]
    public void A_running_head_names_the_page_with_or_without_the_word_for_it(string head, string label, string section)
    {
        var page = Parse(ColumnPage.Replace("北湖晨报 2021年5月6日 星期四 第A03版 民生", head, StringComparison.Ordinal), "page.txt");
        Assert.Equal(("2021-05-06", label, section), (page.Date, page.Page, page.Section));
    }

    [Fact]
    public void A_date_that_is_none_is_refused()
    {
        var reader = new PageReader();
        byte[] bytes = Encoding.UTF8.GetBytes(ColumnPage);
        Assert.Equal(FailureReason.BadDate, Assert.IsType<FailureResult>(Assert.Single(reader.Parse(bytes, "报/2022-13-45/A1.txt", PageHints.None))).Failure.Reason);
        Assert.Equal(FailureReason.BadDate, Assert.IsType<FailureResult>(Assert.Single(reader.Parse(bytes, "p.txt", new PageHints { Date = "5.6.2021" }))).Failure.Reason);
    }

    [Fact]
    public void A_missing_date_is_inferred_and_says_so()
    {
        var page = Parse("北湖区召开防汛会议\n\n本报讯 3月4日,北湖区召开防汛会议,总结2021年工作,部署2022年防汛任务。2022年汛期将早于往年,各单位要提前准备。记者 周雨\n");
        Assert.Equal("2022-03-04", page.Date);
        Assert.True(page.DateInferred);
    }
}
