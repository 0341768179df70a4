using CsCheck;

namespace Search.Analysis.Tests.Pinyin;

public sealed class ReadingsTests
{
    private static readonly string[] Pieces = ["xi", "an", "xian", "fang", "gan", "a", "e", "er", "ge", "ng", "lv", "lue", "n", "guang", "q"];

    private static Readings Readings => Shipped.Analysis.Readings;

    [Theory]
    [InlineData("经开区", "jingkaiqu", "jkq")]
    [InlineData("银行", "yinhang", "yh")]
    [InlineData("行业", "hangye", "hy")]
    [InlineData("行走", "xingzou", "xz")]
    [InlineData("重庆市", "chongqingshi", "cqs")]
    [InlineData("重要", "zhongyao", "zy")]
    [InlineData("长江大桥", "changjiangdaqiao", "cjdq")]
    [InlineData("市长", "shizhang", "sz")]
    [InlineData("音乐", "yinyue", "yy")]
    [InlineData("快乐", "kuaile", "kl")]
    [InlineData("长春", "changchun", "cc")]
    [InlineData("首都", "shoudu", "sd")]
    [InlineData("地铁", "ditie", "dt")]
    [InlineData("厦门", "xiamen", "xm")]
    [InlineData("会计", "kuaiji", "kj")]
    [InlineData("旅行社", "lvxingshe", "lxs")]
    [InlineData("女排", "nvpai", "np")]
    [InlineData("侵略", "qinlve", "ql")]
    [InlineData("C919飞机", "c919feiji", "c919fj")]
    [InlineData("經濟", "jingji", "jj")]
    [InlineData("", "", "")]
    public void A_word_is_read_as_a_reader_reads_it(string word, string written, string initials)
    {
        Assert.Equal(written, Readings.Write(word));
        Assert.Equal(initials, Readings.Initials(word));
    }

    [Fact]
    public void A_character_gives_all_its_syllables_the_most_usual_first()
    {
        Assert.Equal(["xing", "hang"], Readings.SyllablesOf('行')[..2].ToArray());
        Assert.Contains("chang", Readings.SyllablesOf('长').ToArray());
        Assert.Empty(Readings.SyllablesOf('A').ToArray());
    }

    [Theory]
    [InlineData("jingkaiqu", "jing kai qu")]
    [InlineData("xian", "xian|xi an")]
    [InlineData("XI'AN", "xi an")]
    [InlineData("xi an", "xi an")]
    [InlineData("nü", "nv")]
    [InlineData("nv", "nv")]
    [InlineData("nu:er", "nv er")]
    [InlineData("qinlue", "qin lve|qin lu e|qi nlve")]
    [InlineData("fangan", "fan gan|fang an")]
    [InlineData("jkq", "")]
    [InlineData("经开", "")]
    [InlineData("", "")]
    [InlineData("'", "")]
    public void Typed_letters_are_split_in_every_valid_way(string typed, string ways)
    {
        string[] found = [.. Readings.Split(typed).Select(way => string.Join(' ', way))];
        Assert.Equal(ways.Split('|', StringSplitOptions.RemoveEmptyEntries).Where(way => !way.Contains("nl")).Order(), found.Order());
    }

    [Fact]
    public void The_last_syllable_may_be_begun_only_when_asked_for()
    {
        Assert.Empty(Readings.Split("jingk"));
        Assert.Contains(Readings.Split("jingk", lastMayBeIncomplete: true), way => way.SequenceEqual(["jing", "k"]));
    }

    [Fact]
    public void Every_way_joins_to_what_was_typed_and_none_is_missing() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[1, 6].Sample(pieces =>
        {
            string typed = string.Concat(pieces);
            IReadOnlyList<string[]> ways = Readings.Split(typed, most: 100_000);
            string[] brute = [.. BruteForce(typed).Order(StringComparer.Ordinal)];
            return ways.Select(way => string.Join(' ', way)).Order(StringComparer.Ordinal).SequenceEqual(brute)
                && ways.Zip(ways.Skip(1)).All(pair => pair.First.Length <= pair.Second.Length);
        }, iter: 2_000);

    [Fact]
    public void Splitting_stays_bounded_for_endless_letters()
    {
        Assert.Equal(16, Readings.Split(string.Concat(Enumerable.Repeat("xian", 30))).Count);
        Assert.Empty(Readings.Split(new string('a', 129)));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var syllables = new string[8];
        Readings.Read("重庆长江大桥通车", syllables);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Readings.Read("重庆长江大桥通车", syllables);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(["chong", "qing", "chang", "jiang", "da", "qiao", "tong", "che"], syllables);
    }

    private static IEnumerable<string> BruteForce(string typed)
    {
        if (typed.Length == 0)
        {
            yield return "";
            yield break;
        }
        for (int size = 1; size <= Math.Min(6, typed.Length); size++)
        {
            string head = typed[..size] is "lue" or "nue" ? typed[0] + "ve" : typed[..size];
            if (!Readings.Syllables.Contains(head)) continue;
            foreach (string tail in BruteForce(typed[size..]))
                yield return tail.Length == 0 ? head : head + ' ' + tail;
        }
    }
}
