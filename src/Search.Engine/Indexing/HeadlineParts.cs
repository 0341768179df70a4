using System.Numerics;

namespace Search.Engine;

/// <summary>
/// Where the parts of a headline begin, in positions of its words: what stands between spaces and punctuation (【一线调研】深圳：发展的信心 has three).
/// Bit i is set if position i does not go on with the part that position i − 1 is in: a part begins there, or nothing stands there, or the headline is over.
/// So a part reaches from a set bit to the next one. What is behind the 64th position is not told.
/// </summary>
internal static class HeadlineParts
{
    public const int MostPlaces = 64;

    /// <param name="tokens">In the order of their places; several may stand at one position.</param>
    public static long Of(ReadOnlySpan<char> text, IEnumerable<(int Position, int Start, int End)> tokens)
    {
        ulong parts = ulong.MaxValue;
        int last = -1, lastEnd = 0;
        foreach ((int position, int start, int end) in tokens)
        {
            if (position >= MostPlaces) return (long)parts;
            if (position != last && position == last + 1 && last >= 0 && Joins(text[Math.Min(lastEnd, start)..start])) parts &= ~(1UL << position);
            lastEnd = position == last ? Math.Max(lastEnd, end) : end;
            last = position;
        }

        return (long)parts;
    }

    /// <summary>The places of the parts that lie wholly in <paramref name="covered"/>.</summary>
    public static ulong Within(long parts, ulong covered)
    {
        ulong within = 0;
        for (int begin = 0; begin < MostPlaces;)
        {
            int end = begin + 1 == MostPlaces ? MostPlaces : Math.Min(MostPlaces, begin + 1 + BitOperations.TrailingZeroCount((ulong)parts >> (begin + 1)));
            ulong part = (ulong.MaxValue >> (MostPlaces - (end - begin))) << begin;
            if ((covered & part) == part) within |= part;
            begin = end;
        }

        return within;
    }

    private static bool Joins(ReadOnlySpan<char> between)
    {
        foreach (char c in between)
        {
            if (char.IsWhiteSpace(c) || char.IsPunctuation(c)) return false;
        }

        return true;
    }
}
