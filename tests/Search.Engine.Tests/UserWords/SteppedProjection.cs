using System.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Analysis;

namespace Search.Engine.Tests.UserWords;

/// <summary>A log and one generation that follows it only as far as a test says, with crashes where a test wants them.</summary>
internal sealed class SteppedProjection : IAsyncDisposable
{
    public static readonly ChineseAnalysis Dictionaries = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));
    private static readonly RankingOptions Ranking = RankingOptions.Load(Path.Combine(EngineFixture.Checkout, "index", "config"));

    private readonly TemporaryDirectory directory = new();
    private readonly EngineOptions options;
    private readonly List<GenerationIndex> fresh = [];

    public SteppedProjection(Action<Article>? beforeAnalysis = null, int slice = 64)
    {
        options = new EngineOptions { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "", IndexingThreads = 1, ReanalysisSlice = slice, BeforeAnalysis = beforeAnalysis };
        Log = SqliteArticleLog.Open(directory.Sub("log"), options, _ => null, TimeProvider.System, NullLogger.Instance);
        Generation = Open("g000001");
    }

    public SqliteArticleLog Log { get; }

    public GenerationIndex Generation { get; private set; }

    public void Apply(int entries)
    {
        IReadOnlyList<LogEntry> read = Log.Read(Generation.AppliedSequence, entries, currentOnly: false);
        if (read.Count > 0) Generation.Apply(read);
    }

    /// <summary>As a kill: only what was committed is there again.</summary>
    public void Crash()
    {
        Generation.Dispose();
        Generation = Open("g000001");
    }

    public void CatchUp()
    {
        while (Generation.AppliedSequence < Log.HeadSequence) Apply(100);
        while (Generation.Reanalyze(default))
        {
        }

        Generation.Refresh();
    }

    /// <summary>Another generation, built from the same log in one go.</summary>
    public GenerationIndex Rebuild()
    {
        GenerationIndex built = Open($"g{fresh.Count + 2:000000}");
        fresh.Add(built);
        while (built.AppliedSequence < Log.HeadSequence) built.Apply(Log.Read(built.AppliedSequence, 100, currentOnly: true));
        built.Refresh();
        return built;
    }

    /// <summary>Every posting of every text field: field, term, article, positions. Two generations that say the same find the same.</summary>
    public static SortedSet<string> Postings(GenerationIndex generation)
    {
        SortedSet<string> postings = new(StringComparer.Ordinal);
        using SearcherLease lease = generation.Acquire();
        foreach (AtomicReaderContext leaf in lease.Searcher.IndexReader.Leaves)
        {
            AtomicReader reader = leaf.AtomicReader;
            SortedDocValues ids = reader.GetSortedDocValues(IndexSchema.Id);
            NumericDocValues sequences = reader.GetNumericDocValues(IndexSchema.Sequence);
            BytesRef id = new();
            foreach (string field in reader.Fields)
            {
                TermsEnum terms = reader.GetTerms(field).GetEnumerator();
                while (terms.MoveNext())
                {
                    DocsAndPositionsEnum? docs = terms.DocsAndPositions(reader.LiveDocs, null);
                    if (docs is null) continue;
                    while (docs.NextDoc() is var doc && doc != DocIdSetIterator.NO_MORE_DOCS)
                    {
                        ids.Get(doc, id);
                        StringBuilder posting = new($"{field} {terms.Term.Utf8ToString()} {id.Utf8ToString()}@{sequences.Get(doc)}");
                        for (int i = 0; i < docs.Freq; i++) posting.Append(' ').Append(docs.NextPosition());
                        Assert.True(postings.Add(posting.ToString()), $"twice in the index: {posting}");
                    }
                }
            }
        }

        return postings;
    }

    /// <summary>Ids of the articles whose body has the term.</summary>
    public IReadOnlyList<string> ArticlesWith(string term) =>
        [.. Postings(Generation).Where(p => p.StartsWith($"body {term} ", StringComparison.Ordinal)).Select(p => p.Split(' ')[2].Split('@')[0])];

    public Task<IReadOnlyList<PutReceipt>> PutAsync(string id, string body) =>
        Log.PutArticlesAsync([new Article { Id = id, Headline = "头", Paragraphs = [body] }], PutPolicy.Force, default);

    public Task<UserWordsReceipt> AddAsync(params string[] words) => Log.ChangeUserWordsAsync(new UserWordChange { Added = words }, default);

    public Task<UserWordsReceipt> RemoveAsync(params string[] words) => Log.ChangeUserWordsAsync(new UserWordChange { Removed = words }, default);

    public async ValueTask DisposeAsync()
    {
        foreach (GenerationIndex built in fresh) built.Dispose();
        Generation.Dispose();
        await Log.DisposeAsync();
        directory.Dispose();
    }

    private GenerationIndex Open(string name)
    {
        GenerationManifest manifest = new()
        {
            Name = name,
            LogId = Log.LogId,
            SchemaNumber = 1,
            AnalysisNumber = 1,
            DictionaryHash = "",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Reason = "",
        };
        return GenerationIndex.Open(directory.Sub(name), manifest, Dictionaries, Ranking, Log.ReadUserWordChanges, options, new IndexAlarms(), NullLogger.Instance);
    }
}
