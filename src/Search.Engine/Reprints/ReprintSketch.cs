using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// What an article's text looks like in 48 bytes, so that reprints are known without comparing texts: for each of 48 classes of shingles (four
/// letters that follow each other, white space and punctuation left out) one byte of the smallest hash (MinHash by one
/// permutation). The share of equal bytes of two sketches estimates the share of shingles that two texts have in common.
/// </summary>
internal static class ReprintSketch
{
    public const int Length = 48;

    /// <summary>
    /// Equal bytes that make two texts the same but for small edits: about 0.7 of the shingles in common. Texts with half of them in common reach it once in 500 times.
    /// </summary>
    private const int LeastEqual = 34;

    private const int Shingle = 4;

    /// <summary>Letters below which the headline is taken in, since captions and notices of one line are alike.</summary>
    private const int ShortBody = 60;

    /// <summary>Letters below which there is no sketch.</summary>
    private const int LeastLetters = 16;

    /// <summary>Null if there is too little text to tell.</summary>
    public static byte[]? Of(Article article, CharacterFolding folding)
    {
        Span<uint> smallest = stackalloc uint[Length];
        smallest.Fill(uint.MaxValue);
        ulong window = 0;
        int letters = 0;
        foreach (string paragraph in article.Paragraphs)
            Add(paragraph, folding, smallest, ref window, ref letters);
        if (letters < ShortBody)
            Add(article.Headline, folding, smallest, ref window, ref letters);
        if (letters < LeastLetters)
            return null;
        byte[] sketch = new byte[Length];
        for (int i = 0; i < Length; i++)
        {
            // A class without a shingle (in short texts) borrows its neighbour's, told apart from the neighbour's own.
            int from = i, steps = 0;
            while (smallest[from] == uint.MaxValue && steps < Length)
                (from, steps) = ((from + 1) % Length, steps + 1);
            sketch[i] = (byte)(smallest[from] + (uint)(steps * 37));
        }
        return sketch;
    }

    public static bool AreReprints(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int equal = 0;
        for (int i = 0; i < Length; i++)
            equal += one[i] == other[i] ? 1 : 0;
        return equal >= LeastEqual;
    }

    /// <param name="window">The last four letters seen.</param>
    /// <param name="letters">Letters and digits seen.</param>
    private static void Add(string text, CharacterFolding folding, Span<uint> smallest, ref ulong window, ref int letters)
    {
        foreach (char c in text)
        {
            if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c))
                continue;
            window = (window << 16) | folding.Fold(c);
            if (++letters < Shingle)
                continue;
            ulong hash = Mixed(window);
            int bin = (int)(((hash >> 32) * Length) >> 32);
            smallest[bin] = Math.Min(smallest[bin], (uint)hash);
        }
    }

    /// <summary>SplitMix64's finisher: every bit of the result depends on every bit of the shingle.</summary>
    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
