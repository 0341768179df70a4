namespace Search.Engine;

/// <summary>Raises the scores of newer articles, where that is asked for.</summary>
/// <param name="weight">What the newest article gains.</param>
/// <param name="halfLifeDays">Days in which that halves.</param>
/// <param name="newest">The newest date, as yyyyMMdd; with today's instead an archive that is not fed any more would gain nothing.</param>
internal sealed class Recency(double weight, int halfLifeDays, int newest)
{
    private readonly int newestDay = ArticleDate.DayNumber(newest);

    /// <summary>Null where newer articles are as good as older ones.</summary>
    public static Recency? Of(RankingOptions options, SearchInquiry inquiry, IndexStatistics statistics)
    {
        int days = inquiry.RecencyHalfLifeDays > 0 ? inquiry.RecencyHalfLifeDays : options.RecencyHalfLifeDays;
        return days == 0 || options.RecencyWeight == 0 || statistics.NewestDate == 0 ? null : new Recency(options.RecencyWeight, days, statistics.NewestDate);
    }

    /// <summary>No factor is higher.</summary>
    public float Highest => (float)(1 + weight);

    /// <param name="date">As yyyyMMdd; an undated article gains nothing.</param>
    public float Factor(int date) => date == 0 ? 1 : (float)(1 + (weight * Math.Pow(2, -(double)Math.Max(0, newestDay - ArticleDate.DayNumber(date)) / halfLifeDays)));
}
