namespace Search.Engine;

/// <summary>
/// Keeps the number of an issue whose pages are parsed again and do not print it: it came with the page (a meta file, the caller) and is in its articles only.
/// </summary>
internal sealed class IssueNumbers(IArticleLog log)
{
    // Sources are listed issue by issue.
    private (string Newspaper, string Date) issue;
    private Dictionary<string, string> byPage = [];

    public PagePut Fill(PagePut page)
    {
        if (page.Articles.All(a => a.IssueNumber.Length > 0)) return page;
        if (issue != (page.Newspaper, page.Date))
        {
            issue = (page.Newspaper, page.Date);
            byPage = (log.GetIssue(page.Newspaper, page.Date)?.Pages ?? [])
                .ToDictionary(p => p.Page, p => p.Articles.Select(a => a.Article.IssueNumber).FirstOrDefault(n => n.Length > 0) ?? "");
        }

        return byPage.GetValueOrDefault(page.Page, "") is { Length: > 0 } number
            ? page with { Articles = [.. page.Articles.Select(a => a.IssueNumber.Length > 0 ? a : a with { IssueNumber = number })] }
            : page;
    }
}
