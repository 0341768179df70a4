using System.Globalization;
using Lucene.Net.Analysis;

namespace Search.Analysis.Words;

/// <summary>
/// Numbers with what they count, as 60周年 and 二十国, which newspapers write in Arabic and in Chinese numerals: the same in the other numerals.
/// Dates are none of them: their numerals are normalised before anything is indexed.
/// </summary>
internal sealed class CountedNumbers(TextNormalizer normalizer, Analyzer words)
{
    /// <summary>Of a query; who pastes a table does not look for other spellings.</summary>
    private const int MostNumbers = 24;

    private const int Largest = 9999;

    /// <summary>A single character stands in too many words: 十分, 百姓, 三农.</summary>
    private const int ShortestChinese = 2;

    /// <summary>The first that has <see cref="ShortestChinese"/> characters in Chinese numerals.</summary>
    private const int LeastArabic = 11;

    /// <summary>Long enough for any measure word with what segmentation looks at behind it.</summary>
    private const int LongestCounted = 4;

    /// <summary>With its numeral. Shorter ones mean something else too often: 5大, 2手, 10分.</summary>
    private const int ShortestWord = 3;

    private const string DigitsAndUnits = DateReader.Digits + "零十百千";

    /// <summary>What makes the number behind it the end of a larger one, or a vague one: 3万5000, 几十, 数百.</summary>
    private const string MakesOther = DigitsAndUnits + "两万亿几数.,-/:·•∙";

    /// <returns>How what begins at <paramref name="start"/> is written too, and null if no other way; it ends at <paramref name="end"/>, which is at least one further.</returns>
    private delegate string? OtherForm(ReadOnlySpan<char> units, int start, ref int end);

    public IReadOnlyList<SynonymMatch> Find(string text) =>
        text.AsSpan().ContainsAnyInRange('0', '9') || text.AsSpan().IndexOfAny("十百千０１２３４５６７８９") >= 0 ? Scan(text, isNumber: true, OfCounted) : [];

    /// <summary>Words that are written with a numeral and were typed with a digit, as 3中全会; of one digit, which stands for a numeral character by character.</summary>
    public IReadOnlyList<SynonymMatch> FindWords(string text) =>
        text.AsSpan().ContainsAnyInRange('1', '9') || text.AsSpan().ContainsAnyInRange('１', '９')
            ? Scan(text, isNumber: false, OfWord).FindAll(match => match.End - match.Start == match.Alternatives[0].Length)
            : [];

    /// <summary>Dates are passed over: they are no numbers of anything.</summary>
    private List<SynonymMatch> Scan(string text, bool isNumber, OtherForm read)
    {
        NormalizedText normalized = new();
        normalizer.Append(text, normalized);
        ReadOnlySpan<char> units = normalized.Units;
        List<SynonymMatch> found = [];
        for (int start = 0; start < units.Length && found.Count < MostNumbers;)
        {
            int end = start + 1;
            if (DateReader.TryRead(units, start, out LexicalUnit date))
                end = date.End;
            else if (read(units, start, ref end) is { } other)
                found.Add(new SynonymMatch(normalized.SourceStart(start), normalized.SourceEnd(end), [other], isNumber));
            start = end;
        }

        return found;
    }

    private string? OfCounted(ReadOnlySpan<char> units, int start, ref int end)
    {
        if (ReadNumber(units, start, ref end) is not (> 0 and var value) || CountedEnd(units, end) is not (> 0 and var countedEnd)) return null;
        string other = char.IsAsciiDigit(units[start]) ? InChinese(value) : value.ToString(CultureInfo.InvariantCulture);
        string form = string.Concat(other, units[end..countedEnd]);
        end = countedEnd;
        return form;
    }

    private string? OfWord(ReadOnlySpan<char> units, int start, ref int end)
    {
        if (units[start] is not (>= '1' and <= '9') || WordEnd(units, start) is not (> 0 and var wordEnd)) return null;
        end = wordEnd;
        return InNumeral(units[start..end]);
    }

