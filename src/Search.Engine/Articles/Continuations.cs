namespace Search.Engine;

/// <summary>
/// Joins the parts of an article that runs over several pages by their jump marks (下转, 上接). Derived on reading and kept nowhere: each part stays an
/// article of its own page with its own id, so a page that comes late, or is corrected, is joined without anything being written again.
/// </summary>
internal static class Continuations
{
    /// <summary>No article runs over more pages; the bound ends a ring of marks.</summary>
    private const int MaxParts = 20;

    /// <returns>The other parts in reading order.</returns>
    public static IReadOnlyList<LoggedArticle> Of(LoggedArticle article, IssueSummary? issue)
    {
        if (issue is null) return [];
        List<LoggedArticle> all = [.. issue.Pages.SelectMany(p => p.Articles)];
        LinkedList<LoggedArticle> parts = new([article]);
        while (parts.Count < MaxParts && Before(parts.First!.Value, all) is { } before && !Has(parts, before)) parts.AddFirst(before);
        while (parts.Count < MaxParts && After(parts.Last!.Value, all) is { } after && !Has(parts, after)) parts.AddLast(after);
        return [.. parts.Where(p => p.Article.Id != article.Article.Id)];
    }

    private static LoggedArticle? After(LoggedArticle from, List<LoggedArticle> all) => Partner(from, all, forward: true);

    private static LoggedArticle? Before(LoggedArticle from, List<LoggedArticle> all) => Partner(from, all, forward: false);

    /// <summary>The article that the mark leads to. It must be the best for both: two articles that jump to the same page are not given the same rest.</summary>
    private static LoggedArticle? Partner(LoggedArticle from, List<LoggedArticle> all, bool forward)
    {
        LoggedArticle? to = Best(from, all, forward);
        return to is not null && Best(to, all, !forward)?.Article.Id == from.Article.Id ? to : null;
    }

    private static LoggedArticle? Best(LoggedArticle from, List<LoggedArticle> all, bool forward)
    {
        string mark = forward ? from.Article.ContinuedOn : from.Article.ContinuedFrom;
        if (mark.Length == 0) return null;
        List<LoggedArticle> fitting = [.. all.Where(to => to.Article.Id != from.Article.Id
            && Leads(mark, from.Article.Page, to.Article.Page)
            && (forward ? to.Article.ContinuedFrom : to.Article.ContinuedOn) is { Length: > 0 } back && Leads(back, to.Article.Page, from.Article.Page))];
        // Several jumps between two pages: the headline says which; where it says nothing, their order does.
        int place = Peers(from, all, forward).FindIndex(a => a.Article.Id == from.Article.Id);
        return fitting.Select((to, i) => (to, Score: Likeness(from.Article, to.Article) - 0.01 * Math.Abs(i - place))).OrderByDescending(t => t.Score).Select(t => t.to).FirstOrDefault();
    }

    /// <summary>The articles of the same page whose marks lead to the same page, in order.</summary>
    private static List<LoggedArticle> Peers(LoggedArticle from, List<LoggedArticle> all, bool forward) => all.FindAll(a =>
        a.Article.Page == from.Article.Page && (forward ? a.Article.ContinuedOn == from.Article.ContinuedOn : a.Article.ContinuedFrom == from.Article.ContinuedFrom));

    /// <summary>Whether a printed mark (A02, 2) means a page (A02, 02). A mark without letters keeps to the letters of the page it stands on.</summary>
    private static bool Leads(string mark, string onPage, string page)
    {
        if (string.Equals(mark, page, StringComparison.OrdinalIgnoreCase)) return true;
        (string markLetters, int markNumber) = Split(mark);
        (string letters, int number) = Split(page);
        if (markNumber < 0 || markNumber != number) return false;
        return string.Equals(markLetters.Length > 0 ? markLetters : Split(onPage).Letters, letters, StringComparison.OrdinalIgnoreCase);
    }

    private static (string Letters, int Number) Split(string page)
    {
        int digits = page.Length;
        while (digits > 0 && char.IsAsciiDigit(page[digits - 1])) digits--;
        return int.TryParse(page.AsSpan(digits), System.Globalization.CultureInfo.InvariantCulture, out int number) ? (page[..digits], number) : (page, -1);
    }

    /// <summary>Share of the shorter headline's neighbouring pairs of characters that the other headline block or its text has too.</summary>
    private static double Likeness(Article a, Article b)
    {
        (Article shorter, Article longer) = a.Headline.Length > 0 && (b.Headline.Length == 0 || a.Headline.Length <= b.Headline.Length) ? (a, b) : (b, a);
        string headline = shorter.Headline;
        if (headline.Length < 2) return 0;
        string text = longer.Kicker + longer.Headline + longer.Subhead + longer.Body;
        int common = 0;
        for (int i = 0; i + 2 <= headline.Length; i++)
            if (text.AsSpan().Contains(headline.AsSpan(i, 2), StringComparison.Ordinal)) common++;
        return (double)common / (headline.Length - 1);
    }

    private static bool Has(LinkedList<LoggedArticle> parts, LoggedArticle article) => parts.Any(p => p.Article.Id == article.Article.Id);
}
