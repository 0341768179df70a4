using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Search.Analysis.SmartCn;

/// <summary>
/// Finds the end of a sentence as <c>java.text.BreakIterator</c> (root locale) does, which decides the pieces SmartCn sees.
/// </summary>
/// <remarks>
/// The state machine and the character classes were found by trial: the JDK's iterator was asked about every code point in fifteen
/// contexts (giving thirteen classes) and about all short strings of class representatives (giving the states). Its oddities are kept,
/// such as a break before a period that is followed by spaces, a quotation mark and then neither a letter nor a quotation mark.
/// </remarks>
internal static class SentenceBreaker
{
    // The embedded list names every class but the default one, Other.
    private const string ClassLetters = "OSTQEDPULINBF";
    private const int Ignored = 9; // combining marks and format characters: the state stays
    private const int Done = 12; // U+FFFF, which the JDK takes for the end of the text

    // What reaching a state means: a possible end, a mark to come back to, both at once (take the mark), or neither.
    private const byte End = 1, Mark = 2, TakeMark = 3, Nothing = 0;

    private const byte Stop = 255;
    private const byte Text = 0, Terminator = 1, TerminatorSpace = 2, Danda = 3, Paragraph = 4, Period = 5, PeriodSpace = 6,
        PeriodSpaces = 7, PeriodQuote = 8, Opening = 9, OpeningAfterQuote = 10, Found = 11;

    private static readonly byte[] Meaning = [End, End, End, End, End, Mark, Mark, Mark, Mark, Nothing, Nothing, TakeMark];

    // Rows: states; columns: O other, S space, T terminator, Q quote, E closing, D digit or comma, P period, U upper-case or
    // caseless letter, L lower-case letter, I ignored (never looked up), N danda, B paragraph separator.
    private static readonly byte[][] Next =
    [
        [Text, Text, Terminator, Text, Text, Text, Period, Text, Text, Stop, Danda, Paragraph],
        [Stop, TerminatorSpace, Terminator, Terminator, Terminator, Stop, Terminator, Stop, Stop, Stop, Stop, Paragraph],
        [Stop, TerminatorSpace, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Paragraph],
        [Stop, Danda, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop],
        [Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop],
        [Opening, PeriodSpace, Terminator, PeriodQuote, Period, Text, Period, Text, Text, Stop, Opening, Paragraph],
        [Opening, PeriodSpaces, Terminator, Opening, Text, Text, Period, Found, Text, Stop, Opening, Paragraph],
        [OpeningAfterQuote, PeriodSpaces, Terminator, OpeningAfterQuote, Text, Text, Period, Found, Found, Stop, OpeningAfterQuote, Paragraph],
        [OpeningAfterQuote, PeriodSpace, Terminator, PeriodQuote, Period, Text, Period, Found, Found, Stop, OpeningAfterQuote, Paragraph],
        [Opening, Text, Terminator, Opening, Text, Text, Period, Found, Found, Stop, Opening, Paragraph],
        [Opening, Stop, Stop, Opening, Stop, Stop, Stop, Found, Found, Stop, Opening, Stop],
        [Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop, Stop],
    ];

    private static readonly byte[] Transitions = [.. Next.SelectMany(row => row.Concat(new byte[16 - row.Length]))];

    private static readonly byte[] Classes = LoadClasses(out Supplementary);
    private static readonly (int First, int Last, byte Class)[] Supplementary;

    // Units after which the start state stays the start state: the common case, skipped without looking anything else up.
    private const ushort FirstIdeograph = 0x3400, LastIdeograph = 0x9FFF; // every unit between them is plain
    private static readonly bool[] Plain = FindPlain();

    /// <summary>Returns the length of the first sentence of <paramref name="text"/>, which must not be empty.</summary>
    internal static int FirstSentence(ReadOnlySpan<char> text)
    {
        bool[] plain = Plain;
        int result = WidthAt(text, 0);
        int mark = 0;
        int state = Text;
        int i = 0;
        bool done = true;
        while (i < text.Length)
        {
            if (state == Text && plain[text[i]])
            {
                result = i = FirstNotPlain(text, i + 1, plain);
                continue;
            }
            int width = WidthAt(text, i);
            int c = width == 1 ? Classes[text[i]] : SupplementaryClass(char.ConvertToUtf32(text[i], text[i + 1]));
            if (c == Done)
                break;
            if (c != Ignored)
                state = Transitions[(state << 4) + c];
            if (state == Stop)
            {
                done = false;
                break;
            }
            i += width;
            switch (Meaning[state])
            {
                case End: result = i; break;
                case Mark: mark = i; break;
                case TakeMark: result = mark; break;
            }
        }
        return done && mark == text.Length ? mark : result;
    }

    // Nearly all units are ideographs, which are plain; sixteen are looked at at a time.
    private static int FirstNotPlain(ReadOnlySpan<char> text, int i, bool[] plain)
    {
        ref ushort units = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        for (; i + Vector256<ushort>.Count <= text.Length; i += Vector256<ushort>.Count)
        {
            Vector256<ushort> fromFirst = Vector256.LoadUnsafe(ref units, (nuint)i) - Vector256.Create(FirstIdeograph);
            uint others = Vector256.GreaterThan(fromFirst, Vector256.Create((ushort)(LastIdeograph - FirstIdeograph))).ExtractMostSignificantBits();
            for (; others != 0; others &= others - 1)
            {
                int at = i + BitOperations.TrailingZeroCount(others);
                if (!plain[text[at]]) return at;
            }
        }
        while (i < text.Length && plain[text[i]])
            i++;
        return i;
    }

    private static int WidthAt(ReadOnlySpan<char> text, int i) =>
        i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;

    private static byte SupplementaryClass(int codePoint)
    {
        int low = 0, high = Supplementary.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            (int first, int last, byte value) = Supplementary[middle];
            if (codePoint < first) high = middle - 1;
            else if (codePoint > last) low = middle + 1;
            else return value;
        }
        return 0;
    }

    private static bool[] FindPlain()
    {
        bool[] plain = Array.ConvertAll(Classes, c => c <= 9 && c != 2 && c != 6);
        Array.Fill(plain, false, 0xD800, 0x800); // surrogates
        return plain;
    }

    private static byte[] LoadClasses(out (int, int, byte)[] supplementary)
    {
        var classes = new byte[char.MaxValue + 1];
        var beyond = new List<(int, int, byte)>();
        using Stream stream = typeof(SentenceBreaker).Assembly.GetManifestResourceStream("Search.Analysis.SmartCn.SentenceClasses.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            int space = line.IndexOf(' ');
            int dash = line.IndexOf('-');
            int first = int.Parse(line.AsSpan(0, dash < 0 ? space : dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int last = dash < 0 ? first : int.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            byte value = (byte)ClassLetters.IndexOf(line[space + 1]);
            if (first > char.MaxValue)
                beyond.Add((first, last, value));
            else
                Array.Fill(classes, value, first, last - first + 1);
        }
        supplementary = [.. beyond];
        return classes;
    }
}
