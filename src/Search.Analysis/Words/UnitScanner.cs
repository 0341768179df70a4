using System.Globalization;

namespace Search.Analysis.Words;

/// <summary>Finds the numbers, dates, codes and alphabetic words of normalised text; the rest is for the lattice.</summary>
internal static class UnitScanner
{
    private const int LongestDigits = 32; // of a run of Chinese digits looked at; keeps a long run linear

    // By unit, whether TryRead looks at it at all. Most text is ideographs, of which a dozen can begin a unit.
    private static readonly bool[] Begins = Array.ConvertAll(Enumerable.Range(0, char.MaxValue + 1).ToArray(),
        c => char.IsAsciiDigit((char)c) || IsAlphabetic((char)c) || c == '十' || DateReader.DigitOf((char)c) >= 0);

    internal static bool MayBegin(char first) => Begins[first];

    internal static bool TryRead(ReadOnlySpan<char> text, int start, out LexicalUnit unit)
    {
        unit = default;
        char first = text[start];
        if (char.IsAsciiDigit(first))
        {
            if (DateReader.TryRead(text, start, out unit)) return true;
            int end = EndOfCode(text, start, out bool letters);
            unit = letters
                ? new LexicalUnit { Start = start, End = end, Kind = UnitKind.Code }
                : new LexicalUnit { Start = start, End = EndOfNumber(text, end), Kind = UnitKind.Number };
            return true;
        }
        if (IsAlphabetic(first))
        {
            int end = EndOfCode(text, start, out _);
            unit = new LexicalUnit { Start = start, End = end, Kind = text[start..end].ContainsAnyInRange('0', '9') ? UnitKind.Code : UnitKind.Word };
            return true;
        }
        if (first == '十' || DateReader.DigitOf(first) >= 0)
        {
            if (DateReader.TryRead(text, start, out unit)) return true;
            int end = start;
            bool zero = false;
            for (; end < text.Length && end - start < LongestDigits && DateReader.DigitOf(text[end]) >= 0; end++)
                zero |= text[end] == '〇';
            // Digits read one by one have a round zero among them, or are as many as a year's; 三五 is left to the dictionary.
            if (!zero && end - start != 4) return false;
            unit = new LexicalUnit { Start = start, End = end, Kind = UnitKind.ChineseDigits };
            return true;
        }
        return false;
    }

    /// <summary>A letter of an alphabet or syllabary, not an ideograph.</summary>
    internal static bool IsAlphabetic(char c) =>
        char.IsAsciiLetter(c) || (c > '\u007F' && char.IsLetter(c) && c is not ((>= '\u2E80' and <= '\u2FFF') or (>= '\u3005' and <= '\u3007')
            or (>= '\u3021' and <= '\u302F') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF')));

    private static int EndOfCode(ReadOnlySpan<char> text, int start, out bool letters)
    {
        letters = false;
        int end = start;
        for (; end < text.Length; end++)
        {
            bool letter = IsAlphabetic(text[end]);
            if (!letter && !char.IsAsciiDigit(text[end]) && CharUnicodeInfo.GetUnicodeCategory(text[end]) != UnicodeCategory.NonSpacingMark)
                break;
            letters |= letter;
        }
        return end;
    }

    private static int EndOfNumber(ReadOnlySpan<char> text, int end)
    {
        while (end + 3 < text.Length && text[end] == ',' && DigitsAt(text, end + 1) == 3)
            end += 4;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
            end += 1 + DigitsAt(text, end + 1);
        if (end < text.Length && text[end] is '%' or '‰')
            end++;
        return end;
    }

    private static int DigitsAt(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - start;
    }
}
