using CsCheck;

namespace Search.Analysis.Tests.Grams;

public sealed class GramRecallTests
{
    private const string Alphabet = "中国经开区发展的ＡａB1２ 。，“”\n\u3000\u200B國發\u0301é\uD83D\uDE00\uFFFF\uFFFE\0-—";

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, Alphabet.Length - 1].Select(i => Alphabet[i]), Gen.Char).Array[0, 60].Select(units => new string(units));

    [Fact]
    public void Every_piece_of_a_text_is_a_phrase_of_its_grams() =>
        Gen.Select(Texts, Gen.Int[0, 60], Gen.Int[1, 12]).Sample((text, start, length) =>
        {
            start = Math.Min(start, text.Length);
            string piece = text.Substring(start, Math.Min(length, text.Length - start));
            return Finds(text, piece);
        }, iter: 20_000);

    [Fact]
    public void A_text_without_the_piece_is_not_found() =>
        Gen.Select(Texts, Texts).Sample((text, piece) =>
        {
            string foldedText = Fold(text), foldedPiece = Fold(piece);
            return foldedPiece.Length == 0 || Finds(text, piece) == foldedText.Contains(foldedPiece, StringComparison.Ordinal);
        }, iter: 20_000);

    [Fact]
    public void Offsets_stand_in_the_text_and_cover_the_two_characters() =>
        Texts.Sample(text =>
        {
            int previous = -1;
            foreach (AnalyzedToken token in ChineseAnalysis.Analyze(text, Shipped.Analysis.Grams))
            {
                if (token.PositionIncrement != 1 || token.Start <= previous || token.End <= token.Start || token.End > text.Length)
                    return false;
                if (token.Term[0] != GramQuery.Unit(Shipped.Analysis.Folding, text[token.Start])) return false;
                if (token.Term[1] != GramQuery.EndMark && token.Term[1] != GramQuery.Unit(Shipped.Analysis.Folding, text[token.End - 1])) return false;
                previous = token.Start;
            }
            return true;
        }, iter: 5_000);

    [Fact]
    public void White_space_alone_asks_for_nothing() =>
        Assert.Empty(GramQuery.GramsOf(Shipped.Analysis.Folding, " \u3000\r\n\t\u200B"));

    private static string Fold(string text) =>
        string.Concat(text.Where(c => !Shipped.Analysis.Folding.IsSkipped(c)).Select(c => GramQuery.Unit(Shipped.Analysis.Folding, c)));

    /// <summary>What a phrase or prefix query over the field does.</summary>
    private static bool Finds(string text, string literal)
    {
        IReadOnlyList<string> wanted = GramQuery.GramsOf(Shipped.Analysis.Folding, literal);
        List<string> grams = [.. ChineseAnalysis.Analyze(text, Shipped.Analysis.Grams).Select(t => t.Term)];
        return wanted switch
        {
            [] => true,
            [{ Length: 1 } single] => grams.Exists(g => g[0] == single[0]),
            _ => Enumerable.Range(0, Math.Max(0, grams.Count - wanted.Count + 1))
                .Any(i => grams.Skip(i).Take(wanted.Count).SequenceEqual(wanted)),
        };
    }
}
