using CsCheck;
using Search.Analysis;

namespace Search.Engine.Tests.Indexing;

public sealed class HeadlinePartsTests
{
    private static readonly ChineseAnalysis Analysis = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));

    [Theory]
    [InlineData("【河湾纪行】老街的茶馆", "河湾|纪行", true)]
    [InlineData("【河湾纪行】老街的茶馆", "河湾", false)]
    [InlineData("老街 茶馆 早市", "茶馆", true)]
    [InlineData("老街茶馆开了六十年", "茶馆", false)]
    [InlineData("河湾：茶馆", "河湾", true)]
    public void A_part_reaches_from_one_sign_or_space_to_the_next(string headline, string words, bool isPart)
    {
        (string Term, int Position)[] tokens = [.. Tokens(headline, Analysis).Select(token => (headline[token.Start..token.End], token.Position))];
        string[] wanted = words.Split('|');
        ulong covered = 0;
        foreach ((string term, int position) in tokens)
        {
            if (wanted.Contains(term)) covered |= 1UL << position;
        }

        Assert.NotEqual(0UL, covered);
        Assert.Equal(isPart ? covered : 0, HeadlineParts.Within(PartsOf(headline, Analysis), covered));
    }

    [Fact]
    public void Whole_parts_are_what_comparing_place_by_place_finds()
    {
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong).Sample((marks, some, more) =>
        {
            ulong covered = some | more, expected = 0;
            for (int begin = 0; begin < 64; begin++)
            {
                if (begin > 0 && (marks & (1UL << begin)) == 0) continue;
                int end = begin + 1;
                while (end < 64 && (marks & (1UL << end)) == 0) end++;
                if (Enumerable.Range(begin, end - begin).All(place => (covered & (1UL << place)) != 0))
                    expected = Enumerable.Range(begin, end - begin).Aggregate(expected, (all, place) => all | (1UL << place));
            }

            return HeadlineParts.Within((long)marks, covered) == expected;
        });
    }

    [Fact]
    public void What_is_behind_the_64th_word_is_not_told()
    {
        string headline = string.Concat(Enumerable.Repeat("茶馆 ", 80));
        Assert.Equal(-1, PartsOf(headline, Analysis));
        Assert.Equal(1, PartsOf(string.Concat(Enumerable.Repeat("茶馆", 80)), Analysis));
    }

    internal static long PartsOf(string headline, ChineseAnalysis analysis) => HeadlineParts.Of(headline, Tokens(headline, analysis));

    private static List<(int Position, int Start, int End)> Tokens(string headline, ChineseAnalysis analysis)
    {
        int position = -1;
        return [.. analysis.Analyze(headline, AnalysisMode.Index).Select(token => (position += token.PositionIncrement, token.Start, token.End))];
    }
}
