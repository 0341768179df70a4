using System.Globalization;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>
/// What an article gains for a headline that has every word of the query, more the nearer they stand to its beginning: a headline names first what its article
/// is about, and among many headlines with a topic's name that tells most.
/// </summary>
internal sealed class HeadlineStart
{
    /// <summary>Words before a word that halve what it gains.</summary>
    private const double HalvingDistance = 2;

    private readonly RankedQuery query;
    private readonly TermPositions[] words;

    private HeadlineStart(RankedQuery query, TermPositions[] words)
    {
        this.query = query;
        this.words = words;
    }

    /// <summary>Null if no headline of the segment has every word.</summary>
    public static HeadlineStart? Open(RankedQuery query, AtomicReaderContext context)
    {
        if (!query.LooksAtHeadlines) return null;
        SegmentTerms dictionaries = SegmentTerms.Of(context.AtomicReader);
        foreach (RankedTerm name in query.Names)
        {
            if (!name.Fields.Contains(TextField.Headline) || dictionaries.Find(context.AtomicReader, isGram: false, name.Text)[(int)TextField.Headline] is null) return null;
        }

        return new HeadlineStart(query, [.. query.Names.Select(name => TermPositions.Open(context.AtomicReader, TextField.Headline, name.Text)!)]);
    }

    public void Return()
    {
        foreach (TermPositions word in words) word.Return();
    }

    /// <summary>Documents must be asked for in ascending order.</summary>
    public float Bonus(int document, List<string>? lines = null)
    {
        double sum = 0;
        for (int i = 0; i < words.Length; i++)
        {
            if (!words[i].MoveTo(document)) return 0;
            sum += query.Names[i].Idf / (1 + (words[i][0] / HalvingDistance));
        }

        double bonus = query.Options.HeadlineStartWeight * sum;
        lines?.Add(string.Create(CultureInfo.InvariantCulture, $"+{bonus:F2}: all words stand in the headline, the first after {words.Min(word => word[0])} others"));
        return (float)bonus;
    }
}
