using System.Globalization;
using Search.Analysis.Dictionaries;

namespace Search.Analysis;

/// <summary>Which characters look alike, as scanned pages and tired typists mix them up: 己 and 已, 未 and 末, 晴 and 睛. Immutable.</summary>
public sealed class Shapes
{
    private const int Codes = 10_000;

    private readonly Dictionary<char, CharacterShape> shapes;
    private readonly int[] firstOfCode = new int[Codes + 1]; // by four corners: where its characters begin in byCode
    private readonly char[] byCode;

    private Shapes(Dictionary<char, CharacterShape> shapes)
    {
        this.shapes = shapes;
        byCode = [.. shapes.Where(s => s.Value.FourCorner >= 0).OrderBy(s => CornersOf(s.Value)).ThenBy(s => s.Key).Select(s => s.Key)];
        foreach (char character in byCode)
            firstOfCode[CornersOf(shapes[character]) + 1]++;
        for (int code = 0; code < Codes; code++)
            firstOfCode[code + 1] += firstOfCode[code];
    }

    /// <summary>
    /// How alike two characters look, 0 to 1: the corners they share count two thirds, then strokes and radical. 1 is the same character; a
    /// character whose shape is not known is like itself only. From 0.75 on, one may be taken for the other.
    /// </summary>
    public double Likeness(char a, char b)
    {
        if (a == b) return 1;
        if (!shapes.TryGetValue(a, out CharacterShape first) || !shapes.TryGetValue(b, out CharacterShape second) || first.FourCorner < 0 || second.FourCorner < 0)
            return 0;
        int corners = 0;
        for (int x = CornersOf(first), y = CornersOf(second), i = 0; i < 4; i++, x /= 10, y /= 10)
            corners += x % 10 == y % 10 ? 1 : 0;
        double strokes = 1.0 - Math.Min(1.0, Math.Abs(first.Strokes - second.Strokes) / 4.0);
        // Below 1: two characters that share everything here are still two.
        return 0.98 * ((corners / 6.0) + (strokes * 0.2) + (first.Radical == second.Radical ? 2.0 / 15 : 0));
    }

    /// <summary>
    /// Writes the characters that look like <paramref name="character"/>, the most alike first, and returns their number. They share three
    /// corners of four at least, and differ by two strokes at most. Nothing is allocated.
    /// </summary>
    public int SimilarTo(char character, Span<char> similar)
    {
        if (!shapes.TryGetValue(character, out CharacterShape shape) || shape.FourCorner < 0) return 0;
        int count = 0;
        int corners = CornersOf(shape);
        Take(corners, character, shape, similar, ref count);
        for (int place = 1; place < Codes; place *= 10)
        {
            int own = corners / place % 10;
            for (int digit = 0; digit < 10; digit++)
            {
                if (digit != own) Take(corners + ((digit - own) * place), character, shape, similar, ref count);
            }
        }
        return count;
    }

    // Keeps the most alike, in order.
    private void Take(int code, char character, CharacterShape shape, Span<char> similar, ref int count)
    {
        for (int i = firstOfCode[code]; i < firstOfCode[code + 1]; i++)
        {
            char other = byCode[i];
            if (other == character || Math.Abs(shapes[other].Strokes - shape.Strokes) > 2) continue;
            double likeness = Likeness(character, other);
            int at = count;
            while (at > 0 && Likeness(character, similar[at - 1]) < likeness)
                at--;
            if (at == similar.Length) continue;
            if (count < similar.Length) count++;
            similar[at..(count - 1)].CopyTo(similar[(at + 1)..]);
            similar[at] = other;
        }
    }

    private static int CornersOf(CharacterShape shape) => shape.FourCorner / 10;

    /// <exception cref="AnalysisDictionaryException">The file is missing or malformed.</exception>
    internal static Shapes Load(string path)
    {
        var shapes = new Dictionary<char, CharacterShape>(30_000);
        DictionaryLines.Read(path, entry =>
        {
            Span<Range> fields = stackalloc Range[5];
            if (entry.AsSpan().Split(fields, '\t') != 4 || fields[0].End.Value != 1)
                throw new FormatException("a character, its four-corner code, its radical and its strokes are expected, separated by tabs");
            ReadOnlySpan<char> corners = entry.AsSpan(fields[1]);
            int code = -1;
            if (corners is not "-" && (corners.Length != 6 || corners[4] != '.' || !int.TryParse(string.Concat(corners[..4], corners[5..]), NumberStyles.None, CultureInfo.InvariantCulture, out code)))
                throw new FormatException($"{corners} is no four-corner code such as 5090.0");
            if (!int.TryParse(entry.AsSpan(fields[2]), NumberStyles.None, CultureInfo.InvariantCulture, out int radical) || radical is < 1 or > 214)
                throw new FormatException("the radical is a number from 1 to 214");
            if (!int.TryParse(entry.AsSpan(fields[3]), NumberStyles.None, CultureInfo.InvariantCulture, out int strokes))
                throw new FormatException("the strokes are a number");
            shapes[entry[0]] = new CharacterShape(code, radical, strokes);
        });
        return new Shapes(shapes);
    }
}
