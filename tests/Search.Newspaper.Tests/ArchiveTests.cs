using System.IO.Compression;
using System.Text;

namespace Search.Newspaper.Tests;

public sealed class ArchiveTests
{
    private const string Page = "南岸码头恢复夜航\n\n南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。记者 周雨\n";

    private static List<ReadResult> Read(byte[] bytes, string name, ReaderLimits? limits = null) => [.. new PageReader(limits).Parse(bytes, name, PageHints.None)];

    internal static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize)) gzip.Write(bytes);
        return stream.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Bytes)[] members)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, true))
        {
            foreach (var (name, bytes) in members)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    [Fact]
    public void A_zip_gives_every_member_and_refuses_names_that_lead_out()
    {
        byte[] page = Encoding.UTF8.GetBytes(Page);
        var results = Read(Zip(
            ("北湖晨报/2021-05-06/A01.txt", page), ("北湖晨报/2021-05-06/A01.txt.meta.json", "{\"section\":\"要闻\"}"u8.ToArray()),
            ("../../etc/evil.txt", page), ("lines.jsonl.gz", Gzip("{\"body\":\"甲。\"}\n{"u8.ToArray())), ("inner.zip", Zip(("a.txt", page))), ("empty.txt", [])), "all.zip");
        var first = Assert.IsType<PageResult>(results[0]);
        Assert.Equal(("北湖晨报", "2021-05-06", "A01", "要闻"), (first.Page.Newspaper, first.Page.Date, first.Page.Page, first.Page.Section));
        Assert.Equal("all.zip!北湖晨报/2021-05-06/A01.txt", first.File);
        Assert.Equal(page, first.Source.ToArray());
        Assert.IsType<ArticleResult>(results[2]);
        Assert.Equal(
            [FailureReason.UnsafePath, FailureReason.MalformedJson, FailureReason.UnknownFormat, FailureReason.Empty],
            results.OfType<FailureResult>().Select(f => f.Failure.Reason));
    }

    [Fact]
    public void What_Windows_and_Macs_put_into_a_zip_by_themselves_is_passed_over() =>
        Assert.IsType<PageResult>(Assert.Single(Read(Zip(
            ("北湖晨报/2021-05-06/A01.txt", Encoding.UTF8.GetBytes(Page)), ("北湖晨报/2021-05-06/Thumbs.db", [1, 2]), ("desktop.ini", [1]), ("__MACOSX/._A01.txt", [1]), (".DS_Store", [1])), "all.zip")));

    [Theory]
    [InlineData("A01.docx")]
    [InlineData("目录.xlsx")]
    [InlineData("合订本.EPUB")]
    public void A_document_that_is_a_zip_inside_is_refused_as_one_file(string name)
    {
        var failure = Assert.IsType<FailureResult>(Assert.Single(Read(Zip(("word/document.xml", [1]), ("a.html", "<p>新桥</p>"u8.ToArray())), name)));
        Assert.Equal((name, FailureReason.UnknownFormat), (failure.File, failure.Failure.Reason));
    }

    [Fact]
    public void A_kept_source_gives_the_same_page_again_under_its_old_name()
    {
        var page = Assert.IsType<PageResult>(Assert.Single(Read(Gzip(Encoding.UTF8.GetBytes(Page)), "北湖晨报/2021-05-06/A01.txt.gz")));
        Assert.Equal("2021-05-06", page.Page.Date);
        var again = Assert.IsType<PageResult>(Assert.Single(Read(page.Source.ToArray(), page.File)));
        Assert.Equal(ParsedPageJson.Serialize(page), ParsedPageJson.Serialize(again));
        var record = Assert.IsType<ArticleResult>(Assert.Single(Read("title,body\n新桥,新桥通车。\n"u8.ToArray(), "a.csv")));
        Assert.Equal(ParsedPageJson.Serialize(record), ParsedPageJson.Serialize(Assert.IsType<ArticleResult>(Assert.Single(Read(record.Source.ToArray(), "a.csv"))) with { Article = record.Article }));
    }

    [Fact]
    public void A_gzipped_page_that_was_cut_off_anywhere_is_refused()
    {
        byte[] whole = Gzip(Encoding.UTF8.GetBytes(Page));
        foreach (byte[] members in (byte[][])[whole, [.. whole, .. Gzip("码头"u8.ToArray())]])
        {
            Assert.IsType<PageResult>(Assert.Single(Read(members, "a.txt.gz")));
            for (int length = 18; length < members.Length; length++)
            {
                if (length == whole.Length) continue; // a whole page again
                var failure = Assert.IsType<FailureResult>(Assert.Single(Read(members[..length], "a.txt.gz"))).Failure;
                Assert.Equal(FailureReason.MalformedArchive, failure.Reason);
            }
        }
    }

    [Fact]
    public void Records_before_the_place_where_a_gzipped_file_was_cut_off_are_read_and_the_rest_is_reported()
    {
        byte[] records = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"body\":\"第{i * 7919 % 10007}号渡轮昨晚恢复夜航。\"}}\n")));
        var whole = Read(Gzip(records), "a.jsonl.gz");
        var cut = Read(Gzip(records)[..^2000], "a.jsonl.gz");
        Assert.Equal(20_000, whole.OfType<ArticleResult>().Count());
        Assert.InRange(cut.Count, 2, 20_000);
        Assert.All(cut[..^1], result => Assert.IsType<ArticleResult>(result));
        Assert.Equal(FailureReason.MalformedArchive, Assert.IsType<FailureResult>(cut[^1]).Failure.Reason);
    }

    [Fact]
    public void A_member_that_differs_from_the_sum_in_the_archives_directory_is_refused_and_the_others_are_read()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, true))
        {
            foreach (string name in (string[])["a.txt", "b.txt"])
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(Encoding.UTF8.GetBytes(Page));
            }
        }
        byte[] archive = stream.ToArray();
        int at = archive.AsSpan().IndexOf("二十二点"u8);
        "三"u8.CopyTo(archive.AsSpan(at));
        var results = Read(archive, "a.zip");
        Assert.Equal(("a.zip!a.txt", FailureReason.MalformedArchive), (results[0].File, Assert.IsType<FailureResult>(results[0]).Failure.Reason));
        Assert.IsType<PageResult>(Assert.Single(results[1..]));
    }

    [Fact]
    public void A_damaged_html_member_is_refused_and_the_others_are_read()
    {
        byte[] archive = Stored(("index.html", "<a href=a.txt>南岸码头</a>"u8.ToArray()), ("a.txt", Encoding.UTF8.GetBytes(Page)), ("b.txt", Encoding.UTF8.GetBytes(Page)));
        Damage(archive, "南岸码头</a>");
        var results = Read(archive, "a.zip");
        Assert.Equal(("a.zip!index.html", FailureReason.MalformedArchive), (results[0].File, Assert.IsType<FailureResult>(results[0]).Failure.Reason));
        Assert.Equal(["a.zip!a.txt", "a.zip!b.txt"], results[1..].Select(r => Assert.IsType<PageResult>(r).File));
    }

    [Theory]
    [InlineData("content_2.htm")]
    [InlineData("node_1.htm.meta.json")]
    [InlineData("node_1.htm.correction.json")]
    public void A_damaged_article_of_a_saved_page_or_what_stands_beside_its_list_refuses_that_page_alone(string damaged)
    {
        byte[] Article(string what) => Encoding.UTF8.GetBytes($"<h1>{what}</h1><div id=ozoom><p>{what}线路昨晚恢复，末班船延长到二十二点，票价保持不变。</p></div>");
        var files = new List<(string, byte[])>
        {
            ("node_1.htm", Encoding.UTF8.GetBytes("<title>青岚时报</title><a href=content_1.htm>甲码头夜航</a><a href=content_2.htm>乙码头夜航</a>")),
            ("content_1.htm", Article("甲码头夜航")), ("content_2.htm", Article("乙码头夜航")),
            ("node_2.htm", Encoding.UTF8.GetBytes("<title>青岚时报</title><a href=content_3.htm>丙码头夜航</a><a href=content_4.htm>丁码头夜航</a>")),
            ("content_3.htm", Article("丙码头夜航")), ("content_4.htm", Article("丁码头夜航")),
            ("z.txt", Encoding.UTF8.GetBytes(Page)),
        };
        if (damaged.EndsWith(".json", StringComparison.Ordinal)) files.Add((damaged, "{\"section\":\"乙码头夜航线路\"}"u8.ToArray()));
        byte[] archive = Stored([.. files]);
        Assert.Equal(3, Read(Stored([.. files.Where(f => f.Item1 != damaged || damaged.StartsWith("content", StringComparison.Ordinal))]), "a.zip").OfType<PageResult>().Count());
        Damage(archive, "乙码头夜航线路");
        var results = Read(archive, "a.zip");
        var failure = Assert.Single(results.OfType<FailureResult>());
        Assert.Equal(("a.zip!node_1.htm", FailureReason.MalformedArchive), (failure.File, failure.Failure.Reason));
        Assert.Equal(["a.zip!node_2.htm", "a.zip!z.txt"], results.OfType<PageResult>().Select(r => r.File));
        Assert.Equal(3, results.Count);
    }

    private static byte[] Stored(params (string Name, byte[] Bytes)[] members)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, true))
        {
            foreach (var (name, bytes) in members)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    /// <summary>Another first character, so that the member differs from its sum.</summary>
    private static void Damage(byte[] archive, string text) => "改"u8.CopyTo(archive.AsSpan(archive.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void A_decompression_bomb_is_refused()
    {
        byte[] bomb = Gzip(new byte[40 << 20]);
        var limits = new ReaderLimits { MaxPageBytes = 1L << 40 };
        Assert.Equal(FailureReason.TooLarge, Assert.IsType<FailureResult>(Assert.Single(Read(bomb, "b.txt.gz", limits))).Failure.Reason);
        Assert.Equal(FailureReason.TooLarge, Assert.IsType<FailureResult>(Assert.Single(Read(Zip(("b.txt", new byte[40 << 20])), "b.zip", limits))).Failure.Reason);
        Assert.Equal(FailureReason.MalformedArchive, Assert.IsType<FailureResult>(Assert.Single(Read([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8], "b.txt.gz"))).Failure.Reason);
    }

    [Fact]
    public void Links_and_encrypted_members_are_refused_and_a_bomb_within_an_archive_too()
    {
        byte[] page = Encoding.UTF8.GetBytes(Page);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, true))
        {
            var link = zip.CreateEntry("link.txt");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using (var to = link.Open()) to.Write("../../etc/passwd"u8);
            using (var locked = zip.CreateEntry("locked.txt").Open()) locked.Write(page);
            using (var good = zip.CreateEntry("A01.txt").Open()) good.Write(page);
            using var bomb = zip.CreateEntry("bomb.jsonl.gz", CompressionLevel.NoCompression).Open();
            bomb.Write(Gzip(new byte[40 << 20]));
        }
        byte[] bytes = stream.ToArray();
        // Bit 0 of a member's flags says encrypted; ZipArchive cannot write that, so it is set by hand in both headers.
        byte[] name = "locked.txt"u8.ToArray();
        int local = bytes.AsSpan().IndexOf(name), central = bytes.AsSpan().LastIndexOf(name);
        bytes[local - 30 + 6] |= 1;
        bytes[central - 46 + 8] |= 1;
        var results = Read(bytes, "all.zip");
        Assert.IsType<PageResult>(Assert.Single(results, r => r is PageResult));
        Assert.Equal(
            [("all.zip!link.txt", FailureReason.UnsafePath), ("all.zip!locked.txt", FailureReason.Encrypted), ("all.zip!bomb.jsonl.gz", FailureReason.TooLarge)],
            results.OfType<FailureResult>().Select(f => (f.File, f.Failure.Reason)));
    }

    [Fact]
    public void Csv_takes_quotes_line_feeds_and_either_encoding()
    {
        const string text = "id,备注,title,body\n1,x,\"新桥,\"\"北湖\"\"通车\",\"第一段。\n第二段。\"\n2,x,少一列\n3,x,丙,\"没有关\n";
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.GetEncoding("GB18030"), Encoding.Unicode])
        {
            var results = Read([.. encoding.Preamble, .. encoding.GetBytes(text)], "a.csv");
            var article = Assert.IsType<ArticleResult>(results[0]).Article;
            Assert.Equal(("1", "新桥,\"北湖\"通车"), (article.SourceId, article.Headline));
            Assert.Equal(["第一段。", "第二段。"], article.Paragraphs);
            Assert.Equal([(FailureReason.MalformedCsv, 4), (FailureReason.MalformedCsv, 5)], results.OfType<FailureResult>().Select(f => (f.Failure.Reason, f.Failure.Line)));
        }
    }
}
