using System.Text;

namespace Search.Engine.Tests.Generations;

/// <summary>Sources are listed when a reparse begins, and parsed one after the other while puts go on.</summary>
public sealed class ReparseTests
{
    [Theory]
    [InlineData("B01", true)]
    [InlineData("B01", false)] // a page may come again without its source
    [InlineData("B02", true)]
    public async Task A_page_that_comes_again_meanwhile_stays_as_it_came(string page, bool withSource)
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        foreach (string name in (string[])["B01", "B02"]) await fixture.Engine.PutPagesAsync([Page(name, "旧的头", "旧的文。", "old " + name)], false, default);
        bool put = false;
        PagePut Reparse(PageSource source)
        {
            if (!put)
            {
                put = true;
                fixture.Engine.PutPagesAsync([Page(page, "新来的头", "新来的另一篇文。", withSource ? "new " + page : "")], false, default).GetAwaiter().GetResult();
            }

            return Page(source.Page, "重新解析的头", "旧的文。", "");
        }

        ReindexStatus ended = await fixture.WaitAsync(fixture.Engine.StartReindex(Reparse).Id);

        Assert.Equal((ReindexState.Succeeded, 2), (ended.State, ended.PagesReparsed));
        IssueSummary issue = (await fixture.Engine.GetIssueAsync("云溪日报", "2021-05-06", default))!;
        foreach (PageSummary now in issue.Pages) Assert.Equal([now.Page == page ? "新来的头" : "重新解析的头"], now.Articles.Select(a => a.Article.Headline));
        PageSource? source = await fixture.Engine.GetSourceAsync("云溪日报", "2021-05-06", page, default);
        Assert.Equal(withSource ? "new " + page : null, source is null ? null : Encoding.UTF8.GetString(source.Content));
        Assert.True((await fixture.Engine.VerifyAsync(default)).Ok);
    }

    private static PagePut Page(string page, string headline, string text, string source) => new()
    {
        Newspaper = "云溪日报",
        Date = "2021-05-06",
        Page = page,
        Articles = [new Article { Headline = headline, Paragraphs = [text] }],
        Source = Encoding.UTF8.GetBytes(source),
        FileName = page + ".txt",
    };
}
