using CsCheck;
using Search.Analysis;

namespace Search.Engine.Tests.Highlighting;

/// <summary>An engine with random articles of an alphabet of our own, and queries of the same.</summary>
public sealed class MarkedArticles : IAsyncLifetime
{
    internal static readonly string[] LatinWords = ["kola", "kolax", "zumi", "tor", "toru", "mapo"];

    private static readonly string[] Alphabet =
    [
        "云溪", "大桥", "经济", "发展", "经开区", "区", "地区", "石磊", "何田", "图书馆", "书", "的", "了", "北岭", "澜河", "合龙", "龍", "發展", "書", "圖", "2021", "３", "15", "７８",
        " kola ", "kolax", " zumi", "ＴＯＲ", "toru ", "Mapo", "C9", "，", "。", "！", "”", "“", "（", "）", "、", "\n", "\u3000", " ", "𠮷", "𠮶", "😀", "-", ":", "\u200b",
    ];

    private readonly EngineFixture fixture = new();

    internal ChineseAnalysis Analysis { get; } = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));

    internal CharacterFolding Folding => Analysis.Folding;

    private static Gen<string> Text(int least, int most) => Gen.Int[0, Alphabet.Length - 1].Select(i => Alphabet[i]).Array[least, most].Select(string.Concat);

    /// <summary>A few units of the alphabet in a row, sometimes cut within one.</summary>
    internal Gen<string> Piece { get; } = Gen.Select(Text(1, 4), Gen.Int[0, 3]).Select((text, cut) => cut == 0 && text.Length > 1 && !char.IsSurrogate(text[1]) ? text[1..] : text);

    internal Gen<string> Query { get; } = Gen.Select(Text(1, 3), Text(1, 3), Gen.Int[0, 8]).Select((one, two, kind) => kind switch
    {
        0 => $"\"{Unquoted(one)}\"",
        1 => $"+{one}",
        2 => $"{one} OR {two}",
        3 => $"“{Unquoted(one)}” {two}",
        4 => $"标题：{one} {two}",
        5 => $"({one}) -{two}",
        6 => "to*",
        7 => "大*",
        _ => $"{one} {two}",
    });

    public async ValueTask InitializeAsync()
    {
        await fixture.ReadyAsync();
        List<Article> articles = [];
        Gen.Select(Text(1, 8), Text(0, 4), Text(0, 4), Text(0, 200), Gen.Int[0, LatinWords.Length - 1].Select(i => LatinWords[i])).Sample(
            (headline, kicker, section, body, word) =>
            {
                lock (articles)
                {
                    articles.Add(new Article
                    {
                        Id = $"m{articles.Count}",
                        Newspaper = "云溪日报",
                        Date = "2021-05-06",
                        Page = "A01",
                        Kicker = kicker,
                        Headline = $"{headline} {word}",
                        Subhead = kicker,
                        Section = section,
                        Bylines = [new Byline { Role = "记者", Names = ["石磊", "何田"] }],
                        Paragraphs = [.. body.Split('\n').Where(p => p.Length > 0)],
                    });
                }
            },
            iter: 200, threads: 1, seed: "0000KqPZ1Qf4");
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    internal IReadOnlyList<ArticleHit> Search(string query, bool whole, int length = 0, int most = 0)
    {
        try
        {
            return fixture.Engine.SearchAsync(new SearchInquiry { Query = query, PageSize = 10, UnfoldReprints = true, Highlight = new() { WholeFields = whole, PassageLength = length, MaxPassages = most } }, default).GetAwaiter().GetResult().Hits;
        }
        catch (EngineException e) when (e.Failure == EngineFailure.InvalidArgument)
        {
            return [];
        }
    }

    internal string Fold(string text) => string.Concat(text.Where(c => !Folding.IsSkipped(c)).Select(Folding.Fold));

    /// <summary>Whether each pair of neighbours in the mark stands so in the query.</summary>
    internal bool IsMadeOf(string mark, string asked)
    {
        string folded = Fold(mark);
        return folded.Length > 1 && Enumerable.Range(0, folded.Length - 1).All(i => asked.Contains(folded.Substring(i, 2), StringComparison.Ordinal));
    }

    internal static IEnumerable<(string Name, string Text)> FieldsOf(Article article) => TextFields.All.Select(field => (field.Name(), field.TextOf(article)));

    private static string Unquoted(string text) => string.Concat(text.Where(c => !QuotationMarks.Opens(c)));
}
