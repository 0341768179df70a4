using Search.Contracts.V1;
using Search.Engine;
using Search.Service.Mapping;

namespace Search.Service.Api;

/// <summary>Pages that come with a source and no articles, and kept sources that are to be parsed again.</summary>
internal sealed class PageParsing
{
    public PagePut ToEngine(PutIssueRequest request, int at)
    {
        var page = request.Pages[at];
        var articles = new Engine.Article[page.Articles.Count];
        for (int i = 0; i < articles.Length; i++) articles[i] = page.Articles[i].ToEngine();
        return new PagePut
        {
            Newspaper = ArticleMapping.NameFromApi(request.Newspaper),
            Date = request.Date,
            Page = ArticleMapping.NameFromApi(page.Page),
            Section = page.Section,
            Articles = articles,
            Source = page.Source.Memory,
            FileName = page.FileName,
        };
    }

    public PagePut? Reparse(PageSource source) => null;
}
