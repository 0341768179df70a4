using System.Globalization;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>
/// What an article gains for a headline that has every word of the query: more the nearer they stand to its beginning, since a headline names first what its article
/// is about, and more if they make up whole parts of it (<see cref="HeadlineParts"/>): 【一线调研】 is set off because it names the topic, 一线调研发现 is running text.
/// </summary>
internal sealed class HeadlineEvidence
{
    /// <summary>Words before a word that halve what it gains.</summary>
    private const double HalvingDistance = 2;

    private readonly RankedQuery query;

    /// <summary>The query's words that the segment's headlines have: first those that name something, then those that connect them.</summary>
    private readonly TermPositions[] words;
    private readonly NumericDocValues? parts;

    private HeadlineEvidence(RankedQuery query, TermPositions[] words, NumericDocValues? parts)
    {
        this.query = query;
        this.words = words;
        this.parts = parts;
    }

    /// <summary>Null if no headline of the segment has every word.</summary>
    public static HeadlineEvidence? Open(RankedQuery query, AtomicReaderContext context)
    {
        if (!query.LooksAtHeadlines) return null;
        AtomicReader reader = context.AtomicReader;
        SegmentTerms dictionaries = SegmentTerms.Of(reader);
        if (!query.Names.All(Occurs)) return null;
        NumericDocValues? parts = query.Options.HeadlinePartWeight > 0 ? reader.GetNumericDocValues(IndexSchema.HeadlineParts) : null;
        IEnumerable<RankedTerm> wanted = parts is null ? query.Names : query.Names.Concat(query.Connecting.Where(Occurs));
        return new HeadlineEvidence(query, [.. wanted.Select(term => TermPositions.Open(reader, TextField.Headline, term.Text)!)], parts);

        bool Occurs(RankedTerm term) => term.Fields.Contains(TextField.Headline) && dictionaries.Find(reader, isGram: false, term.Text)[(int)TextField.Headline] is not null;
    }

    public void Return()
    {
        foreach (TermPositions word in words) word.Return();
    }

    /// <summary>Documents must be asked for in ascending order.</summary>
    public float Bonus(int document, List<string>? lines = null)
    {
        double sum = 0;
        for (int i = 0; i < query.Names.Count; i++)
        {
            if (!words[i].MoveTo(document)) return 0;
            sum += query.Names[i].Idf / (1 + (words[i][0] / HalvingDistance));
        }

        double start = query.Options.HeadlineStartWeight * sum;
        lines?.Add(string.Create(CultureInfo.InvariantCulture, $"+{start:F2}: all words stand in the headline, the first after {words.Take(query.Names.Count).Min(word => word[0])} others"));
        if (parts is null || !AreWholeParts(document)) return (float)start;
        double whole = query.Options.HeadlinePartWeight * query.Names.Sum(name => name.Idf);
        lines?.Add(string.Create(CultureInfo.InvariantCulture, $"+{whole:F2}: they are whole parts of the headline"));
        return (float)(start + whole);
    }

    /// <summary>Whether every naming word stands in a part of the headline that has no other words than the query's.</summary>
    private bool AreWholeParts(int document)
    {
        ulong covered = 0;
        foreach (TermPositions word in words)
        {
            if (word.MoveTo(document)) covered |= PlacesOf(word);
        }

        ulong whole = HeadlineParts.Within(parts!.Get(document), covered);
        for (int i = 0; i < query.Names.Count; i++)
        {
            if ((PlacesOf(words[i]) & whole) == 0) return false;
        }

        return true;
    }

    private static ulong PlacesOf(TermPositions word)
    {
        ulong places = 0;
        for (int i = 0; i < word.Count; i++)
        {
            if (word[i] < HeadlineParts.MostPlaces) places |= 1UL << word[i];
        }

        return places;
    }
}
