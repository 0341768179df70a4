namespace Search.Engine;

/// <summary>
/// What is known of a text that can be suggested; changes as articles come and go. Written by the follower's thread only; searches read it without a lock, since each number stands
/// for itself.
/// </summary>
/// <param name="kind">What it is.</param>
/// <param name="text">Where its text begins in <see cref="SuggestionEntries"/>.</param>
/// <param name="length">Of the text, in UTF-16 units.</param>
internal struct SuggestionEntry(SuggestionKind kind, int text, int length)
{
    /// <summary>Longer headlines are not completed: no box shows them.</summary>
    public const int LongestText = 200;

    private int latestId = -1;

    public readonly SuggestionKind Kind => kind;

    public readonly int Text => text;

    public readonly int Length => length;

    /// <summary>Articles that have it; at 0 it is not suggested any more. A word's articles are counted when it is suggested.</summary>
    public int Count { get; private set; }

    /// <summary>Where the id of the latest article that has it as its headline stands in <see cref="SuggestionEntries"/>, -1 for none. Read after whoever wrote it wrote the id.</summary>
    public readonly int LatestId => Volatile.Read(in latestId);

    /// <summary>Of that article: yyyyMMdd, 0 if unknown.</summary>
    public int LatestDate { get; private set; }

    /// <summary>
    /// Higher comes first among what matches alike: kinds that name something before headlines; within a kind what more articles have, of headlines the
    /// latest. Kinds are 1 apart and everything else stays below 1, so the kinds never mix.
    /// </summary>
    public float Weight { get; private set; }

    public void SetCount(int count)
    {
        Count = count;
        if (Kind != SuggestionKind.Headline) Weight = KindWeight + MathF.Min(0.99f, MathF.Log10(1 + count) / 8);
    }

    public void SetLatest(int id, int date)
    {
        LatestDate = date;
        Weight = KindWeight + Recency(date);
        Volatile.Write(ref latestId, id);
    }

    private readonly float KindWeight => Kind switch
    {
        SuggestionKind.Title => 4,
        SuggestionKind.Word => 3,
        SuggestionKind.Query => 2,
        SuggestionKind.Name => 1,
        _ => 0,
    };

    /// <summary>0 to below 1 from 1900 to 2100; undated ones are oldest.</summary>
    private static float Recency(int date) => date == 0 ? 0 : Math.Clamp(((date / 10000) - 1900 + ((date / 100 % 100 * 31) + (date % 100)) / 416f) / 201f, 0, 0.99f);
}
