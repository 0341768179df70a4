using System.Text;
using Search.Analysis.Dictionaries;
using Search.Analysis.Words;

namespace Search.Analysis.Tests.Words;

/// <summary>Offsets are those of the stored text, whatever normalising made of it.</summary>
public sealed class OffsetMapTests
{
    private static readonly ShippedDictionaries Dictionaries = ShippedDictionaries.Load(Shipped.Dictionaries, Shipped.Dictionaries);
    private static readonly TextNormalizer Normalizer = new(Dictionaries.Variants, Dictionaries.Compatibility, Dictionaries.KeptWords);
    private static readonly string[] Pieces =
    [
        "云岫区", "管委会", "經濟發展", "雙河橋社區", "乾隆年間", "高质量", "经开区", "第Ⅲ期", "①②", "㎡", "½", "№7", "㈱", "〇", "二〇二四年", "３．５％", "3.5%", "1,200万",
        "２０２２年３月４日", "2024年11月", "Ｃ９１９", "C919", "Ｒｕｎｎｉｎｇ", "policies", "ﬁne", "é", "e\u0301", "\U00020BB7", "𝔸", "\uD842", "\uDFB7", "\u200B", "\uFEFF", "\u00AD", " ", "\u3000",
        "\t", "\n", "。", "，", "“", "”", "……", "·", "％", "Ⅻ", "ⅲ", "㏂", "㍿", "株式会社", "テスト", "ﾃｽﾄ", "한국", "\uFFFE", "\uFFFF",
    ];

    [Theory]
    [InlineData(AnalysisMode.Index)]
    [InlineData(AnalysisMode.Query)]
    public void Tokens_lie_in_the_text_in_order_and_the_normalised_text_there_gives_the_term(AnalysisMode mode)
    {
        var random = new Random(3 + (int)mode);
        for (int round = 0; round < 4_000; round++)
        {
            string text = RandomText(random);
            var normalized = new NormalizedText();
            Normalizer.Append(text, normalized);
            int before = 0;
            foreach (AnalyzedToken token in Shipped.Analysis.Analyze(text, mode))
            {
                Assert.True(token.Start >= before && token.End > token.Start && token.End <= text.Length, $"{text}: {token}");
                Assert.True(Gives(normalized, token), $"{text}: {token}");
                before = token.Start;
            }
        }
    }

    [Fact]
    public void Every_normalised_unit_comes_from_the_unit_it_is_mapped_to()
    {
        var random = new Random(7);
        for (int round = 0; round < 4_000; round++)
        {
            string text = RandomText(random);
            var normalized = new NormalizedText();
            Normalizer.Append(text, normalized);
            int before = 0;
            for (int unit = 0; unit < normalized.Length; unit++)
            {
                int source = normalized.SourceStart(unit);
                Assert.InRange(source, before, text.Length - 1);
                Assert.Equal(source + 1, normalized.SourceEnd(unit + 1));
                // Alone, or kept as it is because of the word it stands in.
                Assert.True(Normalizer.Normalize(text[source].ToString()).Contains(normalized.Units[unit]) || normalized.Units[unit] == text[source]);
                before = source;
            }
        }
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (int pieces = random.Next(1, 12); pieces > 0; pieces--)
        {
            if (random.Next(4) > 0)
                text.Append(Pieces[random.Next(Pieces.Length)]);
            else
                text.Append((char)(random.Next(2) == 0 ? random.Next(char.MaxValue + 1) : random.Next('\u4E00', '\u9FA6')));
        }
        return text.ToString();
    }

    // A compatibility character may become several terms, which all stand where it stands: so any stretch of units between these offsets.
    private static bool Gives(NormalizedText normalized, AnalyzedToken token)
    {
        for (int first = 0; first < normalized.Length; first++)
        {
            if (normalized.SourceStart(first) != token.Start) continue;
            for (int end = first + 1; end <= normalized.Length && normalized.SourceEnd(end) <= token.End; end++)
            {
                if (normalized.SourceEnd(end) == token.End && MayBe(normalized.Units[first..end].ToString(), token.Term)) return true;
            }
        }
        return false;
    }

    private static bool MayBe(string written, string term)
    {
        string joined = written.Replace(" ", "", StringComparison.Ordinal);
        if (term == joined || term == joined.Replace(",", "", StringComparison.Ordinal)) return true;
        if (joined[^1] is '%' or '‰' or '年' && MayBe(joined[..^1], term)) return true; // 3.5% and 3.5, 2022年 and 2022
        string digits = Digits(joined);
        if (digits != joined && MayBe(digits, term)) return true; // 二〇二四 and 2024
        string valued = WithoutLeadingZeros(joined);
        if (valued != joined && MayBe(valued, term)) return true; // 03月 and 3月
        // A stem is the beginning of its word, but for a last letter.
        return joined.All(char.IsAsciiLetterLower) && term.Length >= 2 && joined.StartsWith(term[..^1], StringComparison.Ordinal);
    }

    private static string Digits(string text) => string.Concat(text.Select(c => "〇一二三四五六七八九".IndexOf(c) is >= 0 and var digit ? (char)('0' + digit) : c));

    private static string WithoutLeadingZeros(string text) =>
        string.Concat(text.Where((c, i) => !(c == '0' && (i == 0 || !char.IsAsciiDigit(text[i - 1])) && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))));
}
