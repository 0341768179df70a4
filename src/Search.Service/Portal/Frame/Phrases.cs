using Search.Engine;

namespace Search.Service.Portal;

/// <summary>
/// Everything the portal says, once a language: what one language lacks does not compile. Only what readers meet.
/// </summary>
internal sealed record Phrases
{
    /// <summary>The language's tag in HTML.</summary>
    public required string Language { get; init; }

    // Frame
    public required string Name { get; init; }
    public required string SkipToContent { get; init; }
    public required string QueryLabel { get; init; }
    public required string QueryHint { get; init; }
    public required string Search { get; init; }
    public required string RecentSearches { get; init; }
    public required string ClearRecent { get; init; }
    public required string SuggestionsLabel { get; init; }
    public required string KindHeadline { get; init; }
    public required string KindName { get; init; }
    public required string KindWord { get; init; }
    public required string KindTitle { get; init; }
    public required string KindQuery { get; init; }
    public required string MainNavigation { get; init; }
    public required string Newspapers { get; init; }
    public required string Status { get; init; }
    public required string Display { get; init; }
    public required string ThemeSystem { get; init; }
    public required string ThemeLight { get; init; }
    public required string ThemeDark { get; init; }

    // Results
    public required string Filter { get; init; }
    public required string AllArticles { get; init; }
    public required string UnfoldReprints { get; init; }
    public required string FoldReprints { get; init; }
    public required string Sort { get; init; }
    public required string SortRelevance { get; init; }
    public required string SortNewest { get; init; }
    public required string SortOldest { get; init; }
    public required string ChosenFilters { get; init; }
    public required string ClearFilters { get; init; }
    public required string Timeline { get; init; }
    public required string AllDates { get; init; }
    public required string Date { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string DateHint { get; init; }
    public required string Newspaper { get; init; }
    public required string Section { get; init; }
    public required string NewspaperPage { get; init; }
    public required string Reporter { get; init; }
    public required string Apply { get; init; }
    public required string Pages { get; init; }
    public required string Previous { get; init; }
    public required string Next { get; init; }
    public required string NoHeadline { get; init; }
    public required string NothingFound { get; init; }
    public required string DidYouMean { get; init; }
    public required string InNoArticle { get; init; }
    public required string NoArticleHas { get; init; }
    public required string And { get; init; }
    public required string OnlyPartsFound { get; init; }
    public required string OnlyTogether { get; init; }
    public required string FilterMatchesNothing { get; init; }
    public required string TryWithoutFilters { get; init; }
    public required string TryWithoutQuotes { get; init; }
    public required string TryFewerWords { get; init; }
    public required string TryOtherWords { get; init; }
    public required string TryBrowsing { get; init; }
    public required string ToLastPage { get; init; }
    public required string NothingYet { get; init; }

    // Articles
    public required string Undated { get; init; }
    public required string AboutThisArticle { get; init; }
    public required string OnThisPage { get; init; }
    public required string Similar { get; init; }
    public required string SourcePage { get; init; }
    public required string NeighbouringPages { get; init; }
    public required string Cite { get; init; }
    public required string Copy { get; init; }
    public required string Copied { get; init; }
    public required string Matches { get; init; }
    public required string BackToResults { get; init; }
    public required string PreviousMatch { get; init; }
    public required string NextMatch { get; init; }

    // Browsing
    public required string Issues { get; init; }
    public required string Articles { get; init; }
    public required string Dates { get; init; }
    public required string Years { get; init; }
    public required string Trail { get; init; }

    // Refusals
    public required string BadRequest { get; init; }
    public required string NotFound { get; init; }
    public required string NotNow { get; init; }
    public required string Busy { get; init; }
    public required string Starting { get; init; }
    public required string StartingExplained { get; init; }
    public required string ServiceFailed { get; init; }
    public required string NoSuchAddress { get; init; }
    public required string NoSuchArticle { get; init; }
    public required string NoSuchNewspaper { get; init; }
    public required string NoSuchIssue { get; init; }
    public required string NoSuchPage { get; init; }
    public required string NoSource { get; init; }
    public required string TooManyFilters { get; init; }
    public required string FormRefused { get; init; }
    public required string WrongKey { get; init; }
    public required string SignInFirst { get; init; }
    public required string NotAllowed { get; init; }
    public required string TooManyRequests { get; init; }

    // Operating
    public required string Ready { get; init; }
    public required string NotReady { get; init; }
    public required string Alarms { get; init; }
    public required string LogSequence { get; init; }
    public required string SearchableSequence { get; init; }
    public required string Lag { get; init; }
    public required string CommittedSequence { get; init; }
    public required string StoredOnly { get; init; }
    public required string Generation { get; init; }
    public required string IndexSize { get; init; }
    public required string LogSize { get; init; }
    public required string Memory { get; init; }
    public required string Reindex { get; init; }
    public required string NoReindexYet { get; init; }
    public required string ReindexesEnded { get; init; }
    public required string State { get; init; }
    public required string Ended { get; init; }
    public required string Remark { get; init; }
    public required string Reparse { get; init; }
    public required string StartReindex { get; init; }
    public required string CancelReindex { get; init; }
    public required string UserWords { get; init; }
    public required string WordsToAdd { get; init; }
    public required string WordsToAddHint { get; init; }
    public required string AddWords { get; init; }
    public required string RemoveWords { get; init; }
    public required string FindNewWords { get; init; }
    public required string NewWords { get; init; }
    public required string NewWordsExplained { get; init; }
    public required string NoNewWords { get; init; }
    public required string AcceptWords { get; init; }
    public required string Word { get; init; }
    public required string WordKind { get; init; }
    public required string PersonName { get; init; }
    public required string Occurrences { get; init; }
    public required string Confidence { get; init; }
    public required string Examples { get; init; }
    public required string BadWords { get; init; }
    public required string Inbox { get; init; }
    public required string WorkerElsewhere { get; init; }
    public required string LatestFiles { get; init; }
    public required string Quarantine { get; init; }
    public required string File { get; init; }
    public required string Line { get; init; }
    public required string Why { get; init; }
    public required string When { get; init; }
    public required string LowConfidence { get; init; }
    public required string None { get; init; }
    public required string Operator { get; init; }
    public required string AdminKey { get; init; }
    public required string SignIn { get; init; }
    public required string SignOut { get; init; }
    public required string SignedIn { get; init; }
    public required string SignInNotConfigured { get; init; }

    // Embedding
    public required string Embed { get; init; }
    public required string EmbedExplained { get; init; }
    public required string EmbedLines { get; init; }
    public required string EmbedOrigins { get; init; }
    public required string EmbedStyle { get; init; }
    public required string EmbedAttributes { get; init; }

    // With something in them
    public required Func<string, string> ResultsFor { get; init; }
    public required Func<long, bool, string> Total { get; init; }
    public required Func<double, string> Milliseconds { get; init; }
    public required Func<string, long, string> Bar { get; init; }
    public required Func<string, string, string> Period { get; init; }
    public required Func<string, string> PartsOf { get; init; }
    public required Func<string, string> RemoveFilter { get; init; }
    public required Func<int, string> More { get; init; }
    public required Func<int, string> Reprints { get; init; }
    public required Func<int, string> PageNumber { get; init; }
    public required Func<int, string> BeyondLastPage { get; init; }
    public required Func<string, string> BadPage { get; init; }
    public required Func<string, string> BadSort { get; init; }
    public required Func<string, string> BadDate { get; init; }
    public required Func<string, string, string> DatesReversed { get; init; }
    public required Func<int, string> QueryTooLong { get; init; }
    public required Func<string, string> FailureLogged { get; init; }

    /// <summary>What is wrong with a query, of which part; null where the engine's message tells it in this language.</summary>
    public required Func<QueryFault, string, string?> QueryRefused { get; init; }
    public required Func<string, string> NewspaperName { get; init; }
    public required Func<string, string> PageLabel { get; init; }
    public required Func<string, string> InferredDate { get; init; }
    public required Func<string, string> LongDate { get; init; }
    public required Func<int, int, string> MonthName { get; init; }
    public required Func<string, string> ContinuedOn { get; init; }
    public required Func<string, string> ContinuedFrom { get; init; }
    public required Func<int, string> MatchCount { get; init; }
    public required Func<string, string, string> MatchOf { get; init; }
    public required Func<int, long, long, string> Holdings { get; init; }
    public required Func<int, long, string> IssuesAndArticles { get; init; }
    public required Func<int, long, string> PagesAndArticles { get; init; }
    public required Func<string, int, long, string> IssueOn { get; init; }
    public required Func<string, string> NoIssueInYear { get; init; }
    public required Func<long, string> UndatedArticles { get; init; }
    public required Func<ReindexState, string> StateOf { get; init; }
    public required Func<double, string> ArticlesPerSecond { get; init; }
    public required Func<double, string> Remaining { get; init; }
    public required Func<long, string> PagesReparsed { get; init; }
    public required Func<long, long, long, string> InboxCounts { get; init; }
    public required Func<long, string> ArticlesPending { get; init; }
    public required Func<int, int, string> UserWordCounts { get; init; }
    public required Func<int, string> AndMore { get; init; }

    /// <summary>Monday first: what stands over a column, and the whole word.</summary>
    public required IReadOnlyList<(string Brief, string Whole)> Weekdays { get; init; }

    /// <summary>Attributes and CSS variables of the embedded box, with what they mean.</summary>
    public required IReadOnlyList<(string Name, string Meaning)> EmbedParts { get; init; }
}