    /// <returns>Where a word ends that begins with the digit; 0 if none does.</returns>
    private int WordEnd(ReadOnlySpan<char> units, int start)
    {
        if (start > 0 && (MakesOther.Contains(units[start - 1]) || char.IsAsciiLetterOrDigit(units[start - 1]))) return 0;
        int end = start + 1;
        while (end < units.Length && end - start <= LongestCounted && units[end] is >= '一' and <= '龥') end++;
        if (end - start < ShortestWord || MakesOther.Contains(units[start + 1])) return 0;
        int length = ChineseAnalysis.Analyze(InNumeral(units[start..end]), words)[0].End;
        return length < ShortestWord ? 0 : start + length;
    }

    private static string InNumeral(ReadOnlySpan<char> word) => $"{DateReader.Digits[word[0] - '0']}{word[1..]}";

    /// <returns>Where the word ends that the number counts; 0 if it counts nothing or names a day or a month.</returns>
    private int CountedEnd(ReadOnlySpan<char> units, int start)
    {
        int end = start;
        while (end < units.Length && end - start < LongestCounted && units[end] is >= '一' and <= '龥') end++;
        if (end == start || units[start] is '月' or '日') return 0;
        return start + ChineseAnalysis.Analyze(new string(units[start..end]), words)[0].End;
    }

    /// <param name="end">Where to go on.</param>
    /// <returns>0 where no plain whole number that is worth it begins.</returns>
    private static int ReadNumber(ReadOnlySpan<char> units, int start, ref int end)
    {
        int value = char.IsAsciiLetterOrDigit(units[start]) ? ReadArabic(units, start, ref end) : ReadChinese(units, start, ref end);
        return start > 0 && (MakesOther.Contains(units[start - 1]) || char.IsAsciiDigit(units[start - 1])) ? 0 : value;
    }

    private static int ReadArabic(ReadOnlySpan<char> units, int start, ref int end)
    {
        bool plain = units[start] != '0';
        int value = 0;
        for (end = start; end < units.Length && char.IsAsciiLetterOrDigit(units[end]); end++)
        {
            plain &= char.IsAsciiDigit(units[end]) && end - start < 4;
            if (plain) value = (value * 10) + (units[end] - '0');
        }

        return plain && value >= LeastArabic ? value : 0;
    }

    private static int ReadChinese(ReadOnlySpan<char> units, int start, ref int end)
    {
        int value = 0, digit = 0;
        for (end = start; end < units.Length && DigitsAndUnits.Contains(units[end]); end++)
        {
            int unit = units[end] switch { '十' => 10, '百' => 100, '千' => 1000, _ => 0 };
            if (unit == 0)
            {
                digit = DateReader.DigitOf(units[end]);
                continue;
            }

            value += (digit == 0 ? 1 : digit) * unit;
            digit = 0;
        }

        value += digit;
        ReadOnlySpan<char> written = units[start..end];
        end = Math.Max(end, start + 1);
        // 十三五, 百千万 and 二〇二二 are read as some number too, but no number is written so.
        return written.Length >= ShortestChinese && value is > 0 and <= Largest && written.SequenceEqual(InChinese(value)) ? value : 0;
    }

    private static string InChinese(int value)
    {
        Span<char> written = stackalloc char[8];
        int length = 0;
        bool zero = false;
        foreach ((int size, char unit) in (ReadOnlySpan<(int, char)>)[(1000, '千'), (100, '百'), (10, '十'), (1, '\0')])
        {
            int digit = value / size % 10;
            if (digit == 0)
            {
                zero = length > 0;
                continue;
            }

            if (zero) written[length++] = '零';
            zero = false;
            if (digit > 1 || size != 10 || length > 0) written[length++] = DateReader.Digits[digit];
            if (unit != '\0') written[length++] = unit;
        }

        return new string(written[..length]);
    }
}
