using Search.Newspaper.Corrections;
using Search.Newspaper.Identity;
using Search.Newspaper.Sources;
using Search.Newspaper.Text;

namespace Search.Newspaper.Html;

/// <summary>Pages of a saved site to results.</summary>
internal static class SavedPages
{
    /// <param name="site">All files.</param>
    /// <param name="list">The list's name in the site.</param>
    /// <param name="page">What it lists.</param>
    /// <param name="file">The list's name in results.</param>
    /// <param name="stated">What the caller says, and the path of the list.</param>
    /// <param name="fallback">What a meta file says.</param>
    /// <param name="corrections">The correction beside the list, null for none.</param>
    public static IEnumerable<ReadResult> Read(SavedSite site, string list, SavedPage page, string file, PageIdentity stated, PageIdentity fallback, byte[]? corrections)
    {
        var articles = new List<ParsedArticle>();
        var identity = stated.Or(page.Identity);
        PageFailure? failure = null;
        foreach (var entry in page.Articles)
        {
            var fault = ReadArticle(site, entry, identity, out var article, out var own);
            if (fault is { Reason: FailureReason.NoArticles }) continue;
            if (fault is not null)
            {
                // Without one of its articles it would be another page.
                failure = fault with { Message = $"{entry.Name}: {fault.Message}" };
                break;
            }
            identity = identity.Or(own with { Page = identity.Page.Length > 0 ? identity.Page : own.Page });
            articles.Add(article!);
        }
        if (failure is null && articles.Count == 0) failure = new PageFailure(FailureReason.NoArticles, 0, "None of the files that the page lists holds an article.");
        if (failure is null && corrections is not null && (failure = CorrectionReader.Read(corrections, file, out var correction)) is null)
        {
            if (correction.Lines.Count > 0) failure = CorrectionReader.Fail(file, "lines", "an HTML page is not read line by line");
            else if ((failure = correction.Apply(articles, file, out articles)) is null) identity = correction.Identity.Or(identity);
        }
        if (failure is not null)
        {
            yield return new FailureResult { File = file, Failure = failure };
            yield break;
        }
        identity = identity.Or(fallback);
        yield return new PageResult
        {
            File = file,
            Source = site.Packed(list, page),
            Correction = corrections,
            Page = new ParsedPage { File = file, Newspaper = identity.Newspaper, Date = identity.Date, Page = identity.Page, Section = identity.Section, IssueNumber = identity.IssueNumber, Articles = articles },
        };
        foreach (string missing in page.Missing)
            yield return new FailureResult { File = file, Failure = new PageFailure(FailureReason.Unreadable, 0, $"The page lists '{missing}', which was not saved with it.") };
    }

    private static PageFailure? ReadArticle(SavedSite site, SavedArticle entry, PageIdentity identity, out ParsedArticle? article, out PageIdentity own)
    {
        (article, own) = (null, PageIdentity.Unknown);
        byte[]? bytes;
        try
        {
            bytes = site.Bytes(entry.Name);
        }
        catch (InvalidDataException e)
        {
            return SourceGuard.Damaged(e);
        }
        if (bytes is null) return new PageFailure(FailureReason.TooLarge, 0, "The file is larger than any page.");
        var failure = TextDecoder.TryDecode(bytes, HtmlArticlePage.DeclaredEncoding(bytes), out string html)
            ?? HtmlArticlePage.Parse(html, entry.Name, identity, PageIdentity.Unknown, out article, out own);
        // The place in the page numbers its articles; the site's own number would change with every edition. A source's id serves articles that stand for themselves.
        if (article is not null) article = article with { SourceId = null, Headline = article.Headline.Length > 0 ? article.Headline : entry.Title };
        return failure;
    }
}
