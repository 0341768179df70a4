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

    /// <summary>The query's words that the segment's headlines have: first those that name something, then those that connect them. None if no headline of the segment has every word.</summary>
    private readonly List<TermPositions> words = [];

    /// <summary>Those of <see cref="words"/> that were opened here.</summary>
    private readonly List<TermPositions> own = [];
    private NumericDocValues? parts;

    private HeadlineEvidence(RankedQuery query) => this.query = query;

    /// <summary>Null if headlines add nothing.</summary>
    public static HeadlineEvidence? Of(RankedQuery query) => query.LooksAtHeadlines ? new HeadlineEvidence(query) : null;

    /// <summary>Goes before a segment's first article; <see cref="Return"/> it before the next one is opened.</summary>
    /// <param name="passage">Open in the same segment: its words need not be opened again.</param>
    public void Open(AtomicReader reader, PassageEvidence? passage)
    {
        SegmentTerms dictionaries = SegmentTerms.Of(reader);
        for (int i = 0; i < query.Names.Count; i++)
        {
            if (!Occurs(query.Names[i])) return;
        }

        parts = query.Options.HeadlinePartWeight > 0 ? reader.GetNumericDocValues(IndexSchema.HeadlineParts) : null;
        for (int i = 0; i < query.Names.Count; i++) Add(query.Names[i]);
        for (int i = 0; i < query.Connecting.Count && parts is not null; i++)
        {
            if (Occurs(query.Connecting[i])) Add(query.Connecting[i]);
        }

        bool Occurs(RankedTerm term) => term.Fields.Contains(TextField.Headline) && dictionaries.Find(reader, isGram: false, term.Text)[(int)TextField.Headline] is not null;

        void Add(RankedTerm term)
        {
            TermPositions? word = passage?.InHeadlines(term);
            if (word is null) own.Add(word = TermPositions.Open(reader, TextField.Headline, term.Text)!);
            words.Add(word);
        }
    }

    public void Return()
    {
        foreach (TermPositions word in own) word.Return();
        own.Clear();
        words.Clear();
    }

    /// <summary>Documents must be asked for in ascending order.</summary>
    public float Bonus(int document, List<string>? lines = null)
    {
        if (words.Count == 0) return 0;
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
