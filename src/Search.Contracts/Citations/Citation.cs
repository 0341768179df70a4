using Search.Contracts.V1;

namespace Search.Contracts.Citations;

/// <summary>What a citation of a newspaper article says.</summary>
/// <param name="Title">Headline with its subhead; the beginning of the text where there is no headline.</param>
/// <param name="Authors">Persons of the bylines, each once, in order.</param>
/// <param name="Date">Null if unknown.</param>
public sealed record Citation(string Id, string Title, IReadOnlyList<string> Authors, string Newspaper, DateOnly? Date, string IssueNumber, string Page, string Section)
{
    private const int LongestBeginning = 40;

    /// <summary>Where it is read; empty if nowhere.</summary>
    public string Address { get; init; } = "";

    public static Citation Of(Article article)
    {
        string headline = article.Headline.Length > 0 ? article.Headline : Beginning(article);
        return new Citation(
            article.Id,
            OneLine(article.Subhead.Length > 0 ? $"{headline}：{article.Subhead}" : headline),
            [.. article.Bylines.SelectMany(byline => byline.Names).Select(OneLine).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)],
            OneLine(article.Newspaper),
            DateOnly.TryParseExact(article.Date, "yyyy-MM-dd", out DateOnly date) ? date : null,
            OneLine(article.IssueNumber),
            OneLine(article.Page),
            OneLine(article.Section));
    }

    private static string Beginning(Article article)
    {
        string first = article.Kicker.Length > 0 ? article.Kicker : article.Paragraphs.FirstOrDefault() ?? "";
        if (first.Length <= LongestBeginning) return first;
        // Not through a character of two units.
        int end = char.IsHighSurrogate(first[LongestBeginning - 1]) ? LongestBeginning - 1 : LongestBeginning;
        return first[..end] + "…";
    }

    /// <summary>Both formats end a field with its line, and neither has a place for control characters.</summary>
    private static string OneLine(string text) =>
        string.Join(' ', string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
