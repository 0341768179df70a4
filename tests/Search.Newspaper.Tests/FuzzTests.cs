using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Search.Newspaper.Tests;

/// <summary>SEARCH_FUZZ_COUNT mutated inputs (default 2,000), seeded: nothing but results comes out, each failure with a reason, none after more than the bound.</summary>
public sealed class FuzzTests
{
    private static readonly (string Name, string Text)[] Seeds =
    [
        ("报/2021-05-06/A03.txt", "北湖晨报 2021年5月6日 星期四 第A03版 民生\n\n全力服务企业\n北湖区新建三座社区图书馆\n\n本报讯(记者 林小舟 通讯员 何  田) 首日接待读者两千余人,借出图书一千二\n\n\n百册。（下转A04版）\n记者 林小舟 文/图\n"),
        ("p.txt", "东山茶园开采 新茶提前上市\n\n　　东山茶园本周开采，比往年早\n了九天，今年预计产茶12\n80公斤，GDP贡献可观。\n记者 石磊\n"),
        ("a.jsonl", "{\"id\":\"1\",\"title\":\"新桥\",\"body\":\"新桥通车。\",\"authors\":[\"周雨\"],\"date\":\"2019-03-04\"}\n{\"paragraphs\":[\"甲。\"]}\n"),
        ("a.json", "[{\"body\":\"甲。\"},{\"body\":\"乙。\"}]"),
        ("a.csv", "title,body\n\"新桥\",\"新桥\n通车。\"\n"),
        ("a.html", "<html><td class=font01>码头<br>夜航</td><div id=ozoom><p>　　南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价不变。</p></div><!--enpproperty <date>2018-10-31</date>/enpproperty--></html>"),
    ];

    /// <summary>A PDF of two pages, and a page's list with two articles in an archive.</summary>
    private static readonly (string Name, byte[] Bytes)[] BinarySeeds =
    [
        ("A01.pdf", Pdf.PlainPdf.Of(["北湖新建三座图书馆", "本报讯（记者 林小舟）首日接待读者两千余人，", "借出图书一千二百册。"], ["码头恢复夜航", "南岸码头夜航线路昨晚恢复，票价不变。"])),
        ("site.zip", Pdf.PlainPdf.Stored(("node_2.htm", "<title>北湖晨报数字报</title>第A03版：民生<a href=content_1.htm>图书馆</a><a href=content_2.htm>码头</a>"),
            ("content_1.htm", "<h1>图书馆</h1><div id=ozoom><p>首日接待读者两千余人，借出图书一千二百册，馆员说忙不过来。</p></div>"),
            ("content_2.htm", "<h1>码头</h1><div id=ozoom><p>南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价不变。</p></div>"))),
    ];

    private static readonly string[] Pieces = ["\n", "\n\n\n", "　　", "记者 ", "（", "。", "\"", "<div><p>", "{", "[", "\0", "第", "版", "\uFEFF", " ", "<<", ">>", " 0 R", "endstream", "endobj", "/Kids [1 0 R]", "/Length 999999999", "/Filter [/FlateDecode /LZWDecode]", "Tj", "BT", "Do", "<a href=node_2.htm>"];

    [Fact]
    public void Mutated_inputs_give_results_and_nothing_else()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("SEARCH_FUZZ_COUNT") ?? "2000", CultureInfo.InvariantCulture);
        var reader = new PageReader(new ReaderLimits { MaxArchiveBytes = 64 << 20 });
        for (int i = 0; i < count; i++)
        {
            var random = new Random(i);
            int kind = i % (Seeds.Length + BinarySeeds.Length);
            var (name, seed) = kind < Seeds.Length ? (Seeds[kind].Name, Encoding.UTF8.GetBytes(Seeds[kind].Text)) : BinarySeeds[kind - Seeds.Length];
            byte[] bytes = Mutate(seed, random);
            var watch = Stopwatch.StartNew();
            try
            {
                foreach (var result in reader.Parse(bytes, name, new PageHints { Explain = i % 3 == 0 }))
                {
                    Assert.NotEmpty(ParsedPageJson.Serialize(result));
                    if (result is FailureResult failure) Assert.True(failure.Failure.Reason.Length > 0 && failure.Failure.Message.Length > 0);
                }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Seed {i} ({name}): {e}");
            }
            // A hang, not a speed: the bound is a thousand times what any of these inputs needs.
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"Seed {i} ({name}) hangs.");
        }
    }

    /// <summary>Inputs on which quadratic work would take many minutes.</summary>
    public static TheoryData<string, string, string> Pathological => new()
    {
        { "p.txt", "", "记" }, { "p.txt", "", "（" }, { "p.txt", "", "记者 王一\n" }, { "p.txt", "", "南岸码头恢复夜航\n" }, { "p.txt", "", "《甲" }, { "p.txt", "", "2022年3月4日至" },
        { "报/2021-05-06/A01.txt", "标题\n\n", "3月4日至" }, { "p.txt", "", "。记者" }, { "p.txt", "", "标题 " }, { "p.txt", "", "（上接第" }, { "p.txt", "", "标题一二三\n\n本报讯 3月4日,正文。\n\n" },
        { "a.csv", "title,body\n\"", "\"\"" }, { "a.json", "", "[" }, { "a.html", "", "<div>" }, { "a.html", "", "<p>正文甲乙" }, { "a.html", "", "<a " },
    };

    [Theory]
    [MemberData(nameof(Pathological))]
    public void Repetition_without_end_is_read_or_refused_within_bounds(string name, string head, string piece)
    {
        // The work of every kind of page is bounded, whatever stands in it.
        byte[] bytes = Encoding.UTF8.GetBytes(head + string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length)));
        var results = new PageReader().Parse(bytes, name, PageHints.None).Take(10).ToList();
        Assert.NotEmpty(results);
        Assert.All(results, r => Assert.True(r is not FailureResult failure || failure.Failure.Message.Length > 0));
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var list = new List<byte>(bytes);
        for (int round = random.Next(1, 12); round > 0 && list.Count > 0; round--)
        {
            int at = random.Next(list.Count), length = Math.Min(random.Next(1, 40), list.Count - at);
            switch (random.Next(6))
            {
                case 0: list[at] = (byte)random.Next(256); break;
                case 1: list.RemoveRange(at, length); break;
                case 2: list.InsertRange(at, list.GetRange(at, length)); break;
                case 3: list.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)])); break;
                case 4: list.InsertRange(at, Enumerable.Repeat(list[at], random.Next(1, 3000))); break;
                default: list.RemoveRange(at, list.Count - at); break;
            }
        }
        return [.. list];
    }
}
