namespace Search.Engine;

/// <summary>
/// Every piece of the text of one length that occurs often enough, exactly counted. A piece of n + 1 units is the pair of its first and its last
/// n units, and can be frequent only if both are: so each length needs one pass over the text and a table of what is left.
/// </summary>
internal sealed class FrequentPieces
{
    private FrequentPieces(int length, int count)
    {
        Length = length;
        Counts = new int[count];
        First = new int[count];
        Last = new int[count];
        Position = new int[count];
        Articles = new int[count];
        Right = new Neighbours(count);
        Left = new Neighbours(count);
    }

    public int Length { get; }

    public int Count => Counts.Length;

    public int[] Counts { get; }

    /// <summary>The piece without its last unit, by its number among those of that length; and without its first unit.</summary>
    public int[] First { get; }

    public int[] Last { get; }

    /// <summary>Where it stands for the first time.</summary>
    public int[] Position { get; }

    /// <summary>Articles it stands in.</summary>
    public int[] Articles { get; }

    /// <summary>What follows it and what precedes it.</summary>
    public Neighbours Right { get; }

    public Neighbours Left { get; }

    /// <summary>Pieces of one unit: all of them, numbered by the unit.</summary>
    /// <param name="numbers">Set to each position's number.</param>
    public static FrequentPieces OfUnits(HanziText text, int[] numbers)
    {
        FrequentPieces pieces = new(1, char.MaxValue + 1);
        for (int i = 0; i < text.Length; i++)
        {
            char unit = text.Units[i];
            numbers[i] = unit == HanziText.Break ? -1 : unit;
            if (unit != HanziText.Break) pieces.Counts[unit]++;
        }

        return pieces;
    }

    /// <summary>Pieces one unit longer than <paramref name="shorter"/>, which learns its neighbours from them.</summary>
    /// <param name="numbers">At each position the number of the shorter piece that begins there, or -1; set to those of the longer ones.</param>
    public static FrequentPieces Longer(FrequentPieces shorter, HanziText text, int[] numbers, int least, CancellationToken cancellation)
    {
        PairCounts pairs = new();
        int end = text.Length - 1;
        for (int i = 0; i < end; i++)
        {
            if ((i & 0xFFFFF) == 0) cancellation.ThrowIfCancellationRequested();
            if (numbers[i] >= 0 && numbers[i + 1] >= 0) pairs.Add(numbers[i], numbers[i + 1]);
        }

        List<(int First, int Second, int Count)> kept = pairs.Keep(least);
        FrequentPieces longer = new(shorter.Length + 1, kept.Count);
        for (int n = 0; n < kept.Count; n++)
        {
            (longer.First[n], longer.Last[n], longer.Counts[n]) = kept[n];
            shorter.Right.Add(kept[n].First, kept[n].Count);
            shorter.Left.Add(kept[n].Second, kept[n].Count);
        }

        int[] lastArticle = new int[kept.Count];
        int article = 0;
        for (int i = 0; i < end; i++)
        {
            int number = numbers[i] >= 0 && numbers[i + 1] >= 0 ? pairs.NumberOf(numbers[i], numbers[i + 1]) : -1;
            numbers[i] = number;
            if (number < 0) continue;
            article = text.ArticleAt(i, article);
            if (lastArticle[number] == article + 1) continue;
            lastArticle[number] = article + 1;
            if (longer.Articles[number]++ == 0) longer.Position[number] = i;
        }

        if (end >= 0) numbers[end] = -1;
        return longer;
    }

    /// <summary>How freely other units stand beside each piece.</summary>
    internal sealed class Neighbours(int count)
    {
        private readonly int[] known = new int[count];
        private readonly int[] most = new int[count];
        private readonly float[] weighted = new float[count];

        public void Add(int piece, int times)
        {
            known[piece] += times;
            most[piece] = Math.Max(most[piece], times);
            weighted[piece] += times * MathF.Log(times);
        }

        /// <summary>Times of the most frequent neighbour.</summary>
        public int Most(int piece) => most[piece];

        /// <summary>Entropy in nats; rare neighbours and breaks count as one of their kind each.</summary>
        public double Entropy(int piece, int occurrences) => Math.Log(occurrences) - (weighted[piece] / occurrences);
    }
}
