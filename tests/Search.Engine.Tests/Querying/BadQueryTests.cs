using CsCheck;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine.Tests.Querying;

/// <summary>Whatever is typed is answered or refused as an invalid argument, and the work is bounded by the query's length.</summary>
public sealed class BadQueryTests : IDisposable
{
    private static readonly ChineseAnalysis Analysis = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));

    private static readonly string[] Pieces =
    [
        "桥", "云溪", "大桥", "kola", "a", "7", "2021", "２０２１年３月", "2021-03..2021-05", "的", " ", "\u3000", "\n", "\t", "\"", "“", "”", "＂", "(", ")", "（", "）", ":", "：", "*", "＊", "**", "?", "？", "｜", "|", "-", "－", "−", "+", "＋",
        " OR ", " AND ", " NOT ", "NOT ", "title:", "标题：", "记者:", "date:", "日期：", "page:", "newspaper:", "id:", "body:(", "..", "😀", "👨‍👩‍👧", "𠮷", "\ud83d", "\udc00", "\0", "\u0001", "\u001b[2J", "\u200b", "\u202e", "\ufeff", "\uffff", "\\", "/", "[", "]", "{", "}", "^", "~", "&&", "||", "!", "<b>", "'; DROP", "%", "é", "ﬁ", "，", "。",
    ];

    private readonly RAMDirectory directory = new();
    private readonly DirectoryReader stored;
    private readonly CountingReader counted;
    private readonly IndexSearcher searcher;
    private readonly ArticleSearcher articles = new(Analysis, new RankingOptions());

    public BadQueryTests()
    {
        ArticleBatch batch = new(Analysis);
        for (int i = 0; i < 40; i++)
        {
            Article article = new()
            {
                Id = $"b-{i}",
                Newspaper = "云溪日报",
                Date = $"2021-03-{1 + (i % 28):00}",
                Page = "A01",
                Section = "要闻",
                Kicker = "云溪之春",
                Headline = $"云溪大桥 kola {i}",
                Bylines = [new Byline { Role = "记者", Names = ["石磊"] }],
                Paragraphs = ["云溪大桥昨日通车，a 7 桥 😀 𠮷。", string.Concat(Enumerable.Range(0, 60).Select(k => (char)('一' + (i * 60) + k)))],
            };
            LoggedArticle logged = new() { Article = article, Sequence = i + 1, Version = 1 };
            ArticleIndexer.Add(batch, logged, ArticleCodec.Encode(article));
        }

        using (IndexWriter writer = new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = new GenerationCodec() }))
        {
            writer.AddIndexes(batch.Read());
            writer.Commit();
        }

        stored = DirectoryReader.Open(directory);
        counted = new CountingReader(Assert.Single(stored.Leaves).AtomicReader);
        searcher = new IndexSearcher(new MultiReader(counted));
    }

    public void Dispose()
    {
        stored.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void Anything_typed_is_answered_or_refused_as_an_invalid_argument() =>
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 24].Select(string.Concat), Gen.Int[0, 5]).Sample(
            (query, kind) =>
            {
                Ask(new SearchInquiry
                {
                    Query = query,
                    Literal = kind == 0,
                    Strict = kind == 1,
                    Order = kind == 2 ? HitOrder.Newest : HitOrder.Relevance,
                    Explain = kind == 3,
                    Highlight = new() { WholeFields = kind == 4 },
                    Facets = kind == 5 ? [FacetKind.Newspaper, FacetKind.Month] : [],
                });
            },
            iter: 3_000,
            threads: 1,
            print: asked => $"{asked.Item2}: {string.Concat(asked.Item1.Select(c => c is > ' ' and < '\x7f' ? $"{c}" : $"\\u{(int)c:x4}"))}");

    public static TheoryData<string, bool> Monsters => new()
    {
        { new string('桥', 10_000), true },
        { string.Concat(Enumerable.Range(0, 10_000).Select(i => (char)('一' + i))), true },
        { Repeat("云溪 大桥 ", 10_000), true },
        { Repeat("kola zumi ", 10_000), true },
        { string.Join(' ', Enumerable.Range(0, 1_500).Select(i => $"k{i}")), true },
        { string.Join(" OR ", Enumerable.Range(0, 1_000).Select(i => $"{(char)('一' + i)}桥")), true },
        { string.Join(' ', Enumerable.Range(0, 1_000).Select(i => $"+{(char)('一' + i)}桥")), true },
        { string.Join(' ', Enumerable.Range(0, 1_000).Select(i => $"-{(char)('一' + i)}桥")), true },
        { string.Join(' ', Enumerable.Range(0, 1_000).Select(i => $"\"{(char)('一' + i)}桥\"")), true },
        { "云溪 " + Repeat("NOT ", 9_000), true },
        { Repeat("-", 10_000), true },
        { Repeat("-+", 10_000) + "桥", false },
        { Repeat("(", 5_000) + Repeat(")", 5_000), true },
        { Repeat("（", 5_000) + "桥" + Repeat("）", 4_000), true },
        { Repeat("(桥 ", 9_999), true },
        { Repeat("body:(", 9_999), true },
        { Repeat("title:", 9_996), true },
        { Repeat("记者：", 9_999), true },
        { Repeat("*", 10_000), true },
        { "桥" + Repeat("*", 9_999), false },
        { Repeat("桥* ", 9_999), false },
        { Repeat("ko*a ", 75), true },
        { Repeat("**a* ", 10_000), false },
        { Repeat("\"", 2_000), true },
        { Repeat("\"", 10_000), false },
        { Repeat("😀", 10_000), true },
        { Repeat("\ud83d", 10_000), true },
        { Repeat("\udc00桥", 10_000), true },
        { Repeat("\0\u0001\u001b", 9_999), true },
        { Repeat("\u200b", 10_000), true },
        { Repeat("2021 ", 10_000), true },
        { Repeat("OR AND NOT ", 9_999), true },
        { new string('桥', 10_001), false },
    };

    [Theory]
    [MemberData(nameof(Monsters))]
    public void Monsters_cost_no_more_than_their_length(string query, bool answered)
    {
        foreach (bool literal in (bool[])[false, true])
        {
            counted.Reset();
            bool wasAnswered = Ask(new SearchInquiry { Query = query, Literal = literal, PageSize = 10 });
            if (!literal) Assert.Equal(answered, wasAnswered);
            // Six fields with words and pairs of characters; for rank, for condition and to mark, in a few hits.
            Assert.True(counted.Lookups <= 60 * (query.Length + 100), $"{counted.Lookups} terms were looked up");
            Assert.True(counted.Postings <= 30 * (query.Length + 100), $"{counted.Postings} lists of postings were opened");
        }
    }

    /// <returns>False if it was refused.</returns>
    private bool Ask(SearchInquiry inquiry)
    {
        try
        {
            articles.Search(searcher, inquiry, "log", 40, TestContext.Current.CancellationToken);
            return true;
        }
        catch (EngineException e)
        {
            Assert.Equal((EngineFailure.InvalidArgument, "query"), (e.Failure, e.Field));
            Assert.True(e.Message.Length < 400, "a message does not repeat the query");
            return false;
        }
    }

    private static string Repeat(string text, int units) => string.Concat(Enumerable.Repeat(text, units / text.Length));
}
