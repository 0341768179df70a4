namespace Search.Analysis.Tests.Looks;

public sealed class ShapesTests
{
    private static Shapes Shapes => Shipped.Analysis.Shapes;

    [Theory]
    [InlineData('己', '已')]
    [InlineData('未', '末')]
    [InlineData('土', '士')]
    [InlineData('日', '曰')]
    [InlineData('晴', '睛')]
    [InlineData('人', '入')]
    [InlineData('戊', '戌')]
    [InlineData('侯', '候')]
    public void Characters_that_are_mixed_up_are_similar_both_ways(char a, char b)
    {
        Span<char> similar = new char[20];
        Assert.Contains(b, similar[..Shapes.SimilarTo(a, similar)].ToArray());
        Assert.Contains(a, similar[..Shapes.SimilarTo(b, similar)].ToArray());
        Assert.True(Shapes.Likeness(a, b) >= 0.75, $"{Shapes.Likeness(a, b)}");
        Assert.Equal(Shapes.Likeness(a, b), Shapes.Likeness(b, a));
    }

    [Fact]
    public void Likeness_is_one_for_the_same_and_low_for_unlike_characters()
    {
        Assert.Equal(1, Shapes.Likeness('龙', '龙'));
        Assert.Equal(1, Shapes.Likeness('A', 'A'));
        Assert.Equal(0, Shapes.Likeness('A', '龙'));
        Assert.True(Shapes.Likeness('国', '一') < 0.5);
    }

    [Fact]
    public void Similar_characters_come_in_order_and_without_the_character_itself()
    {
        Span<char> all = new char[500];
        int count = Shapes.SimilarTo('请', all);
        Assert.InRange(count, 3, 499);
        for (int i = 0; i < count; i++)
        {
            Assert.NotEqual('请', all[i]);
            if (i > 0) Assert.True(Shapes.Likeness('请', all[i]) <= Shapes.Likeness('请', all[i - 1]));
        }
        Span<char> few = new char[3];
        Assert.Equal(3, Shapes.SimilarTo('请', few));
        Assert.Equal(all[..3].ToArray(), few.ToArray());
    }
}
