using Search.Analysis.SmartCn;

namespace Search.Analysis.Tests.SmartCn;

public sealed class WordLatticeTests
{
    private static readonly SmartCnDictionary Dictionary =
        SmartCnDictionary.Load(Path.Combine(Shipped.Dictionaries, "smartcn", SmartCnDictionaryFile.FileName));

    // Short ones are searched with rounded costs, long ones with the reference's own sums: a mark that no word crosses makes their parts independent.
    [Fact]
    public void A_text_too_long_for_rounded_costs_is_cut_as_its_parts_are()
    {
        var random = new Random(20251125);
        string[] parts = [.. Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Piece(random))))];
        var lattice = new WordLattice(Dictionary);
        var expected = new List<string>();
        foreach (string part in parts)
            expected.AddRange(Cut(lattice, $"，{part}，").Skip(1));
        Assert.Equal(expected, Cut(lattice, $"，{string.Concat(parts.Select(part => part + '，'))}").Skip(1));
    }

    // Few are searched with rounded costs, many with the reference's own sums.
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(400)]
    public void Sentences_cut_together_are_cut_as_they_are_alone(int count)
    {
        var random = new Random(20261130);
        var lattice = new WordLattice(Dictionary);
        for (int round = 0; round < 20; round++)
        {
            string[] sentences = [.. Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Piece(random) + (random.Next(9) == 0 ? " " : ""))))];
            List<string> alone = [.. sentences.SelectMany((sentence, i) => Cut(lattice, sentence).Concat(i < count - 1 ? ["|"] : []))];
            string together = string.Join('|', sentences);
            LatticeUnit[] boundaries = [.. Enumerable.Range(0, together.Length).Where(i => together[i] == '|').Select(i => new LatticeUnit(i, i + 1, Dictionary.SentenceEnd))];
            Assert.Equal(alone, Cut(lattice, together, null, boundaries));
        }
    }

    [Fact]
    public void A_user_word_stands_beside_the_words_of_the_dictionary_that_begin_with_it()
    {
        var words = new WordTrie(8);
        words.SetWord(words.FollowOrAdd(words.FollowOrAdd(WordTrie.Root, '云'), '岫'), 0);
        var lattice = new WordLattice(Dictionary);
        Assert.Equal(["云岫", "区"], Cut(lattice, "云岫区", words));
        Assert.Equal(["我们", "的", "云岫", "区"], Cut(lattice, "我们的云岫区", words));
        Assert.Equal(["我们", "的", "云南", "人民"], Cut(lattice, "我们的云南人民", words));
    }

    [Theory]
    [InlineData("我们，社会 \u3000主义，人民", "我们|，|社会 \u3000主义|，|人民")] // one word
    [InlineData("社会 主人，中 国，人民", "社会|主人|，|中 国|，|人民")] // the first only begins so
    [InlineData("我们 群众，人民 我们", "我们|群众|，|人民|我们")] // none goes on
    public void Only_a_word_that_goes_on_after_a_space_holds_it(string text, string tokens)
    {
        var lattice = new WordLattice(Dictionary);
        Assert.Equal(tokens.Split('|'), Cut(lattice, text));
        Assert.Equal(tokens.Contains(' '), lattice.IsBridging);
    }

    [Fact]
    public void A_place_of_very_many_words_is_cut_like_any_other()
    {
        string text = "云岫区管委会昨日召开春季项目推进会二十三个重点工程集中开工总投资亿元工程师李望舒说";
        var words = new WordTrie(text.Length);
        int node = WordTrie.Root;
        for (int i = 0; i < text.Length; i++)
        {
            node = words.FollowOrAdd(node, text[i]);
            if (i > 0) words.SetWord(node, i);
        }
        Assert.Equal([text, "，", text[..2], "，"], Cut(new WordLattice(Dictionary), $"{text}，{text[..2]}，", words));
    }

    // Otherwise the exact sums would not be those of the reference.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(9_201)]
    [InlineData(181_000)]
    [InlineData(2_159_997)]
    public void How_often_a_pair_was_seen_is_told_by_its_rounded_cost(int left)
    {
        for (int pair = 1; pair <= left + 1; pair += 1 + (pair / 50))
            Assert.Equal(pair, SmartCnDictionary.PairOf(left, PairTable.Round(SmartCnDictionary.Cost(left, pair))));
    }

    private static string Piece(Random random)
    {
        const string Text = "云岫区管委会昨日召开春季项目推进会二十三个重点工程集中开工总投资亿元工程师李望舒说今年汛期前一定完工中华人民共和国务院长期待业务员";
        int start = random.Next(Text.Length - 4);
        return Text.Substring(start, random.Next(1, 5));
    }

    private static List<string> Cut(WordLattice lattice, string text, WordTrie? userWords = null, LatticeUnit[]? units = null)
    {
        lattice.Cut(text, units, userWords);
        var found = new List<string>();
        for (int i = 0; i < lattice.Count; i++)
            found.Add(text[lattice[i].Start..lattice[i].End]);
        return found;
    }
}
