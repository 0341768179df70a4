using CsCheck;
using Search.Analysis;

namespace Search.Engine.Tests.Indexing;

/// <summary>Whatever stands in an article is found by typing it, however the segmentation cuts it: against a plain search in folded texts.</summary>
public sealed class RecallTests
{
    private static readonly string[] Alphabet = ["云", "溪", "大", "桥", "通", "车", "，", "。", "（", "）", "：", "、", "A", "b", "Ｃ", "7", "８", "-", "—", "*", " ", "　", "\t", "\u200b", "「", "𠮷", "😀"];

    [Fact]
    public async Task Every_piece_of_every_article_is_found_literally_and_quoted()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        CharacterFolding folding = ChineseAnalysis.Load(fixture.Options.DictionariesDirectory).Folding;
        Article[] articles = Gen.Select(Text(0, 12), Text(1, 30).Array[1, 5]).Array[200].Single()
            .Select((text, i) => new Article { Id = $"r{i}", Headline = "题" + text.Item1, Paragraphs = text.Item2 }).ToArray();
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);
        (string Id, string Headline, string Body)[] folded = [.. articles.Select(a => (a.Id, Fold(folding, a.Headline), Fold(folding, a.Body)))];

        Gen.Select(Gen.Int[0, articles.Length - 1], Gen.Int[0, 10_000], Gen.Int[1, 12]).Sample(
            (article, from, length) =>
            {
                string piece = Piece(folding, articles[article].Body, from, length);
                if (piece.Length == 0) return;
                string sought = Fold(folding, piece);
                string[] expected = [.. folded.Where(f => f.Headline.Contains(sought, StringComparison.Ordinal) || f.Body.Contains(sought, StringComparison.Ordinal)).Select(f => f.Id).Order(StringComparer.Ordinal)];
                Assert.Contains(articles[article].Id, expected);
                Assert.Equal(expected, Ids(fixture, new SearchInquiry { Query = piece, Literal = true }));
                Assert.Equal(expected, Ids(fixture, new SearchInquiry { Query = $"\"{piece}\"" }));
            },
            iter: 1_500);
    }

    private static Gen<string> Text(int least, int most) => Gen.Int[0, Alphabet.Length - 1].Select(i => Alphabet[i]).Array[least, most].Select(string.Concat);

    private static string[] Ids(EngineFixture fixture, SearchInquiry inquiry) =>
        [.. fixture.Engine.SearchAsync(inquiry with { PageSize = 1_000 }, default).GetAwaiter().GetResult().Hits.Select(h => h.Logged.Article.Id).Order(StringComparer.Ordinal)];

    /// <summary>So many characters that count from somewhere in the text, with the white space between them.</summary>
    private static string Piece(CharacterFolding folding, string text, int from, int length)
    {
        if (text.Length == 0) return "";
        from %= text.Length;
        while (from < text.Length && folding.IsSkipped(text[from])) from++;
        int to = from;
        for (int left = length; to < text.Length && left > 0; to++)
            if (!folding.IsSkipped(text[to])) left--;
        return text[from..to];
    }

    private static string Fold(CharacterFolding folding, string text) => string.Concat(text.Where(c => !folding.IsSkipped(c)).Select(folding.Fold));
}
