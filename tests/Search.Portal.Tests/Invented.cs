using System.Globalization;
using Search.Engine;

namespace Search.Portal.Tests;

/// <summary>Articles about invented places, enough of them for pages of results, years and facets.</summary>
internal static class Invented
{
    public const string Attack = "\"'><script>window.attacked=1</script><img src=x onerror=\"window.attacked=1\"><svg onload=\"window.attacked=1\">";

    /// <summary>Texts that would run or break out somewhere if anything were not escaped there.</summary>
    public static readonly string[] Attacks =
    [
        Attack,
        "</title><script>window.attacked=1</script>",
        "</textarea></style></script><script>window.attacked=1</script>",
        "javascript:window.attacked=1",
        "\" autofocus onfocus=\"window.attacked=1",
        "' onmouseover='window.attacked=1",
        "<iframe srcdoc=\"<script>parent.attacked=1</script>\"></iframe>",
        "<!--<img src=\"--><img src=x onerror=window.attacked=1//\">",
        "&lt;script&gt;window.attacked=1&lt;/script&gt;",
        "{{constructor.constructor('window.attacked=1')()}}${window.attacked=1}",
        "<a href=\"javascript:window.attacked=1\">点</a><base href=\"//evil.example/\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.attacked=1&gt;\">",
    ];

    private static readonly string[] Sections = ["要闻", "民生", "副刊"];

    private static readonly string[] Reporters = ["卫知夏", "鲁望舒", "贺兰亭", "祝采薇"];

    /// <summary>Each article takes five of them: more alike, and they would be folded as reprints.</summary>
    private static readonly string[] Sentences =
    [
        "守湖人说，叶片转起来，湖水就活了。", "湖边的孩子每天来数，数到最后一座，太阳也就落山了。", "施工队用了九天，把塔身一节一节立起来。", "发的电先供堤上的灯，余下的存进蓄电池。",
        "老石匠把旧磨盘搬来，铺成了塔下的圆台。", "渔民担心惊了鱼群，试转三日后放了心。", "设计图出自一位退休的中学物理教师。", "塔门朝东，门楣上刻着捐资人的名字。",
        "开转那天起了西北风，帆布鼓得像一面墙。", "有摄影爱好者从邻县赶来，等一个有雾的早晨。", "冬天湖面封冻，叶片要锁住，免得结冰失衡。", "维护账目每季度贴在村口，谁都可以查。",
        "小学把自然课搬到了塔下，测风速，画曲线。", "茶摊也跟着热闹起来，一天要烧二十壶水。", "候鸟飞过时，值班员会把转速降下来。", "邻村也想建一座，正在选地方。",
        "塔顶装了航标灯，夜航的船家看得见。", "木料取自间伐的杉树，没有多砍一棵。", "第一度电点亮的是渡口的那盏旧灯。", "明年开春还要在塔下种一圈海棠。", "图纸和账本一起存进了镇档案室。",
        "技工学校派来六名学生，跟着学装轴承。", "下雨天叶片滴水，像一把转着的伞。",
    ];

    /// <summary>One text in two newspapers.</summary>
    public static IReadOnlyList<Article> Reprinted() =>
    [
        .. new[] { ("云栖日报", "2022-08-01"), ("柳林晚报", "2022-08-02") }.Select(where => new Article
        {
            Newspaper = where.Item1,
            Date = where.Item2,
            Page = "A02",
            Section = "要闻",
            Headline = "跨湖索道完成首次载重试验",
            Paragraphs = ["本报讯 跨湖索道昨日完成首次载重试验，十二个吊厢满载沙袋往返三趟，用时与设计相差不到四秒。", "索道全长两千一百米，建成后从渡口到云栖岭只要七分钟，老人和孩子不必再绕山路。", "运营方说，试验还要再做两轮，入秋之前向居民免费开放一周，听取意见以后再定票价。"],
        }),
    ];

    /// <summary>Sixty articles of two newspapers in 2021, 2022 and 2023.</summary>
    public static IReadOnlyList<Article> Years() =>
    [
        .. Enumerable.Range(0, 60).Select(i => new Article
        {
            Newspaper = i % 3 == 0 ? "柳林晚报" : "云栖日报",
            Date = new DateOnly(2021 + (i % 3), 1 + (i % 12), 1 + (i % 28)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Page = "A0" + (1 + (i % 4)).ToString(CultureInfo.InvariantCulture),
            Section = Sections[i % 3],
            Headline = $"柳林湖畔第{i + 1}座风车落成",
            Bylines = [new Byline { Role = "记者", Names = [Reporters[i % 4]] }],
            Paragraphs = [$"本报讯 柳林湖畔第{i + 1}座风车昨日落成。", string.Concat(Enumerable.Range(0, 5).Select(k => Sentences[((i * 7) + (k * ((i % 5) + 1))) % Sentences.Length]))],
        }),
    ];

    /// <summary>Articles whose every field attacks.</summary>
    public static IReadOnlyList<Article> Hostile() =>
    [
        .. Attacks.Select(attack => new Article
        {
            Newspaper = "险报" + attack[..Math.Min(attack.Length, 60)],
            Date = "2020-02-29",
            Page = "A01",
            Section = "险闻" + attack,
            Kicker = "险引" + attack,
            Headline = "险题" + attack,
            Subhead = "险副" + attack,
            Bylines = [new Byline { Role = "记者" + attack, Names = ["险人" + attack] }],
            Credit = attack,
            Paragraphs = ["险文 " + attack, attack],
            Confidence = 0.1,
        }),
    ];
}
