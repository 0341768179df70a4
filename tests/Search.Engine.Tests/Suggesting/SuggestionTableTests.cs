using System.Globalization;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine.Tests.Suggesting;

/// <summary>A table that follows an index through long series of changes, against counting in what the index holds and against a table that reads it anew.</summary>
public sealed class SuggestionTableTests : IDisposable
{
    private static readonly ChineseAnalysis Analysis = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));
    private static readonly SuggestionKeys Keys = new(Analysis.Folding, new Pinyin(Analysis.Readings));
    private static readonly string[] Words = ["云溪", "大桥", "农贸市场", "图书馆", "通车", "开放", "重庆", "长江", "中国", "女子", "旅行", "，", "NBA", "银行", "会议", "召开", "春茶", "上市"];
    private static readonly string[] Prefixes = ["云", "大桥", "农贸市场", "重庆长", "y", "yun", "yunxi", "dq", "cq", "chongqing", "zhongqing", "zgn", "nv", "lv", "nbadq", "云xi", "大qiao", "赵", "zhao", "zy", "晚报", "7"];

    private readonly RAMDirectory directory = new();
    private readonly IndexWriter writer;
    private readonly Random random = new(11);
    private readonly SortedDictionary<long, Article> live = [];
    private long sequence;

    public SuggestionTableTests() => writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null));

    [Fact]
    public async Task Long_series_of_puts_deletes_and_merges_leave_what_counting_finds_and_what_reading_anew_finds()
    {
        SuggestionTable table = new(Analysis, Keys, int.MaxValue);
        string[] headlines = [.. Enumerable.Range(0, 40).Select(_ => Headline())], words = [.. Enumerable.Range(0, 100).Select(i => $"新词{i}")];
        using CancellationTokenSource ended = new();
        Task searching = Task.Run(() => ReadWhileItChanges(table, ended.Token));
        HashSet<string> seen = [];
        for (int round = 0; round < 12; round++)
        {
            for (int i = random.Next(800); i >= 0; i--)
            {
                if (random.Next(2) == 0) Delete();
                else Put(random.Next(4) == 0 ? headlines[random.Next(headlines.Length)] : Headline());
            }

            // Growth is not for ever, and merges change nothing.
            while (round % 6 == 5 && live.Count > 100) Delete();
            if (round % 6 != 5) for (int i = 0; i < 600; i++) Put(Headline());
            if (round % 5 == 4) writer.ForceMerge(1);
            string[] wordsNow = [.. words.Where(_ => random.Next(2) == 0)];
            (string, int)[] queries = [.. words.Where(_ => random.Next(3) == 0).Select(word => (word, random.Next(1, 9)))];
            SuggestionTable anew = new(Analysis, Keys, int.MaxValue);
            foreach (SuggestionTable each in new[] { table, anew })
            {
                each.SetWords(wordsNow);
                each.SetQueries(queries);
                Follow(each);
            }

            Assert.Equal(live.Count, table.Articles);
            foreach (string prefix in Prefixes) Assert.Equal(Find(anew, prefix), Find(table, prefix));
            seen.UnionWith(live.Values.Select(article => article.Headline).Where((_, i) => i % 100 == 0));
            AssertCounts(table, [.. seen, .. headlines], SuggestionKind.Headline, article => [article.Headline]);
            AssertCounts(table, [.. Enumerable.Range(0, 30).Select(i => $"赵{i}")], SuggestionKind.Name, article => article.Bylines[0].Names);
            foreach (string headline in headlines) AssertLatest(table, headline);
        }

        await ended.CancelAsync();
        await searching;
    }

    [Fact]
    public void The_latest_headlines_stay_where_there_are_too_many()
    {
        SuggestionTable table = new(Analysis, Keys, 100);
        for (int i = 0; i < 4_000; i++) Put($"农贸市场大桥图书馆通车之{i}", new DateOnly(2000, 1, 1).AddDays(i));
        Follow(table);
        Assert.Equal(Enumerable.Range(3_900, 100).Select(i => $"农贸市场大桥图书馆通车之{i}").Order(StringComparer.Ordinal), Texts(table, "农贸市场").Order(StringComparer.Ordinal));
        Put("农贸市场大桥图书馆通车之0", new DateOnly(2020, 1, 1));
        Follow(table);
        Assert.Equal(101, Texts(table, "农贸市场").Length);
        while (live.Count > 0) Delete();
        Follow(table);
        Assert.Empty(Texts(table, "农贸市场"));
    }

    [Fact]
    public void A_headline_that_comes_again_with_an_earlier_date_names_no_deleted_article()
    {
        SuggestionTable table = new(Analysis, Keys, 100);
        Put("码头恢复夜航", new DateOnly(2020, 1, 2));
        Follow(table);
        Delete();
        Follow(table);
        Put("码头恢复夜航", new DateOnly(2020, 1, 1));
        Follow(table);
        AssertLatest(table, "码头恢复夜航");
    }

    [Fact]
    public void What_is_gone_takes_no_room_for_long()
    {
        SuggestionTable table = new(Analysis, Keys, int.MaxValue);
        for (int round = 0; round < 10; round++)
        {
            while (live.Count > 0) Delete();
            for (int i = 0; i < 1_000; i++) Put($"第{round}轮的{i}");
            Follow(table);
            Assert.InRange(table.Runs.Entries.Count, 1_000, 4_100);
        }
    }

    [Fact]
    public void Following_a_reader_that_shows_nothing_new_allocates_next_to_nothing()
    {
        SuggestionTable table = new(Analysis, Keys, int.MaxValue);
        for (int i = 0; i < 3_000; i++) Put($"{i}号");
        Follow(table);
        using DirectoryReader reader = DirectoryReader.Open(writer, true);
        table.Follow(reader, default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        table.Follow(reader, default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000);
    }

    public void Dispose()
    {
        writer.Dispose();
        directory.Dispose();
    }

    private static string[] Texts(SuggestionTable table, string prefix) => [.. Find(table, prefix).Select(found => found.Text)];

    /// <summary>All that completes a prefix, best first; a text in which it stands twice may be completed from either place.</summary>
    private static List<(SuggestionKind Kind, string Text, int Count)> Find(SuggestionTable table, string prefix)
    {
        SuggestionRuns runs = table.Runs;
        SuggestionSearch search = new(runs.Entries, Keys, new TypedPrefix(prefix, Keys), [.. runs.Others, .. runs.Headlines], 100_000);
        return [.. search.Find().Select(f => (runs.Entries[f.Entry].Kind, runs.Entries.TextOf(f.Entry).ToString(), runs.Entries[f.Entry].Count))];
    }

    /// <summary>Whatever a search meets while the table changes was once so: each article has its own id, and keeps its headline.</summary>
    private static void ReadWhileItChanges(SuggestionTable table, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            SuggestionRuns runs = table.Runs;
            foreach (string prefix in Prefixes)
            {
                foreach ((int entry, int start, int end) in new SuggestionSearch(runs.Entries, Keys, new TypedPrefix(prefix, Keys), [.. runs.Headlines, .. runs.Others], 50).Find())
                {
                    string text = runs.Entries.TextOf(entry).ToString();
                    Assert.InRange(end, start + 1, text.Length);
                    int id = runs.Entries[entry].LatestId;
                    if (id >= 0) Assert.StartsWith($"{Hash(text)}-", runs.Entries.IdAt(id), StringComparison.Ordinal);
                }
            }
        }
    }

    private void AssertCounts(SuggestionTable table, IReadOnlyList<string> texts, SuggestionKind kind, Func<Article, IReadOnlyList<string>> textsOf)
    {
        Dictionary<string, int> counts = live.Values.SelectMany(article => textsOf(article).Distinct()).CountBy(text => text).ToDictionary();
        foreach (string text in texts)
            Assert.Equal(counts.GetValueOrDefault(text), Find(table, text).Where(found => found.Kind == kind && found.Text == text).Sum(found => found.Count));
    }

    private void AssertLatest(SuggestionTable table, string headline)
    {
        Article[] having = [.. live.Values.Where(article => article.Headline == headline)];
        if (having.Length == 0) return;
        SuggestionEntries entries = table.Runs.Entries;
        Assert.True(entries.TryFind(SuggestionKind.Headline, headline, out int number));
        Assert.Contains(entries.IdAt(entries[number].LatestId), having.Where(article => article.Date == having.Max(other => other.Date)).Select(article => article.Id));
    }

    private void Follow(SuggestionTable table)
    {
        using DirectoryReader reader = DirectoryReader.Open(writer, true);
        table.Follow(reader, default);
    }

    private string Headline() => string.Concat(Enumerable.Range(0, random.Next(2, 6)).Select(_ => Words[random.Next(Words.Length)])) + (random.Next(3) == 0 ? "" : $"{random.Next(5_000)}");

    private void Put(string headline, DateOnly? date = null)
    {
        sequence++;
        DateOnly day = date ?? new DateOnly(2020, 1, 1).AddDays(random.Next(300));
        Article article = new()
        {
            Id = $"{Hash(headline)}-{sequence}",
            Newspaper = random.Next(2) == 0 ? "云溪晚报" : "大桥时报",
            Date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Section = $"专刊{random.Next(20)}",
            Headline = headline,
            Bylines = [new Byline { Role = "记者", Names = [$"赵{random.Next(60)}", $"赵{random.Next(60)}"] }],
        };
        byte[] encoded = ArticleCodec.Encode(article), stored = new byte[StoredArticle.MaximumLength(encoded.Length)];
        int length = StoredArticle.Encode(new LoggedArticle { Article = article, Sequence = sequence, Version = 1 }, encoded, stored);
        writer.AddDocument([new StringField(IndexSchema.Id, article.Id, Field.Store.NO), new NumericDocValuesField(IndexSchema.Sequence, sequence), new StoredField(IndexSchema.Stored, stored, 0, length)]);
        live.Add(sequence, article);
    }

    private void Delete()
    {
        if (live.Count == 0) return;
        long gone = live.Keys.ElementAt(random.Next(Math.Min(live.Count, 50)));
        writer.DeleteDocuments(new Term(IndexSchema.Id, live[gone].Id));
        live.Remove(gone);
    }

    private static string Hash(string text) => ((uint)string.GetHashCode(text, StringComparison.Ordinal)).ToString("x", CultureInfo.InvariantCulture);
}
