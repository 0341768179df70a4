using Search.Newspaper.Text;

namespace Search.Newspaper.Headlines;

/// <summary>
/// What an article's text is about, as far as it takes to see which line of a headline block speaks of it: its pairs and triples of neighbouring characters, each pair weighed by how
/// little it is everyone's (common Chinese pairs, and pairs that the other articles of the page have too, say little).
/// </summary>
internal sealed class BodyWords
{
    /// <summary>A headline tells the beginning of its article; more text only adds chance agreement.</summary>
    private const int MaxLength = 6000;
    private const int OpeningLength = 160;

    private readonly HashSet<uint> opening = [], pairs = [];
    private readonly HashSet<ulong> triples = [];
    private readonly HashSet<char> openingLetters, letters;
    private readonly IReadOnlyDictionary<uint, int> articlesWith;
    private readonly int others;

    private BodyWords(string body, IReadOnlyDictionary<uint, int> articlesWith, int others)
    {
        this.articlesWith = articlesWith;
        this.others = others;
        openingLetters = [.. body.AsSpan(0, Math.Min(body.Length, 2 * OpeningLength))];
        letters = [.. body.AsSpan(0, Math.Min(body.Length, MaxLength))];
        Add(body, opening, triples, Math.Min(body.Length, OpeningLength));
        Add(body, pairs, triples, Math.Min(body.Length, MaxLength));
    }

    /// <summary>Of all articles of a page together, since each is weighed against the others.</summary>
    public static List<BodyWords> Of(IReadOnlyList<string> bodies)
    {
        var articlesWith = new Dictionary<uint, int>();
        foreach (string body in bodies)
        {
            var own = new HashSet<uint>();
            Add(body, own, [], Math.Min(body.Length, MaxLength));
            foreach (uint pair in own) articlesWith[pair] = articlesWith.GetValueOrDefault(pair) + 1;
        }
        return [.. bodies.Select(b => new BodyWords(b, articlesWith, bodies.Count - 1))];
    }

    /// <summary>How much of a line the article has: each 0 to 1.</summary>
    public LineCover Cover(string line)
    {
        var letters = new List<char>(line.Length);
        foreach (char c in line)
        {
            if (Glyphs.IsHan(c) || char.IsLetterOrDigit(c)) letters.Add(c);
        }
        double all = 0, inOpening = 0, inText = 0;
        for (int i = 0; i + 1 < letters.Count; i++)
        {
            uint pair = Pair(letters[i], letters[i + 1]);
            double weight = CommonPairs.Weight(letters[i], letters[i + 1]);
            bool has = pairs.Contains(pair);
            if (others > 0) weight *= 1 - 0.6 * (articlesWith.GetValueOrDefault(pair) - (has ? 1 : 0)) / others;
            all += weight;
            if (has) inText += weight;
            if (opening.Contains(pair)) inOpening += weight;
        }
        int threes = Math.Max(0, letters.Count - 2), found = 0;
        for (int i = 0; i < threes; i++)
        {
            if (triples.Contains((ulong)Pair(letters[i], letters[i + 1]) << 16 | letters[i + 2])) found++;
        }
        double letterWeight = 0, lettersInOpening = 0, lettersInText = 0;
        foreach (char c in letters)
        {
            double weight = CommonPairs.Weight(c);
            letterWeight += weight;
            if (openingLetters.Contains(c)) lettersInOpening += weight;
            if (this.letters.Contains(c)) lettersInText += weight;
        }
        return all == 0
            ? new LineCover(0, 0, 0, 0, 0)
            : new LineCover(inOpening / all, inText / all, threes == 0 ? 0 : (double)found / threes, lettersInOpening / letterWeight, lettersInText / letterWeight);
    }

    /// <summary>Spaces and signs within the text part nothing: a headline leaves them out.</summary>
    private static void Add(string text, HashSet<uint> pairs, HashSet<ulong> triples, int length)
    {
        char before = '\0', last = '\0';
        for (int i = 0; i < length; i++)
        {
            char c = text[i];
            if (!Glyphs.IsHan(c) && !char.IsLetterOrDigit(c))
            {
                if (!Glyphs.IsSpace(c) && c is not ('“' or '”' or '《' or '》' or '、' or '·' or '\n')) before = last = '\0';
                continue;
            }
            if (last != '\0') pairs.Add(Pair(last, c));
            if (before != '\0') triples.Add((ulong)Pair(before, last) << 16 | c);
            (before, last) = (last, c);
        }
    }

    private static uint Pair(char a, char b) => (uint)a << 16 | b;
}

/// <summary>Shares of a line, 0 to 1.</summary>
/// <param name="Opening">Of its pairs of characters, those that the article's opening has.</param>
/// <param name="Text">Those that its text has.</param>
/// <param name="Triples">Of its runs of three, those that the text has.</param>
/// <param name="OpeningLetters">Of its characters, those that the opening has.</param>
/// <param name="Letters">Those that the text has.</param>
internal readonly record struct LineCover(double Opening, double Text, double Triples, double OpeningLetters, double Letters);
