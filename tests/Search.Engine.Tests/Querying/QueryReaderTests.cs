using CsCheck;

namespace Search.Engine.Tests.Querying;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("云溪 大桥", "云溪 大桥")]
    [InlineData("(云溪 大桥)", "云溪 大桥")]
    [InlineData("经开区（云溪）", "经开区（云溪）")]
    [InlineData("桥-隧", "桥-隧")]
    [InlineData("桥 - 隧", "桥 - 隧")]
    [InlineData("10:30", "10:30")]
    [InlineData("http://example.org/a", "http://example.org/a")]
    [InlineData("NBA:战报", "NBA:战报")]
    [InlineData("主持人：您好", "主持人：您好")]
    [InlineData("5*3", "5*3")]
    [InlineData("**重点**", "**重点**")]
    [InlineData("桥 OR", "桥 OR")]
    [InlineData("AND 桥", "AND 桥")]
    [InlineData("*", "*")]
    [InlineData("2021-02-30", "2021-02-30")]
    [InlineData("😀桥", "😀桥")]
    public void What_is_no_operator_is_text(string query, string text) =>
        Assert.Equal([new TextNode(text)], Nodes(query));

    [Theory]
    [InlineData("桥 -隧")]
    [InlineData("桥 －隧")]
    [InlineData("桥 NOT 隧")]
    public void A_sign_behind_white_space_excludes(string query) =>
        Assert.Equal([new TextNode("桥"), new NotNode(new TextNode("隧"))], Nodes(query));

    [Theory]
    [InlineData("\"云溪 大桥\"")]
    [InlineData("“云溪 大桥”")]
    [InlineData("”云溪 大桥“")]
    [InlineData("＂云溪 大桥＂")]
    public void Quotation_marks_of_every_kind_quote(string query) =>
        Assert.Equal([new LiteralNode("云溪 大桥", Required: true)], Nodes(query));

    [Fact]
    public void Chinese_marks_within_running_text_are_its_punctuation() =>
        Assert.Equal([new TextNode("第三届"), new LiteralNode("云溪杯", Required: false), new TextNode("大赛")], Nodes("第三届“云溪杯”大赛"));

    [Fact]
    public void And_binds_closer_than_or()
    {
        AnyNode any = Assert.IsType<AnyNode>(Assert.Single(Nodes("桥 OR 路 AND 水")));
        Assert.Equal(new TextNode("桥"), any.Alternatives[0]);
        Assert.Equal([new TextNode("路"), new TextNode("水")], Assert.IsType<AllNode>(any.Alternatives[1]).Parts);
    }

    [Fact]
    public void Groups_nest()
    {
        AllNode all = Assert.IsType<AllNode>(Assert.Single(Nodes("（桥 OR （路 OR 水）） AND 云溪")));
        Assert.IsType<AnyNode>(Assert.Single(Assert.IsType<SequenceNode>(all.Parts[0]).Parts));
    }

    [Theory]
    [InlineData("headline:大桥", "Headline")]
    [InlineData("TITLE:大桥", "Headline")]
    [InlineData("标题：大桥", "Headline")]
    [InlineData("记者: 大桥", "Reporter")]
    [InlineData("报纸:大桥", "Newspaper")]
    public void Fields_have_English_and_Chinese_names(string query, string field) =>
        Assert.Equal([new FieldNode(Enum.Parse<QueryField>(field), new TextNode("大桥"), 0)], Nodes(query));

    [Theory]
    [InlineData("2021", 20210101, 20211231)]
    [InlineData("２０２１", 20210101, 20211231)]
    [InlineData("2021年１２月", 20211201, 20211231)]
    [InlineData("2021/3/4", 20210304, 20210304)]
    [InlineData("2021年3月4日", 20210304, 20210304)]
    [InlineData("２０２１年３月４日", 20210304, 20210304)]
    [InlineData("二〇二一年", 20210101, 20211231)]
    [InlineData("二○二一年", 20210101, 20211231)]
    [InlineData("二零二一年三月", 20210301, 20210331)]
    [InlineData("二0二一年十二月", 20211201, 20211231)]
    [InlineData("一九九九年十月一日", 19991001, 19991001)]
    [InlineData("二Ｏ二一年三月十号", 20210310, 20210310)]
    [InlineData("二〇二一年三月二十日", 20210320, 20210320)]
    [InlineData("二〇二一年三月三十一日", 20210331, 20210331)]
    [InlineData("二〇二一年3月4日", 20210304, 20210304)]
    [InlineData("2021年三月", 20210301, 20210331)]
    [InlineData("二〇二一年三月..二〇二一年五月", 20210301, 20210531)]
    [InlineData("２０２１．．２０２２", 20210101, 20221231)]
    [InlineData("20210304", 20210304, 20210304)]
    [InlineData("2021年3月至5月", 20210301, 20210531)]
    [InlineData("2021年3至5月", 20210301, 20210531)]
    [InlineData("２０２１年３月－５月", 20210301, 20210531)]
    [InlineData("2021年11月到2022年1月", 20211101, 20220131)]
    [InlineData("二〇二一年三月至五月", 20210301, 20210531)]
    [InlineData("2021年3月4日至8日", 20210304, 20210308)]
    [InlineData("2021年3月4-8日", 20210304, 20210308)]
    [InlineData("2021年3月28日——4月2日", 20210328, 20210402)]
    [InlineData("2021-2022年", 20210101, 20221231)]
    [InlineData("2021年—2022年", 20210101, 20221231)]
    [InlineData("2021至2022年", 20210101, 20221231)]
    [InlineData("2021-2022", 20210101, 20221231)]
    [InlineData("2021-03-04至2021-04-02", 20210304, 20210402)]
    [InlineData("2021-03..2021-05", 20210301, 20210531)]
    [InlineData("2021..", 20210101, int.MaxValue)]
    [InlineData("..2021-06-07", 0, 20210607)]
    public void Dates_are_read_as_people_write_them(string text, int from, int to)
    {
        Assert.Equal(new DateRange(from, to), Assert.IsType<DateNode>(Assert.Single(Nodes(text))).Range);
        DateNode strict = Assert.IsType<DateNode>(Assert.IsType<FieldNode>(Assert.Single(Nodes("日期：" + text))).Inner);
        Assert.True(strict.Strict);
        Assert.Equal(new DateRange(from, to), strict.Range);
    }

    [Theory]
    [InlineData("二〇二一")] // 一九八四 is a novel.
    [InlineData("三月四日")]
    [InlineData("二〇二一年三月新桥")]
    [InlineData("二〇二一年二月三十日")]
    [InlineData("二〇二一年十三月")]
    [InlineData("二〇二一年一十一月")]
    [InlineData("二〇二一年三月四")]
    [InlineData("二十一年")]
    [InlineData("三〇二一年")]
    public void What_is_no_date_in_chinese_numerals_is_text(string query) => Assert.Equal([new TextNode(query)], Nodes(query));

    [Theory]
    [InlineData("2021年5月至3月")] // a year may be missing or a month be wrong
    [InlineData("2021年3月至8日")]
    [InlineData("2021年3月至十三月")]
    [InlineData("2021年3月至")]
    [InlineData("至2021年")]
    [InlineData("2022-2021")]
    [InlineData("2021-202")]
    [InlineData("20211304")]
    [InlineData("20210230")]
    [InlineData("2021年3月4日至今")]
    [InlineData("2021年3月到青岚")]
    [InlineData("1998-至")]
    [InlineData("202至2021")]
    [InlineData("2021至5")]
    public void What_is_no_date_or_range_of_dates_is_text(string query) => Assert.Equal([new TextNode(query)], Nodes(query));

    [Theory]
    [InlineData("2021年3月", "2021年3月", "二〇二一年三月", "二零二一年三月")]
    [InlineData("二零二一年三月", "二零二一年三月", "2021年3月", "二〇二一年三月")]
    [InlineData("２０２１年03月31日", "２０２１年03月31日", "2021年3月31日", "二〇二一年三月三十一日", "二零二一年三月三十一日")]
    [InlineData("一九九九年十月二十号", "一九九九年十月二十号", "1999年10月20号", "一九九九年十月二十号")]
    [InlineData("二〇二一年", "二〇二一年", "2021年", "二零二一年")]
    [InlineData("2021-03", "2021-03")]
    public void A_date_is_looked_for_in_both_numerals(string typed, params string[] spellings) => Assert.Equal(spellings.Distinct(), DateRange.SpellingsOf(typed));

    [Theory]
    [InlineData("经开*")]
    [InlineData("经开＊")]
    public void A_star_behind_a_letter_is_a_wildcard(string query) => Assert.Equal([new WildcardNode("经开*", 0)], Nodes(query));

    [Theory]
    [InlineData("云溪 OR 大桥", "any(云溪; 大桥)")]
    [InlineData("云溪　OR　大桥", "any(云溪; 大桥)")]
    [InlineData("云溪 ＯＲ 大桥", "any(云溪; 大桥)")]
    [InlineData("云溪 ｜ 大桥", "any(云溪; 大桥)")]
    [InlineData("云溪 | 大桥 | 隧道", "any(云溪; 大桥; 隧道)")]
    [InlineData("云溪 ＡＮＤ 大桥", "all(云溪; 大桥)")]
    [InlineData("ＮＯＴ 大桥", "not(大桥)")]
    [InlineData("云溪|大桥", "云溪|大桥")]
    [InlineData("云溪 or 大桥", "云溪 or 大桥")]
    [InlineData("（云溪 OR 大桥） －“隧道 动工”", "any(云溪; 大桥), not(“隧道 动工”)")]
    [InlineData("((云溪 OR 大桥) AND (隧道 OR 渡口)) -茶馆", "all(any(云溪; 大桥); any(隧道; 渡口)), not(茶馆)")]
    [InlineData("记者：石磊", "Reporter:石磊")]
    [InlineData("记者:石磊", "Reporter:石磊")]
    [InlineData("reporter:石磊", "Reporter:石磊")]
    [InlineData("ｒｅｐｏｒｔｅｒ：石磊", "Reporter:石磊")]
    [InlineData("byline:石磊", "Bylines:石磊")]
    [InlineData("headline：“云溪 大桥”", "Headline:“云溪 大桥”")]
    [InlineData("body:（云溪 OR 大桥）", "Body:any(云溪; 大桥)")]
    [InlineData("section:要闻 newspaper:云溪日报 page:A01", "Section:要闻, Newspaper:云溪日报, Page:A01")]
    [InlineData("-标题：大桥", "not(Headline:大桥)")]
    [InlineData("date:2022年3月 云溪", "Date:20220301-20220331, 云溪")]
    [InlineData("2022-03-01..2022-03-31", "20220301-20220331")]
    [InlineData("2022-03-31..2022-03-01", "20220301-20220331")]
    [InlineData("date:2023..2022年3月", "Date:20220301-20231231")]
    [InlineData("２０２２－０３", "20220301-20220331")]
    [InlineData("2022年3月1日..2022年3月9日", "20220301-20220309")]
    [InlineData("经*", "like(经*)")]
    [InlineData("kola*", "like(kola*)")]
    [InlineData("经*区", "like(经*区)")]
    [InlineData("经?区", "经?区")]
    [InlineData("经？区", "经？区")]
    [InlineData("为什么？", "为什么？")]
    [InlineData("2019-nCoV", "2019-nCoV")]
    [InlineData("A-B", "A-B")]
    [InlineData("- 词", "- 词")]
    [InlineData("云溪 - 大桥", "云溪 - 大桥")]
    [InlineData("云溪 -", "云溪 -")]
    [InlineData("云溪 -，", "云溪 -，")]
    [InlineData("云溪—大桥", "云溪—大桥")]
    [InlineData("\"云溪 -大桥 OR title:* (\"", "“云溪 -大桥 OR title:* (”")]
    [InlineData("“经*区？”", "“经*区？”")]
    [InlineData("云溪（大桥", "云溪（大桥")]
    [InlineData("云溪) 大桥", "云溪) 大桥")]
    [InlineData("OR", "OR")]
    [InlineData("- + * | ：", "- +, any(*; ：)")]
    public void The_query_language(string query, string meaning)
    {
        Assert.Equal(meaning, string.Join(", ", Nodes(query).Select(Meaning)));

        static string Meaning(QueryNode node) => node switch
        {
            TextNode text => text.Text,
            LiteralNode literal => $"“{literal.Text}”",
            WildcardNode wildcard => $"like({wildcard.Pattern})",
            DateNode date => $"{date.Range.From}-{date.Range.To}",
            FieldNode field => $"{field.Field}:{Meaning(field.Inner)}",
            NotNode not => $"not({Meaning(not.Inner)})",
            AnyNode any => $"any({string.Join("; ", any.Alternatives.Select(Meaning))})",
            AllNode all => $"all({string.Join("; ", all.Parts.Select(Meaning))})",
            SequenceNode sequence => string.Join(' ', sequence.Parts.Select(Meaning)),
            _ => throw new InvalidOperationException(node.ToString()),
        };
    }

    [Theory]
    [InlineData("云溪 OR", 3)]
    [InlineData("AND 云溪", 0)]
    [InlineData("云溪 ｜", 3)]
    [InlineData("云溪 NOT", 3)]
    [InlineData("(云溪", 0)]
    [InlineData("云溪）", 2)]
    [InlineData("云溪 颜色：红", 3)]
    [InlineData("云溪 \"大桥", 3)]
    [InlineData("云溪 *大桥", 3)]
    [InlineData("云溪 date:昨天", 8)]
    [InlineData("云溪 title:", 8)]
    public void Strictly_read_signs_without_sense_are_errors_with_place_and_hint(string query, int position)
    {
        QuerySyntaxError error = Assert.IsType<QuerySyntaxError>(QueryReader.Read(query, strict: true));
        Assert.Equal(position, error.Position);
        Assert.NotEmpty(error.Message);
        Assert.NotEmpty(error.Hint);
    }

    [Theory]
    [InlineData("云溪 \"大桥", 3)]
    [InlineData("云溪 “大桥", 3)]
    [InlineData("桥 colour:红", 2)]
    [InlineData("桥 *路", 2)]
    [InlineData("**a*", 0)]
    [InlineData("桥 date:昨天", 7)]
    [InlineData("桥 title:", 7)]
    [InlineData("title:()", 5)]
    public void What_would_silently_mean_something_else_is_an_error_with_its_place(string query, int position)
    {
        QuerySyntaxError error = Assert.IsType<QuerySyntaxError>(QueryReader.Read(query));
        Assert.Equal(position, error.Position);
        Assert.NotEmpty(error.Message);
        Assert.NotEmpty(error.Hint);
    }

    [Fact]
    public void Too_many_characters_and_parts_are_refused()
    {
        Assert.IsType<QuerySyntaxError>(QueryReader.Read(new string('桥', 10_001)));
        Assert.IsType<ParsedQuery>(QueryReader.Read(new string('桥', 10_000)));
        Assert.IsType<QuerySyntaxError>(QueryReader.Read(string.Join(" OR ", Enumerable.Repeat("桥", 1_400))));
    }

    [Theory]
    [InlineData("()")]
    [InlineData("(())")]
    [InlineData("\"\"")]
    [InlineData("-()")]
    [InlineData("NOT ()")]
    [InlineData("-\" \"")]
    public void Empty_groups_and_quotes_are_nothing(string query) => Assert.Empty(Nodes(query));

    [Fact]
    public void Anything_typed_is_read_or_refused_at_a_place_in_it()
    {
        string[] pieces = ["桥", "云溪", "a", "7", "2021", "２", " ", "　", "\"", "“", "”", "(", ")", "（", "）", ":", "：", "*", "＊", "-", "－", "+", " OR ", " AND ", " NOT ", "title", "日期:", "标题：", "page:", "..", "😀", "\ud83d", "\udc00", "\0", "\u200b", "\u001b", "\n", "/", "，"];
        Gen<string> piece = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        piece.Array[0, 40].Select(string.Concat).Sample(
            query =>
            {
                if (QueryReader.Read(query) is QuerySyntaxError error) Assert.InRange(error.Position, 0, query.Length);
            },
            iter: 20_000);
    }

    private static IReadOnlyList<QueryNode> Nodes(string query) => Assert.IsType<ParsedQuery>(QueryReader.Read(query)).Root.Parts;
}
