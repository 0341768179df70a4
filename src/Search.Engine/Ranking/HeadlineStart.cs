using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Util;

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
        TermsEnum? terms = context.AtomicReader.GetTerms(TextField.Headline.Name())?.GetEnumerator();
        if (terms is null) return null;
        TermPositions[] words = new TermPositions[query.Names.Count];
        for (int i = 0; i < words.Length; i++)
        {
            if (!query.Names[i].Fields.Contains(TextField.Headline) || !terms.SeekExact(new BytesRef(query.Names[i].Text))) return null;
            words[i] = new TermPositions(terms.DocsAndPositions(null, null, DocsAndPositionsFlags.NONE));
        }

        return new HeadlineStart(query, words);
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
