using System.IO.Compression;
using System.Text;

namespace Search.Engine.Tests.Erasure;

/// <summary>A text to erase is recognised in whatever an inbox may keep.</summary>
public sealed class TextTracesTests
{
    private const string Secret = "鸢尾巷七号的住户名单昨天在会上念了一遍。";

    private const int Window = 8 << 20;

    private static readonly TextTraces Traces = new([new Article { Id = "a", Newspaper = "云溪日报", Date = "2021-03-04", Page = "A01", Headline = "名单", Paragraphs = [Secret] }]);

    static TextTracesTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("gb18030")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void It_is_found_across_the_windows_in_which_a_large_file_is_read(string encoding)
    {
        byte[] secret = Encoding.GetEncoding(encoding).GetBytes(Secret), filling = Encoding.GetEncoding(encoding).GetBytes("码头\n");
        foreach (int at in new[] { Window - (secret.Length / 2 / 2 * 2), (2 * Window) - (512 << 10) - 8, 2 * Window + 4 })
        {
            using MemoryStream file = new();
            while (file.Length + filling.Length <= at) file.Write(filling);
            Assert.False(IsIn(file));
            file.Position = file.Length;
            file.Write(secret);
            for (int i = 0; i < 1000; i++) file.Write(filling);
            Assert.True(IsIn(file), $"at {at}");
        }
    }

    [Fact]
    public void It_is_found_as_programs_escape_it()
    {
        TextTraces quoted = new([new Article { Id = "a", Newspaper = "云溪日报", Date = "", Page = "", Headline = "名单", Paragraphs = ["鸢尾巷的\"住户名单\"昨天在会上念了一遍。", "短。"] }, new Article { Id = "b", Newspaper = "", Date = "", Page = "", Headline = "名单", Paragraphs = ["名单在此。", "念完散会。"] }]);
        foreach (string line in new[]
        {
            """{"title":"名单","body":"鸢尾巷的\"住户名单\"昨天在会上念了一遍。\n短。","date":"无此日"}""",
            "{\"body\":\"" + string.Concat("鸢尾巷的\"住户名单\"昨天在会上念了一遍。".Select(c => $"\\u{(int)c:x4}")) + "\"}",
            "名单,\"鸢尾巷的\"\"住户名单\"\"昨天在会上念了一遍。\"",
            """{"title":"","body":"名单名单在此。\n念完散会。"}""",
        })
        {
            Assert.True(quoted.IsIn(new MemoryStream(Encoding.UTF8.GetBytes(line)), TestContext.Current.CancellationToken), line);
        }

        Assert.False(quoted.IsIn(new MemoryStream("""{"body":"鸢尾巷的\"住户名录\"昨天在会上念了一遍。\"""u8.ToArray()), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_member_of_a_zip_that_cannot_be_parsed_is_looked_into()
    {
        Assert.True(IsIn(Zip(("a.jsonl", Encoding.UTF8.GetBytes("{\"title\":\"名单\",\"body\":\"" + Secret)))));
        Assert.True(IsIn(Zip(("b.txt", "码头"u8.ToArray()), ("a.jsonl.gz", Gzip(Secret)))));
        Assert.False(IsIn(Zip(("b.txt", "码头"u8.ToArray()), ("no.gz", "码头"u8.ToArray()))));
    }

    [Fact]
    public void What_was_packed_before_it_is_cut_off_or_damaged_is_looked_at()
    {
        byte[] packed = Gzip(Secret + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"第{i}号码头")));
        Assert.True(IsIn(new MemoryStream(packed[..(packed.Length / 2)])));
        byte[] damaged = [.. packed];
        damaged.AsSpan(packed.Length / 2, 64).Fill(0xFF);
        Assert.True(IsIn(new MemoryStream(damaged)));
        Assert.False(IsIn(new MemoryStream(packed[..8])));
        Assert.True(IsIn(new MemoryStream([0x1F, 0x8B, .. Encoding.UTF8.GetBytes(Secret)])));
        Assert.True(IsIn(new MemoryStream([.. "PK"u8, .. Encoding.UTF8.GetBytes(Secret)])));
        Assert.False(IsIn(new MemoryStream([0x1F])));
    }

    [Fact]
    public void Who_gives_up_waits_no_longer() => Assert.Throws<OperationCanceledException>(() => Traces.IsIn(new MemoryStream("码头"u8.ToArray()), new CancellationToken(canceled: true)));

    private static bool IsIn(Stream file)
    {
        file.Position = 0;
        return Traces.IsIn(file, TestContext.Current.CancellationToken);
    }

    private static MemoryStream Zip(params (string Name, byte[] Content)[] members)
    {
        MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in members)
            {
                using Stream member = zip.CreateEntry(name).Open();
                member.Write(content);
            }
        }

        return file;
    }

    private static byte[] Gzip(string text)
    {
        using MemoryStream file = new();
        using (GZipStream gzip = new(file, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return file.ToArray();
    }
}
