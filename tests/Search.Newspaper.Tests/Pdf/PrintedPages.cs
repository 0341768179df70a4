using System.Diagnostics;

namespace Search.Newspaper.Tests.Pdf;

/// <summary>The sample issue's articles set in the layouts of newspapers and printed by a browser, once a run.</summary>
public sealed class PrintedPages : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("printed-pages-").FullName;

    public PrintedPages()
    {
        var sample = SampleIssue.Pages;
        var (a, b, c, d) = (sample[0].Articles, sample[1].Articles, sample[2].Articles, sample[3].Articles);
        Layouts =
        [
            ("two columns under each headline", a, Newsprint.Page(Head("A01 要闻"), string.Concat(a.Select(x => Newsprint.Article(x, 2))), Foot)),
            ("three columns under each headline", b, Newsprint.Page(Head("A02 民生"), string.Concat(b.Select(x => Newsprint.Article(x, 3))), Foot)),
            ("five columns under each headline", c, Newsprint.Page(Head("A03 经济"), string.Concat(c.Select(x => Newsprint.Article(x, 5))), Foot)),
            ("articles flowing through four columns", d, Newsprint.Page(Head("A04 副刊"), Newsprint.Flow(d, 4), Foot)),
            ("articles side by side", [a[0], a[1], a[2]], Newsprint.Page(Head("A05 要闻"), Newsprint.Row(Newsprint.Article(a[0], 2), Newsprint.Article(a[1], 1)) + Newsprint.Article(a[2], 3), Foot)),
            ("pictures with captions, a headline upright", [With(b[0], Caption), d[1]], Newsprint.Page(Head("A06 影像"), Newsprint.Article(b[0], 3, Newsprint.Picture(Caption)) + Newsprint.Upright(d[1], 3), Foot)),
            ("articles in a frame and on a tint", [b[0], b[1], b[3]], Newsprint.Page(Head("A07 民生"), Newsprint.Article(b[0], 3) + Newsprint.Box(Newsprint.Article(b[1], 2)) + Newsprint.Box(Newsprint.Article(b[3], 2), "tint"), Foot)),
        ];
        Bytes = Print(Newsprint.Document([.. Layouts.Select(l => l.Html)]));
    }

    public const string Foot = "责编:桑月 美编:戈文 校对:纪小溪";

    /// <summary>Page by page: its name, the articles that are set on it in reading order.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<ParsedArticle> Articles, string Html)> Layouts { get; }

    /// <summary>The PDF with all of them.</summary>
    public byte[] Bytes { get; }

    private const string Caption = "开张首日的桐花巷社区食堂。柏松年 摄";

    private static ParsedArticle With(ParsedArticle article, string caption) => article with { Paragraphs = [.. article.Paragraphs, caption] };

    private static string Head(string page) => $"青岚时报 2024年5月17日 星期五 第{page[..3]}版 {page[4..]}";

    public byte[] Print(string html)
    {
        string source = Path.Combine(folder, "page.html"), target = Path.Combine(folder, "page.pdf");
        File.WriteAllText(source, html);
        using var browser = Process.Start(new ProcessStartInfo("chromium")
        {
            // Containers have 64 MB of shared memory at most.
            ArgumentList = { "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--no-pdf-header-footer", $"--user-data-dir={folder}/profile", $"--print-to-pdf={target}", source },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("chromium was not started");
        var said = browser.StandardError.ReadToEndAsync();
        browser.StandardOutput.ReadToEnd();
        browser.WaitForExit();
        return File.Exists(target) ? File.ReadAllBytes(target) : throw new InvalidOperationException($"chromium ended with {browser.ExitCode} and printed nothing: {said.GetAwaiter().GetResult()}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
