using Search.Contracts.V1;
using Search.Service.Api;

namespace Search.Service.Validation;

/// <summary>What puts and deletes must keep to.</summary>
internal static class PutRules
{
    public static void Check(PutIssueRequest request)
    {
        var violations = new Violations();
        violations.Length("newspaper", request.Newspaper, ApiLimits.NameUnits);
        violations.Date("date", request.Date);
        violations.Count("pages", request.Pages.Count, 1, ApiLimits.PagesPerIssue);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < request.Pages.Count; i++) Page(violations, $"pages[{i}]", request, request.Pages[i], labels);
        violations.ThrowIfAny();
    }

    public static void Check(BatchPutArticlesRequest request)
    {
        var violations = new Violations();
        violations.Count("articles", request.Articles.Count, 1, ApiLimits.ArticlesPerBatch);
        for (int i = 0; i < request.Articles.Count; i++)
        {
            int at = i;
            violations.Article(() => $"articles[{at}]", request.Articles[i]);
        }

        violations.ThrowIfAny();
    }

    /// <summary>The first thing wrong with an article of a stream, or null.</summary>
    public static PutArticleError? FirstError(PutArticlesRequest request)
    {
        if (request.Article is null) return new PutArticleError { Field = "article", Description = "is missing" };
        var violations = new Violations();
        violations.Article(static () => "article", request.Article);
        return violations.First is { } first ? new PutArticleError { Field = first.Field, Description = first.Description } : null;
    }

    public static void Check(DeleteIssueRequest request)
    {
        var violations = new Violations();
        violations.Required("newspaper", request.Newspaper, ApiLimits.NameUnits);
        violations.IssueDate("date", request.Date);
        violations.ThrowIfAny();
    }

    private static void Page(Violations violations, string path, PutIssueRequest request, PutPage page, HashSet<string> labels)
    {
        violations.Length(path + ".page", page.Page, ApiLimits.NameUnits);
        violations.Length(path + ".section", page.Section, ApiLimits.NameUnits);
        violations.Length(path + ".file_name", page.FileName, ApiLimits.NameUnits);
        violations.Count(path + ".articles", page.Articles.Count, 0, ApiLimits.ArticlesPerPage);
        if (page.Source.Length > ApiLimits.SourceBytes) violations.Add(path + ".source", $"is {page.Source.Length} bytes long, more than {ApiLimits.SourceBytes}");
        if (page.Correction.Length > ApiLimits.CorrectionBytes) violations.Add(path + ".correction", $"is {page.Correction.Length} bytes long, more than {ApiLimits.CorrectionBytes}");
        if (!page.Correction.IsEmpty && page.Source.IsEmpty) violations.Add(path + ".correction", "corrects a source; there is none");
        if (page.Articles.Count == 0 && page.Source.IsEmpty) violations.Add(path + ".articles", "must not be empty without a source to parse; DeleteIssue and DeleteArticle take articles away");
        if (!labels.Add(page.Page)) violations.Add(path + ".page", $"'{Rules.Shorten(page.Page)}' is named twice: each page is replaced as a whole");
        for (int i = 0; i < page.Articles.Count; i++)
        {
            int at = i;
            var article = page.Articles[i];
            violations.Article(() => $"{path}.articles[{at}]", article);
            // A page's articles are on that page; one that says otherwise came from a mistake that must not be filed away.
            Same(violations, path, at, "newspaper", article.Newspaper, request.Newspaper);
            Same(violations, path, at, "date", article.Date, request.Date);
            Same(violations, path, at, "page", article.Page, page.Page);
        }
    }

    private static void Same(Violations violations, string path, int article, string field, string value, string around)
    {
        if (value.Length > 0 && value != around)
            violations.Add($"{path}.articles[{article}].{field}", $"is '{Rules.Shorten(value)}', but stands in '{Rules.Shorten(around)}'; leave it empty or the same");
    }
}
