using Search.Engine;
using Search.Service.Validation;
using Proto = Search.Contracts.V1;

namespace Search.Service.Mapping;

/// <summary>Articles, newspapers, issues and pages between the API and the engine.</summary>
internal static class ArticleMapping
{
    public static Article ToEngine(this Proto.Article article) => new()
    {
        Id = article.Id,
        Newspaper = NameFromApi(article.Newspaper),
        Date = article.Date,
        Page = NameFromApi(article.Page),
        Section = article.Section,
        Kicker = article.Kicker,
        Headline = article.Headline,
        Subhead = article.Subhead,
        Dateline = article.Dateline,
        Bylines = Each(article.Bylines, ToEngine),
        Credit = article.Credit,
        Paragraphs = [.. article.Paragraphs],
        Confidence = article.Confidence,
        DateInferred = article.DateInferred,
        FirstLine = article.FirstLine,
        LastLine = article.LastLine,
        ContinuedOn = article.ContinuedOn,
        ContinuedFrom = article.ContinuedFrom,
        IssueNumber = article.IssueNumber,
        EventDates = article.EventDates.Count == 0 ? null : Each(article.EventDates, ToEngine),
    };

    public static Proto.Article ToApi(this LoggedArticle logged)
    {
        var article = logged.Article;
        var result = new Proto.Article
        {
            Id = article.Id,
            Newspaper = article.Newspaper,
            Date = article.Date,
            Page = article.Page,
            Section = article.Section,
            Kicker = article.Kicker,
            Headline = article.Headline,
            Subhead = article.Subhead,
            Dateline = article.Dateline,
            Credit = article.Credit,
            Confidence = article.Confidence,
            DateInferred = article.DateInferred,
            FirstLine = article.FirstLine,
            LastLine = article.LastLine,
            Sequence = logged.Sequence,
            Version = logged.Version,
            ContinuedOn = article.ContinuedOn,
            ContinuedFrom = article.ContinuedFrom,
            IssueNumber = article.IssueNumber,
        };
        result.Paragraphs.AddRange(article.Paragraphs);
        foreach (var byline in article.Bylines) result.Bylines.Add(ToApi(byline));
        foreach (var date in article.EventDates ?? []) result.EventDates.Add(new Proto.EventDate { Text = date.Text, From = date.From, To = date.To });
        return result;
    }

    public static Proto.Newspaper ToApi(this NewspaperSummary newspaper) => new()
    {
        Name = NameToApi(newspaper.Name),
        Code = newspaper.Code,
        IssueCount = newspaper.IssueCount,
        ArticleCount = newspaper.ArticleCount,
        FirstDate = newspaper.FirstDate,
        LastDate = newspaper.LastDate,
    };

    public static Proto.Issue ToApi(this IssueSummary issue)
    {
        var result = new Proto.Issue { Newspaper = NameToApi(issue.Newspaper), Date = issue.Date, ArticleCount = issue.ArticleCount };
        result.Number = issue.Pages.SelectMany(p => p.Articles).Select(a => a.Article.IssueNumber).FirstOrDefault(n => n.Length > 0) ?? "";
        foreach (var page in issue.Pages)
        {
            var mapped = new Proto.Page { Page_ = page.Page, Section = page.Section, HasSource = page.HasSource };
            foreach (var logged in page.Articles) mapped.Articles.Add(HeadlineBlock(logged.Article));
            result.Pages.Add(mapped);
        }

        return result;
    }

    public static Proto.Byline ToApi(this Byline byline)
    {
        var result = new Proto.Byline { Role = byline.Role };
        result.Names.AddRange(byline.Names);
        if (byline.Organisations is { } organisations) result.Organisations.AddRange(organisations);
        return result;
    }

    /// <summary>The engine leaves an unknown name empty; the API has a word for it, since a path cannot hold nothing.</summary>
    public static string NameFromApi(string name) => name == Rules.Unknown ? "" : name;

    /// <summary>An issue as newspaper/date, where the newspaper may be unknown.</summary>
    public static string IssueFromApi(string issue) => issue.StartsWith($"{Rules.Unknown}/", StringComparison.Ordinal) ? issue[Rules.Unknown.Length..] : issue;

    public static string NameToApi(string name) => name.Length == 0 ? Rules.Unknown : name;

    public static string DateFromApi(string date) => date == Rules.Undated ? "" : date;

    private static Byline ToEngine(Proto.Byline byline) => new()
    {
        Role = byline.Role,
        Names = [.. byline.Names],
        Organisations = byline.Organisations.Any(o => o.Length > 0) ? [.. byline.Organisations] : null,
    };

    private static EventDate ToEngine(Proto.EventDate date) => new() { Text = date.Text, From = date.From, To = date.To };

    private static Proto.Article HeadlineBlock(Article article)
    {
        var result = new Proto.Article { Id = article.Id, Kicker = article.Kicker, Headline = article.Headline, Subhead = article.Subhead };
        foreach (var byline in article.Bylines) result.Bylines.Add(ToApi(byline));
        return result;
    }

    /// <summary>An array of the exact size, or none: most articles have one byline or none at all.</summary>
    private static TResult[] Each<TSource, TResult>(Google.Protobuf.Collections.RepeatedField<TSource> source, Func<TSource, TResult> map)
    {
        if (source.Count == 0) return [];
        var result = new TResult[source.Count];
        for (int i = 0; i < result.Length; i++) result[i] = map(source[i]);
        return result;
    }
}
