using System.IO.Compression;
using System.Text;

namespace Search.Newspaper.Tests.Html;

public sealed class SavedSiteTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("saved-site-").FullName;
    private readonly PageReader reader = new();

    public static TheoryData<string> Families => [.. SavedIssue.Families];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_saved_folder_of_every_family_gives_the_page_that_the_text_gives(string family)
    {
        foreach (var page in SampleIssue.Pages)
        {
            var files = SavedIssue.Of(family, page, page.Articles);
            string folder = Save(files, page.Page);
            var read = Assert.IsType<PageResult>(Assert.Single(reader.Read(folder, PageHints.None, CancellationToken.None)));
            Assert.Equal((page.Date, page.Page), (read.Page.Date, read.Page.Page));
            if (family != "paper-index") Assert.Equal("青岚时报", read.Page.Newspaper);
            Assert.Equal(page.Articles.Select(SampleIssue.Shown), read.Page.Articles.Select(SampleIssue.Shown));

            // The list alone finds its articles beside it, and what is kept reads the same without the folder.
            var alone = Assert.IsType<PageResult>(Assert.Single(reader.Read(Path.Combine(folder, files[0].Path), PageHints.None, CancellationToken.None)));
            var kept = Assert.IsType<PageResult>(Assert.Single(reader.Parse(read.Source, Path.GetFileName(files[0].Path), PageHints.None)));
            foreach (var same in (PageResult[])[alone, kept])
            {
                Assert.Equal(read.Page.Page, same.Page.Page);
                Assert.Equal(read.Page.Articles.Select(SampleIssue.Shown), same.Page.Articles.Select(SampleIssue.Shown));
            }
        }
    }

    [Fact]
    public void An_archive_of_a_saved_site_gives_its_pages_and_the_files_that_no_list_names()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var page in SampleIssue.Pages.Take(2))
            {
                foreach (var (path, content) in SavedIssue.Of("founder-classic", page, page.Articles)) Add(zip, $"{page.Page}/{path}", content);
            }
            Add(zip, "content_5.htm", Encoding.UTF8.GetBytes("<h1>码头夜航</h1><div id=ozoom><p>南岸码头夜航线路昨晚恢复，末班船延长到二十二点，票价保持不变。</p></div>"));
        }
        var results = reader.Parse(bytes.ToArray(), "site.zip", PageHints.None).ToList();
        Assert.Equal(SampleIssue.Pages.Take(2).Select(p => p.Articles.Count), results.OfType<PageResult>().Select(p => p.Page.Articles.Count));
        Assert.Equal("码头夜航", Assert.Single(results.OfType<ArticleResult>()).Article.Headline);
        Assert.Equal(3, results.Count);
    }

    [Fact]
    public void A_list_of_the_whole_issue_gives_its_pages()
    {
        var pages = SampleIssue.Pages.Take(3).ToList();
        var list = new StringBuilder("<title>青岚时报数字报</title><body>");
        foreach (var page in pages)
        {
            list.Append($"<h4><a href=page_{page.Page}.htm>{page.Page} - {page.Section[..2]}</a></h4>");
            var files = SavedIssue.Of("html-index", page, page.Articles);
            for (int i = 1; i <= page.Articles.Count; i++)
            {
                list.Append($"<li><a href=\"content_{page.Page}{i}.htm?from=list#top\">{page.Articles[i - 1].Headline}</a></li>");
                Save([($"issue/20240517/content_{page.Page}{i}.htm", files[i].Bytes)], "");
            }
        }
        string folder = Save([("issue/20240517/index.htm", Encoding.UTF8.GetBytes(list.ToString()))], "");
        var read = reader.Read(folder, PageHints.None, CancellationToken.None).Cast<PageResult>().ToList();
        Assert.Equal(pages.Select(p => p.Page), read.Select(r => r.Page.Page));
        Assert.Equal(pages.SelectMany(p => p.Articles).Select(SampleIssue.Shown), read.SelectMany(r => r.Page.Articles).Select(SampleIssue.Shown));
    }

    [Fact]
    public void What_was_not_saved_with_the_list_is_named()
    {
        var page = SampleIssue.Pages[0];
        var files = SavedIssue.Of("founder-classic", page, page.Articles);
        string missing = files[2].Path;
        files.RemoveAt(2);
        var results = reader.Read(Save(files, "x"), PageHints.None, CancellationToken.None).ToList();
        Assert.Equal(page.Articles.Count - 1, Assert.Single(results.OfType<PageResult>()).Page.Articles.Count);
        Assert.Contains(missing, Assert.Single(results.OfType<FailureResult>()).Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_correction_beside_the_list_overrides_its_page()
    {
        var page = SampleIssue.Pages[0];
        var files = SavedIssue.Of("founder-classic", page, page.Articles);
        files.Add((files[0].Path + ".correction.json", Encoding.UTF8.GetBytes("""{"section":"头版","articles":[{"article":2,"headline":"白鹭归来"}]}""")));
        var read = Assert.IsType<PageResult>(Assert.Single(reader.Read(Save(files, "c"), PageHints.None, CancellationToken.None)));
        Assert.Equal(("头版", "白鹭归来"), (read.Page.Section, read.Page.Articles[1].Headline));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Save(IEnumerable<(string Path, byte[] Bytes)> files, string under)
    {
        string folder = Path.Combine(root, under);
        foreach (var (path, bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllBytes(Path.Combine(folder, path), bytes);
        }
        return folder;
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(bytes);
    }
}
