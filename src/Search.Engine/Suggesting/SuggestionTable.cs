using Lucene.Net.Index;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Everything that can be suggested, following the readers of the index: what a new reader shows for the first time is added, what it shows no more
/// is taken away. Articles are known by their log sequence, which no merge and no reindex changes, so each article is read once. Changed by one
/// thread; searches use <see cref="Runs"/> as it is at the moment.
/// </summary>
/// <param name="mostHeadlines">Headlines kept, the latest ones; names, titles and words are always kept.</param>
internal sealed class SuggestionTable(ChineseAnalysis analysis, SuggestionKeys keys, int mostHeadlines)
{
    /// <summary>Words of a headline that it can be completed from.</summary>
    private const int MostStarts = 12;

    /// <summary>Longer ones are a parser's mistake.</summary>
    private const int LongestName = 60;

    private readonly Dictionary<long, SuggestedArticle> articles = [];
    private readonly Dictionary<(SuggestionKind, string), SuggestionEntry> entries = [];
    private readonly SuggestionShelf headlines = new(keys, mostHeadlines), others = new(keys, int.MaxValue);
    private HashSet<string> words = [];

    /// <summary>Replaced as a whole, so a search sees one state.</summary>
    public SuggestionRuns Runs { get; private set; } = new([], []);

    public int Articles => articles.Count;

    public void Follow(IndexReader reader, CancellationToken cancellation)
    {
        HashSet<long> gone = [.. articles.Keys];
        foreach (AtomicReaderContext segment in reader.Leaves)
        {
            AtomicReader leaf = segment.AtomicReader;
            NumericDocValues? sequences = leaf.GetNumericDocValues(IndexSchema.Sequence);
            IBits? live = leaf.LiveDocs;
            for (int document = 0; sequences is not null && document < leaf.MaxDoc; document++)
            {
                if (live is not null && !live.Get(document)) continue;
                long sequence = sequences.Get(document);
                if (gone.Remove(sequence)) continue;
                cancellation.ThrowIfCancellationRequested();
                Add(sequence, SuggestedFields.Read(leaf, document));
            }
        }

        foreach (long sequence in gone) Remove(sequence);
        Publish();
    }

    /// <summary>Words that segmentation keeps whole; these instead of those of any call before.</summary>
    public void SetWords(IEnumerable<string> texts)
    {
        HashSet<string> now = [.. texts];
        foreach (string text in words.Except(now)) others.Count(EntryOf(SuggestionKind.Word, text), 0);
        foreach (string text in now.Except(words)) others.Count(EntryOf(SuggestionKind.Word, text), 1);
        words = now;
        Publish();
    }

    public void SetQueries(IEnumerable<(string Text, int Found)> queries)
    {
        HashSet<string> now = [];
        foreach ((string text, int found) in queries)
        {
            now.Add(text);
            others.Count(EntryOf(SuggestionKind.Query, text), found);
        }

        foreach (((SuggestionKind kind, string text), SuggestionEntry entry) in entries)
        {
            if (kind == SuggestionKind.Query && !now.Contains(text)) others.Count(entry, 0);
        }

        Publish();
    }

    private void Add(long sequence, SuggestedFields fields)
    {
        List<SuggestionEntry> has = [];
        string headline = fields.Headline.Trim();
        if (headline.Length is > 0 and <= SuggestionEntry.LongestText) has.Add(EntryOf(SuggestionKind.Headline, headline));
        foreach (string name in fields.Names) AddOther(has, SuggestionKind.Name, name);
        AddOther(has, SuggestionKind.Title, fields.Newspaper);
        AddOther(has, SuggestionKind.Title, fields.Section);
        SuggestedArticle article = new(fields.Id, ArticleDate.Parse(fields.Date), [.. has]);
        articles.Add(sequence, article);
        foreach (SuggestionEntry entry in has)
        {
            ShelfOf(entry.Kind).Count(entry, entry.Count + 1);
            if (entry.Kind == SuggestionKind.Headline && (entry.Latest is not { } latest || latest.Date <= article.Date)) entry.Latest = article;
        }
    }

    private void AddOther(List<SuggestionEntry> has, SuggestionKind kind, string text)
    {
        if (text.Length is 0 or > LongestName) return;
        SuggestionEntry entry = EntryOf(kind, text);
        if (!has.Contains(entry)) has.Add(entry);
    }

    private void Remove(long sequence)
    {
        articles.Remove(sequence, out SuggestedArticle? article);
        foreach (SuggestionEntry entry in article!.Entries)
        {
            ShelfOf(entry.Kind).Count(entry, entry.Count - 1);
            // Few headlines are printed twice, and fewer of these are taken back.
            if (entry.Latest == article && entry.Count > 0) entry.Latest = articles.Values.Where(a => a.Entries.Contains(entry)).MaxBy(a => a.Date);
        }
    }

    private SuggestionEntry EntryOf(SuggestionKind kind, string text)
    {
        if (entries.TryGetValue((kind, text), out SuggestionEntry? known)) return known;
        SuggestionEntry entry = new(text, kind);
        entries.Add((kind, text), entry);
        ShelfOf(kind).Add(entry, StartsOf(text, kind));
        return entry;
    }

    /// <summary>Where its words begin; a person is completed from the family name only.</summary>
    private byte[] StartsOf(string text, SuggestionKind kind) => kind is SuggestionKind.Name or SuggestionKind.Query
        ? [0]
        : [.. analysis.Analyze(text, AnalysisMode.Query).Select(token => token.Start).Prepend(0).Distinct().Take(MostStarts).Select(start => (byte)start)];

    private SuggestionShelf ShelfOf(SuggestionKind kind) => kind == SuggestionKind.Headline ? headlines : others;

    private void Publish()
    {
        foreach (SuggestionEntry dropped in headlines.Publish().Concat(others.Publish())) entries.Remove((dropped.Kind, dropped.Text));
        Runs = new SuggestionRuns(headlines.Runs, others.Runs);
    }
}

/// <summary>What a search for suggestions looks through.</summary>
internal sealed record SuggestionRuns(IReadOnlyList<SuggestionRun> Headlines, IReadOnlyList<SuggestionRun> Others);
