using System.Collections.Concurrent;

namespace Search.Engine;

/// <summary>
/// Answers to first pages without filters and facets, as one reader gave them: what many ask at once is found once. Goes with its reader, so a put, a delete or an
/// erasure leaves nothing of it behind. When it is full it begins anew.
/// </summary>
internal sealed class AnswerCache
{
    private const int MostAnswers = 1_000;

    /// <summary>Characters of the articles in all answers, two bytes each.</summary>
    private const long MostCharacters = 4_000_000;

    private ConcurrentDictionary<Question, SearchAnswer> answers = new();
    private int count;
    private long characters;

    /// <returns>Null if it was not asked on this reader, or is never kept.</returns>
    /// <param name="suggestions">The sequence that corrections know; an answer with fewer of them is not given later.</param>
    public SearchAnswer? Find(SearchInquiry inquiry, long suggestions) =>
        Question.Of(inquiry, suggestions) is { } question && answers.TryGetValue(question, out SearchAnswer? known) ? known : null;

    public void Keep(SearchInquiry inquiry, long suggestions, SearchAnswer answer)
    {
        if (Question.Of(inquiry, suggestions) is not { } question) return;
        long size = answer.Hits.Sum(hit => Size(hit.Logged.Article) + hit.Reprints.Sum(reprint => Size(reprint.Article)));
        if (size > MostCharacters / 10) return;
        if (Interlocked.Increment(ref count) > MostAnswers | Interlocked.Add(ref characters, size) > MostCharacters)
        {
            Forget();
            (count, characters) = (1, size);
        }

        answers[question] = answer;
    }

    /// <summary>Gives up all answers: only first pages are looked for here, and those are asked of the newest reader.</summary>
    public void Forget()
    {
        answers = new ConcurrentDictionary<Question, SearchAnswer>();
        (count, characters) = (0, 0);
    }

    private static long Size(Article article) => article.Headline.Length + article.Paragraphs.Sum(paragraph => (long)paragraph.Length);

    /// <summary>What of an inquiry its answer depends on.</summary>
    private readonly record struct Question(string Query, bool Literal, int PageSize, HitOrder Order, HighlightSettings Highlight, bool UnfoldReprints, bool Strict, int RecencyHalfLifeDays, long Suggestions)
    {
        public static Question? Of(SearchInquiry inquiry, long suggestions)
        {
            SearchFilter filter = inquiry.Filter;
            if (inquiry.PageToken.Length > 0 || inquiry.Skip != 0 || inquiry.Explain || inquiry.Facets.Count > 0) return null;
            if (filter.DateFrom.Length + filter.DateTo.Length + filter.Newspapers.Count + filter.Sections.Count + filter.Pages.Count + filter.Reporters.Count + filter.Issues.Count > 0) return null;
            return new Question(inquiry.Query, inquiry.Literal, inquiry.PageSize, inquiry.Order, inquiry.Highlight, inquiry.UnfoldReprints, inquiry.Strict, inquiry.RecencyHalfLifeDays, suggestions);
        }
    }
}
