using Search.Contracts.V1;
using Search.Engine;
using Search.Ingestion;
using Search.Service.Errors;
using Search.Service.Mapping;

namespace Search.Service.Api;

/// <summary>
/// Pages to put. One that comes with a source and no articles is parsed here, as the worker would, and so are kept sources when a
/// reindex asks for it.
/// </summary>
internal sealed partial class PageParsing(ILogger<PageParsing> logger)
{
    /// <param name="at">Which of the request's pages; violations name it.</param>
    public static PagePut ToEngine(PutIssueRequest request, int at)
    {
        var page = request.Pages[at];
        if (page.Articles.Count > 0) return ToEngine(request.Newspaper, request.Date, page, page.Section, page.FileName);
        return PageMapping.ParseSource(page.Source.Memory, page.Correction.Memory, page.FileName, request.Newspaper, request.Date, page.Page) switch
        {
            ParsedSource parsed => ToEngine(parsed.Newspaper, parsed.Date, parsed.Page, page.Section.Length > 0 ? page.Section : parsed.Page.Section, page.FileName),
            UnreadableSource { Failure: var failure } => throw Failures.InvalidArgument(
                $"pages[{at}].source: {failure.Message}", $"pages[{at}].source"),
            _ => throw new InvalidOperationException("a reading of a source that is neither of its two kinds"),
        };
    }

    /// <returns>Null leaves the page as it is: what no longer can be read was read once, and nothing of it is given up.</returns>
    public PagePut? Reparse(PageSource source)
    {
        switch (PageMapping.ParseSource(source.Content, source.Correction, source.FileName, source.Newspaper, source.Date, source.Page))
        {
            case ParsedSource parsed:
                // The page stays where it was filed, whatever the new parser thinks of its furniture.
                var put = ToEngine(source.Newspaper, source.Date, parsed.Page, parsed.Page.Section.Length > 0 ? parsed.Page.Section : source.Section, source.FileName);
                return put with { Page = source.Page };
            case UnreadableSource { Failure: var failure }:
                LogUnreadable(source.Newspaper, source.Date, source.Page, failure.Message);
                return null;
            default:
                throw new InvalidOperationException("a reading of a source that is neither of its two kinds");
        }
    }

    private static PagePut ToEngine(string newspaper, string date, PutPage page, string section, string fileName)
    {
        var articles = new Engine.Article[page.Articles.Count];
        for (int i = 0; i < articles.Length; i++) articles[i] = page.Articles[i].ToEngine();
        return new PagePut
        {
            Newspaper = ArticleMapping.NameFromApi(newspaper),
            Date = date,
            Page = ArticleMapping.NameFromApi(page.Page),
            Section = section,
            Articles = articles,
            Source = page.Source.Memory,
            FileName = fileName,
            Correction = page.Correction.Memory,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kept source of {Newspaper} {Date} {Page} cannot be parsed again and stays as it is: {Why}")]
    private partial void LogUnreadable(string newspaper, string date, string page, string why);
}
