namespace Search.Analysis.Tests.Words;

public sealed class KnownWordTests
{
    [Theory]
    [InlineData("发展", true)]
    [InlineData("权力", true)]
    [InlineData("高质量", true)] // of the shipped user words
    [InlineData("云溪镇", false)]
    [InlineData("发", false)]
    [InlineData("", false)]
    [InlineData("展发展", false)]
    [InlineData("发展发", false)]
    [InlineData("a1", false)]
    [InlineData("\ud800\udc00", false)]
    public void What_segmentation_may_keep_whole_is_told_without_segmenting(string text, bool known) => Assert.Equal(known, Shipped.Analysis.IsWord(text));

    [Fact]
    public void A_user_word_is_one_while_it_is_in_force()
    {
        Assert.True(Shipped.Analysis.WithUserWords([new UserWord("云溪镇")]).IsWord("云溪镇"));
        Assert.False(Shipped.Analysis.IsWord("云溪镇"));
    }
}
