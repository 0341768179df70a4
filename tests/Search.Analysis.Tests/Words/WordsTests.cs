using CsCheck;

namespace Search.Analysis.Tests.Words;

public sealed class WordsTests
{
    private const string Alphabet = "中国经开区发展二〇二年三月十日的ＡaB12.,%-/ 。，！“”\n\u3000\u200B國發著\u0301é\uD83D\uDE00\uFFFF\0ⅢⅣ①㎡○";

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, Alphabet.Length - 1].Select(i => Alphabet[i]), Gen.Char).Array[0, 200].Select(units => new string(units));

    [Theory]
    [InlineData("2022年3月4日", "2022年3月4日/0/9/1 2022年/0/5/0 2022/0/5/0 3月/5/7/1 4日/7/9/1")]
    [InlineData("二〇二二年三月四日", "2022年3月4日/0/9/1 2022年/0/5/0 2022/0/5/0 3月/5/7/1 4日/7/9/1")]
    [InlineData("2022-03-04", "2022年3月4日/0/10/1 2022年/0/4/0 2022/0/4/0 3月/5/7/1 4日/8/10/1")]
    [InlineData("2022-13-04", "2022/0/4/1 13/5/7/2 04/8/10/2")]
    [InlineData("增长３．５％", "增长/0/2/1 3.5%/2/6/1 3.5/2/6/0")]
    [InlineData("1,234.56元", "1234.56/0/8/1 元/8/9/1")]
    [InlineData("C919", "c919/0/4/1")]
    [InlineData("Ⅲ级①", "iii/0/1/1 级/1/2/1 1/2/3/1")]
    [InlineData("running", "running/0/7/1 run/0/7/0")]
    [InlineData("經濟", "经济/0/2/1")]
    [InlineData("以後", "以后/0/2/1")]
    [InlineData("皇后", "皇后/0/2/1")]
    [InlineData("乾隆", "乾隆/0/2/1")]
    [InlineData("乾淨", "干净/0/2/1")]
    [InlineData("關於", "关于/0/2/1")]
    [InlineData("著名", "著名/0/2/1")]
    [InlineData("征收徵求", "征收/0/2/1 征求/2/4/1")]
    [InlineData("１２．５％", "12.5%/0/5/1 12.5/0/5/0")]
    [InlineData("第三期", "第/0/1/1 三/1/2/1 期/2/3/1")]
    [InlineData("党工委", "党工委/0/3/1 工委/1/3/0")]
    public void Index_terms_are_what_a_reader_would_ask_for(string text, string expected) =>
        Assert.Equal(expected, Shipped.Write(Shipped.Analysis.Analyze(text, AnalysisMode.Index)));

    [Fact]
    public void A_user_word_is_one_term_and_only_where_it_was_added()
    {
        ChineseAnalysis with = Shipped.Analysis.WithUserWords([new UserWord("云岫山"), new UserWord("双11节"), new UserWord("萬象城")]);
        Assert.Equal("云岫山/0/3/1 双11节/3/7/1 万象城/7/10/1", Shipped.Write(with.Analyze("云岫山双11节万象城", AnalysisMode.Query)));
        Assert.DoesNotContain(Shipped.Analysis.Analyze("云岫山", AnalysisMode.Query), t => t.Term == "云岫山");
    }

    [Fact]
    public void A_user_word_is_whole_whatever_stands_around_it()
    {
        ChineseAnalysis with = Shipped.Analysis.WithUserWords([new UserWord("经开区")]);
        foreach (string before in new[] { "", "在", "全国", "郑州", "已经", "3个", "A" })
            foreach (string after in new[] { "", "的", "域", "高质量发展", "分局", "管委会", "2022年" })
                Assert.Contains(with.Analyze(before + "经开区" + after, AnalysisMode.Index), t => t.Term == "经开区" && t.Start == before.Length);
    }

    [Fact]
    public void A_kept_word_is_kept_wherever_it_stands()
    {
        string filler = "的" + string.Concat(Enumerable.Repeat("的。", 2_047)); // the reader's blocks end within the word
        foreach (string before in new[] { "", filler, filler + "的" })
            Assert.Contains(Shipped.Analysis.Analyze(before + "乾隆年間", AnalysisMode.Index), t => t.Term == "乾隆" && t.Start == before.Length);
    }

    [Fact]
    public void Malformed_user_words_are_refused() =>
        Assert.Throws<ArgumentException>(() => Shipped.Analysis.WithUserWords([new UserWord("有 空格")]));

    [Fact]
    public void Offsets_stand_in_the_text_and_starts_never_go_back() =>
        Texts.Sample(text =>
        {
            foreach (AnalysisMode mode in Enum.GetValues<AnalysisMode>())
            {
                int start = 0;
                bool first = true;
                foreach (AnalyzedToken token in Shipped.Analysis.Analyze(text, mode))
                {
                    if (token.Start < start || token.End <= token.Start || token.End > text.Length || token.Term.Length == 0) return false;
                    if (token.PositionIncrement < (first ? 1 : 0)) return false;
                    (start, first) = (token.Start, false);
                }
            }
            return true;
        }, iter: 10_000);

    [Fact]
    public void Threads_that_share_the_analysis_get_what_one_alone_gets()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => string.Concat(Enumerable.Range(0, 50).Select(j => Alphabet[(i * 31 + j * j) % Alphabet.Length])))];
        foreach (AnalysisMode mode in Enum.GetValues<AnalysisMode>())
        {
            string[] alone = [.. texts.Select(text => Shipped.Write(Shipped.Analysis.Analyze(text, mode)))];
            Parallel.For(0, 2_000, i => Assert.Equal(alone[i % 200], Shipped.Write(Shipped.Analysis.Analyze(texts[i % 200], mode))));
        }
    }

    [Fact]
    public void A_million_characters_without_punctuation_are_cut_in_pieces()
    {
        string text = string.Concat(Enumerable.Repeat("发展经济建设一二", 125_000));
        foreach (AnalysisMode mode in Enum.GetValues<AnalysisMode>())
            Assert.Equal(text.Length, Shipped.Analysis.Analyze(text, mode)[^1].End);
    }

    [Fact]
    public void Synonyms_are_found_at_their_place_the_longest_first()
    {
        SynonymMatch match = Assert.Single(Shipped.Analysis.FindSynonyms("今年全國政协会议"));
        Assert.Equal((2, 6), (match.Start, match.End));
        Assert.Equal(["中国人民政治协商会议全国委员会"], match.Alternatives);
        Assert.Empty(Shipped.Analysis.FindSynonyms("maintain"));
    }

    [Theory]
    [InlineData("建州60周年庆祝活动", "60周年 = 六十周年")]
    [InlineData("建州六十周年庆祝活动", "六十周年 = 60周年")]
    [InlineData("第二十三届运动会", "二十三届 = 23届")]
    [InlineData("５６个民族", "５６个 = 五十六个")]
    [InlineData("3500名志愿者和一百零八将", "3500名 = 三千五百名; 一百零八将 = 108将")]
    [InlineData("投入30万元", "30万 = 三十万")]
    [InlineData("2001名学生", "2001名 = 二千零一名")]
    [InlineData("二十国集团杭州峰会", "二十国 = 20国")]
    [InlineData("新中国成立70年", "70年 = 七十年")]
    [InlineData("30分钟路程", "30分钟 = 三十分钟")]
    [InlineData("19项议题 第11届 十九项", "19项 = 十九项; 11届 = 十一届; 十九项 = 19项")]
    [InlineData("2022年3月4日 十五日 十月革命", "")]
    [InlineData("几十年 数百名 一万三千五百名 3万5000名 2亿3000万 3千五百名 百分之二", "")]
    [InlineData("十三五规划 三农 五一 百千万工程 双百 二〇二二年 十分 十个", "")]
    [InlineData("1个 5大 10分 C919客机 3.5万 3·15晚会 12·90运动 2022-03-04 12345人 007号 80%", "")]
    public void A_number_with_what_it_counts_is_found_in_the_other_numerals_too(string text, string expected) =>
        Assert.Equal(expected, string.Join("; ", Shipped.Analysis.FindSynonyms(text).Select(m => $"{text[m.Start..m.End]} = {string.Join(" ", m.Alternatives)}")));

    [Theory]
    [InlineData("18届3中全会", "3中全会 = 三中全会")]
    [InlineData("修缮4合院和５合院", "4合院 = 四合院")]
    [InlineData("老街３轮车夫", "３轮车 = 三轮车")]
    [InlineData("5大 5大发展 2手 1个 10分 3农 1把 4合", "")] // shorter: 十分, 五大
    [InlineData("13轮车 C3轮车 3.3轮车 几3轮车 0.3轮车 3月三轮车 3千五百名 3轮", "")]
    [InlineData("三轮车 3 轮车", "")]
    public void A_word_that_is_written_with_a_numeral_is_known_with_a_digit(string text, string expected) =>
        Assert.Equal(expected, string.Join("; ", Shipped.Analysis.FindDigitWords(text).Select(m => $"{text[m.Start..m.End]} = {string.Join(" ", m.Alternatives)}")));

    [Fact]
    public void Every_number_is_read_as_it_is_written()
    {
        for (int number = 11; number <= 9999; number += 13)
        {
            string chinese = Assert.Single(Assert.Single(Shipped.Analysis.FindSynonyms($"{number}名")).Alternatives);
            Assert.Equal($"{number}名", Assert.Single(Assert.Single(Shipped.Analysis.FindSynonyms(chinese)).Alternatives));
        }
    }

    [Fact]
    public void Function_words_are_known_and_kept()
    {
        Assert.True(Shipped.Analysis.IsFunctionWord("的"));
        Assert.False(Shipped.Analysis.IsFunctionWord("发展"));
        Assert.Contains(Shipped.Analysis.Analyze("发展的经济", AnalysisMode.Index), t => t.Term == "的");
    }

    [Fact]
    public void A_word_is_known_by_every_spelling_that_gives_it()
    {
        Assert.Equal(["云岫桥"], Shipped.Analysis.SpellingsOf("云岫桥"));
        Assert.Superset(new HashSet<string> { "第Ⅲ期", "第iii期", "第ⅲ期", "第iⅡ期", "第Ⅱi期" }, Shipped.Analysis.SpellingsOf("第Ⅲ期").ToHashSet());
        Assert.All(Shipped.Analysis.SpellingsOf("第Ⅲ期"), spelling => Assert.Equal(
            Shipped.Analysis.Explain("第iii期")[0].Tokens.Aggregate("", (all, t) => all + t.Term), Shipped.Analysis.Explain(spelling)[0].Tokens.Aggregate("", (all, t) => all + t.Term)));
    }
}
