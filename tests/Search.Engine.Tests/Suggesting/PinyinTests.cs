using Search.Analysis;

namespace Search.Engine.Tests.Suggesting;

public sealed class PinyinTests
{
    private static readonly Pinyin Pinyin = new(ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries")).Readings);

    [Theory]
    [InlineData("zhang", "zang zhan")]
    [InlineData("zan", "zang zhan")]
    [InlineData("chen", "cen cheng")]
    [InlineData("si", "shi")]
    [InlineData("xing", "xin")]
    [InlineData("lin", "ling nin")]
    [InlineData("nv", "lv")]
    [InlineData("fu", "hu")]
    [InlineData("hei", "fei")]
    [InlineData("zhong", "zong")] // ong has no counterpart
    [InlineData("ma", "")]
    [InlineData("er", "")]
    [InlineData("", "")]
    public void Syllables_are_near_by_one_initial_or_one_end_and_exist(string syllable, string near) =>
        Assert.Equal(near.Split(' ', StringSplitOptions.RemoveEmptyEntries), Pinyin.Near(syllable).Order(StringComparer.Ordinal));

    [Fact]
    public void Characters_of_near_syllables_are_each_named_once()
    {
        IReadOnlyList<char> near = Pinyin.NearHomophones("zhang");
        Assert.Contains('展', near);
        Assert.DoesNotContain('长', near); // read alike, not nearly
        Assert.Equal(near.Distinct(), near);
    }
}
