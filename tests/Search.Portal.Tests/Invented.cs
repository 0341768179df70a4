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
            Paragraphs =
            [
                $"本报讯 柳林湖畔第{i + 1}座风车昨日落成，守湖人说，风车转起来，湖水就活了。",
                "湖边的孩子每天数风车，数到最后一座，太阳也就落山了。",
            ],
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
