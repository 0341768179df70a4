using Search.Service.Api;
using Proto = Search.Contracts.V1;

namespace Search.Service.Validation;

/// <summary>What an article of a put must keep to. The field's path leads to it: <c>pages[0].articles[3].date</c>.</summary>
internal static class ArticleRules
{
    /// <param name="path">Where the article stands in the request, such as <c>articles[3]</c>; only used when something is wrong.</param>
    public static void Article(this Violations violations, Func<string> path, Proto.Article article)
    {
        if (article.Id.Length > 0 && !Rules.ArticleIdsFit(article.Id)) violations.ArticleId(path() + ".id", article.Id);
        if (article.Date.Length > 0 && !Rules.IsDate(article.Date)) violations.Date(path() + ".date", article.Date);

        Line(violations, path, "newspaper", article.Newspaper, ApiLimits.NameUnits);
        Line(violations, path, "page", article.Page, ApiLimits.NameUnits);
        Line(violations, path, "section", article.Section, ApiLimits.NameUnits);
        Line(violations, path, "continued_on", article.ContinuedOn, ApiLimits.NameUnits);
        Line(violations, path, "continued_from", article.ContinuedFrom, ApiLimits.NameUnits);
        Line(violations, path, "issue_number", article.IssueNumber, ApiLimits.NameUnits);
        Line(violations, path, "kicker", article.Kicker, ApiLimits.LineUnits);
        Line(violations, path, "headline", article.Headline, ApiLimits.LineUnits);
        Line(violations, path, "subhead", article.Subhead, ApiLimits.LineUnits);
        Line(violations, path, "dateline", article.Dateline, ApiLimits.LineUnits);
        Line(violations, path, "credit", article.Credit, ApiLimits.LineUnits);

        if (!(article.Confidence is >= 0 and <= 1)) violations.Add(path() + ".confidence", $"must be 0 to 1, was {article.Confidence}");
        if (article.FirstLine < 0) violations.NotNegative(path() + ".first_line", article.FirstLine);
        if (article.LastLine < 0) violations.NotNegative(path() + ".last_line", article.LastLine);
        Bylines(violations, path, article);
        EventDates(violations, path, article);
        Body(violations, path, article);
    }

    private static void Bylines(Violations violations, Func<string> path, Proto.Article article)
    {
        if (article.Bylines.Count > ApiLimits.Bylines) violations.Count(path() + ".bylines", article.Bylines.Count, 0, ApiLimits.Bylines);
        for (int i = 0; i < article.Bylines.Count; i++)
        {
            var byline = article.Bylines[i];
            if (byline.Role.Length > ApiLimits.NameUnits) violations.Length($"{path()}.bylines[{i}].role", byline.Role, ApiLimits.NameUnits);
            if (byline.Names.Count > ApiLimits.NamesPerByline) violations.Count($"{path()}.bylines[{i}].names", byline.Names.Count, 0, ApiLimits.NamesPerByline);
            if (byline.Organisations.Count > 0 && byline.Organisations.Count != byline.Names.Count)
                violations.Add($"{path()}.bylines[{i}].organisations", $"must be as many as names ({byline.Names.Count}) or none, were {byline.Organisations.Count}");
            foreach (string organisation in byline.Organisations)
            {
                if (organisation.Length > ApiLimits.NameUnits) violations.Length($"{path()}.bylines[{i}].organisations", organisation, ApiLimits.NameUnits);
            }

            foreach (string name in byline.Names)
            {
                if (name.Length > ApiLimits.NameUnits) violations.Length($"{path()}.bylines[{i}].names", name, ApiLimits.NameUnits);
            }
        }
    }

    private static void EventDates(Violations violations, Func<string> path, Proto.Article article)
    {
        if (article.EventDates.Count > ApiLimits.EventDates) violations.Count(path() + ".event_dates", article.EventDates.Count, 0, ApiLimits.EventDates);
        for (int i = 0; i < article.EventDates.Count; i++)
        {
            var date = article.EventDates[i];
            if (date.Text.Length > ApiLimits.NameUnits) violations.Length($"{path()}.event_dates[{i}].text", date.Text, ApiLimits.NameUnits);
            foreach ((string field, string day) in new[] { ("from", date.From), ("to", date.To) })
            {
                if (!Rules.IsDate(day)) violations.Add($"{path()}.event_dates[{i}].{field}", $"must be a date as yyyy-MM-dd, was '{Rules.Shorten(day)}'");
            }

            if (string.CompareOrdinal(date.From, date.To) > 0) violations.Add($"{path()}.event_dates[{i}].to", $"'{date.To}' is before from, '{date.From}'");
        }
    }

    private static void Body(Violations violations, Func<string> path, Proto.Article article)
    {
        if (article.Paragraphs.Count > ApiLimits.Paragraphs) violations.Count(path() + ".paragraphs", article.Paragraphs.Count, 0, ApiLimits.Paragraphs);
        long units = 0;
        bool text = article.Headline.Length > 0 || article.Kicker.Length > 0 || article.Subhead.Length > 0;
        for (int i = 0; i < article.Paragraphs.Count; i++)
        {
            string paragraph = article.Paragraphs[i];
            units += paragraph.Length;
            text = text || !string.IsNullOrWhiteSpace(paragraph);
        }

        if (units > ApiLimits.BodyUnits) violations.Add(path() + ".paragraphs", $"are {units} UTF-16 units long together, more than {ApiLimits.BodyUnits}");
        if (!text) violations.Add(path(), "has neither a headline nor a text");
    }

    private static void Line(Violations violations, Func<string> path, string field, string value, int maximum)
    {
        if (value.Length > maximum) violations.Length($"{path()}.{field}", value, maximum);
    }
}
