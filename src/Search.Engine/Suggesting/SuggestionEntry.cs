namespace Search.Engine;

/// <summary>
/// A text that can be suggested, with what changes as articles come and go. Written by the follower's thread only; searches read it
/// without a lock, since each number stands for itself.
/// </summary>
internal sealed class SuggestionEntry(string text, SuggestionKind kind)
{
    /// <summary>Longer headlines are not completed: no box shows them.</summary>
    public const int LongestText = 200;

    public string Text { get; } = text;

    public SuggestionKind Kind { get; } = kind;

    /// <summary>Articles that have it; at 0 it is not suggested any more. A word's articles are counted when it is suggested.</summary>
    public int Count { get; set; }

    /// <summary>The latest article that has it as its headline.</summary>
    public SuggestedArticle? Latest { get; set; }

    /// <summary>
    /// Higher comes first among what matches alike: kinds that name something before headlines; within a kind what more articles have, of headlines the
    /// latest. Kinds are 1 apart and everything else stays below 1, so the kinds never mix.
    /// </summary>
    public float Weight => Kind switch
    {
        SuggestionKind.Title => 4,
        SuggestionKind.Word => 3,
        SuggestionKind.Query => 2,
        SuggestionKind.Name => 1,
        _ => 0,
    } + (Latest is { } article ? Recency(article.Date) : MathF.Min(0.99f, MathF.Log10(1 + Count) / 8));

    /// <summary>0 to below 1 from 1900 to 2100; undated ones are oldest.</summary>
    private static float Recency(int date) => date == 0 ? 0 : Math.Clamp(((date / 10000) - 1900 + ((date / 100 % 100 * 31) + (date % 100)) / 416f) / 201f, 0, 0.99f);
}

/// <summary>An article as far as suggestions need it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Date">yyyyMMdd, 0 if unknown.</param>
/// <param name="Entries">What it has: its headline, names, newspaper and section.</param>
internal sealed record SuggestedArticle(string Id, int Date, SuggestionEntry[] Entries);
