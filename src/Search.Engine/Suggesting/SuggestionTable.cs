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

    /// <summary>What they took is given back when so many texts and articles are gone, and a quarter of all.</summary>
    private const int LeastGone = 2_000;

    private readonly SuggestedArticles articles = new();
    private readonly SuggestionShelf headlines = new(keys), others = new(keys);
    private readonly List<int> othersOfArticle = [];
    private SuggestionEntries entries = new();
    private HashSet<string> words = [];

    /// <summary>Replaced as a whole, so a search sees one state.</summary>
    public SuggestionRuns Runs { get; private set; } = new(new SuggestionEntries(), [], []);

    public int Articles => articles.Count;

    public void Follow(IndexReader reader, CancellationToken cancellation)
    {
        articles.BeginRound(reader.NumDocs);
        byte[] room = [];
        foreach (AtomicReaderContext segment in reader.Leaves)
        {
            AtomicReader leaf = segment.AtomicReader;
            NumericDocValues? sequences = leaf.GetNumericDocValues(IndexSchema.Sequence);
            IBits? live = leaf.LiveDocs;
            for (int document = 0; sequences is not null && document < leaf.MaxDoc; document++)
            {
                if (live is not null && !live.Get(document)) continue;
                long sequence = sequences.Get(document);
                if (articles.Knows(sequence)) continue;
                cancellation.ThrowIfCancellationRequested();
                Add(sequence, SuggestedFields.Read(leaf, document, ref room));
            }
        }

        foreach (SuggestedArticle article in articles.TakeGone()) Remove(article);
        Publish();
    }

    /// <summary>Words that segmentation keeps whole; these instead of those of any call before.</summary>
    public void SetWords(IEnumerable<string> texts)
    {
        HashSet<string> now = [.. texts];
        foreach (string text in words.Except(now)) entries.SetCount(EntryOf(SuggestionKind.Word, text), 0);
        foreach (string text in now.Except(words)) entries.SetCount(EntryOf(SuggestionKind.Word, text), 1);
        words = now;
        Publish();
    }

    public void SetQueries(IEnumerable<(string Text, int Found)> queries)
    {
        HashSet<string> now = [];
        foreach ((string text, int found) in queries)
        {
            now.Add(text);
            entries.SetCount(EntryOf(SuggestionKind.Query, text), found);
        }

        for (int entry = 0; entry < entries.Count; entry++)
        {
            if (entries[entry].Kind == SuggestionKind.Query && !now.Contains(entries.TextOf(entry).ToString())) entries.SetCount(entry, 0);
        }

        Publish();
    }

    private void Add(long sequence, SuggestedFields fields)
    {
        string text = fields.Headline.Trim();
        int date = ArticleDate.Parse(fields.Date), headline = -1, id = -1;
        if (text.Length is > 0 and <= SuggestionEntry.LongestText)
        {
            headline = EntryOf(SuggestionKind.Headline, text);
            id = entries.AddId(fields.Id);
        }

        othersOfArticle.Clear();
        foreach (string name in fields.Names) AddOther(SuggestionKind.Name, name);
        AddOther(SuggestionKind.Title, fields.Newspaper);
        AddOther(SuggestionKind.Title, fields.Section);
        articles.Add(sequence, headline, id, date, othersOfArticle);
        foreach (int other in othersOfArticle) Count(other, 1);
        if (headline < 0) return;
        if (entries[headline].Count == 0 || entries[headline].LatestDate <= date) entries.SetLatest(headline, id, date);
        Count(headline, 1);
    }

    private void AddOther(SuggestionKind kind, string text)
    {
        if (text.Length is 0 or > LongestName) return;
        int entry = EntryOf(kind, text);
        if (!othersOfArticle.Contains(entry)) othersOfArticle.Add(entry);
    }

    private void Remove(SuggestedArticle article)
    {
        foreach (int entry in articles.OthersOf(article)) Count(entry, -1);
        if (article.Headline < 0) return;
        Count(article.Headline, -1);
        if (entries[article.Headline].LatestId != article.Id || entries[article.Headline].Count == 0) return;
        // Few headlines are printed twice, and fewer of these are taken back.
        SuggestedArticle latest = articles.LatestOf(article.Headline);
        entries.SetLatest(article.Headline, latest.Id, latest.Date);
    }

    private void Count(int entry, int change) => entries.SetCount(entry, entries[entry].Count + change);

    private int EntryOf(SuggestionKind kind, string text)
    {
        if (entries.TryFind(kind, text, out int known)) return known;
        int entry = entries.Add(kind, text);
        SuggestionShelf shelf = kind == SuggestionKind.Headline ? headlines : others;
        foreach (byte start in StartsOf(text, kind)) shelf.Add(new SuggestionPlace(entry, start));
        return entry;
    }

    /// <summary>Where its words begin; a person is completed from the family name only.</summary>
    private byte[] StartsOf(string text, SuggestionKind kind) => kind is SuggestionKind.Name or SuggestionKind.Query
        ? [0]
        : [.. analysis.Analyze(text, AnalysisMode.Query).Select(token => token.Start).Prepend(0).Distinct().Take(MostStarts).Select(start => (byte)start)];

    private void Publish()
    {
        if (headlines.HasGrown || others.HasGrown || entries.Unused + articles.Gone > Math.Max(LeastGone, (entries.Count + articles.Count) / 4)) Compact();
        headlines.Sort(entries);
        others.Sort(entries);
        Runs = new SuggestionRuns(entries, headlines.Runs, others.Runs);
    }

    /// <summary>Copies what is still suggested, as a search may read what there was.</summary>
    private void Compact()
    {
        SuggestionEntries kept = entries.Compact(mostHeadlines, out int[] moved);
        articles.Move(entries, kept, moved);
        headlines.Merge(entries, kept, moved);
        others.Merge(entries, kept, moved);
        entries = kept;
    }
}

/// <summary>What a search for suggestions looks through.</summary>
internal sealed record SuggestionRuns(SuggestionEntries Entries, IReadOnlyList<SuggestionRun> Headlines, IReadOnlyList<SuggestionRun> Others);
