using System.Text;
using Search.Contracts.V1;
using Search.Newspaper;

namespace Search.Ingestion.Tests;

public sealed class PageMappingTests
{
    [Fact]
    public void A_page_source_is_parsed_into_a_put_that_keeps_its_bytes()
    {
        byte[] source = Encoding.UTF8.GetBytes(SamplePage.Text);
        var parsed = Assert.IsType<ParsedSource>(PageMapping.ParseSource(source, default, "B02.txt", "河东晨报", "2031-04-05", "B02"));
        Assert.Equal(("河东晨报", "2031-04-05", "B02", "B02.txt"), (parsed.Newspaper, parsed.Date, parsed.Page.Page, parsed.Page.FileName));
        Assert.Equal(source, parsed.Page.Source.ToByteArray());
        Assert.NotEmpty(parsed.Page.Articles);
        Assert.All(parsed.Page.Articles, a => Assert.Equal(("河东晨报", "2031-04-05", "B02"), (a.Newspaper, a.Date, a.Page)));
        Assert.Contains(parsed.Page.Articles, a => a.Headline == SamplePage.Headline);
    }

    [Fact]
    public void A_source_that_is_no_page_says_why()
    {
        var unreadable = Assert.IsType<UnreadableSource>(PageMapping.ParseSource(Array.Empty<byte>(), default, "B02.txt", "", "", ""));
        Assert.Equal(FailureReason.Empty, unreadable.Failure.Reason);
    }

    [Fact]
    public void A_page_without_a_label_is_named_after_its_file_so_that_two_never_replace_each_other()
    {
        var page = new ParsedPage { File = "x", Articles = [new ParsedArticle { Headline = "标题" }] };
        PutPage put = PageMapping.ToPutPage(page, "x"u8.ToArray(), "某日/第三叠-综合.txt");
        Assert.Equal(("第三叠-综合", "第三叠-综合.txt"), (put.Page, put.FileName));
        Assert.Equal("第三叠-综合", put.Articles[0].Page);
    }

    [Fact]
    public void Unpacked_bytes_are_not_called_packed()
    {
        var page = new ParsedPage { File = "x", Page = "A01", Articles = [] };
        Assert.Equal("A01.txt", PageMapping.ToPutPage(page, "plain"u8.ToArray(), "d/A01.txt.gz").FileName);
        Assert.Equal("A01.txt.gz", PageMapping.ToPutPage(page, new byte[] { 0x1F, 0x8B, 8, 0 }, "d/A01.txt.gz").FileName);
    }

    [Theory]
    [InlineData("hdcb-2031_04.05-7", "hdcb-2031_04.05-7")]
    [InlineData("稿件/7", null)]
    [InlineData("a b", null)]
    [InlineData("---", null)]
    public void A_source_id_is_kept_where_it_fits_and_else_always_hashed_alike(string sourceId, string? kept)
    {
        string id = PageMapping.ToId(sourceId);
        Assert.Equal(id, PageMapping.ToId(sourceId));
        if (kept is not null) Assert.Equal(kept, id);
        else Assert.Matches("^id-[0-9a-f]{24}$", id);
    }
}
