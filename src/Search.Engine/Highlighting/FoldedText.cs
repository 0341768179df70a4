using Search.Analysis;

namespace Search.Engine;

/// <summary>A stored text as literal pieces see it: folded, without white space, with the way back to the stored units.</summary>
internal sealed class FoldedText
{
    private readonly char[] units;
    private readonly int[] origins;
    private readonly int length;
    private readonly string stored;

    public FoldedText(string text, CharacterFolding folding)
    {
        stored = text;
        units = new char[text.Length];
        origins = new int[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (folding.IsSkipped(text[i])) continue;
            units[length] = folding.Fold(text[i]);
            origins[length++] = i;
        }
    }

    /// <summary>Every occurrence that does not overlap the one before, in time linear in the text.</summary>
    public void AddOccurrences(List<MatchedRange> ranges, HighlightPiece piece, int mark)
    {
        ReadOnlySpan<char> text = units.AsSpan(0, length);
        for (int from = 0; from <= text.Length - piece.Folded.Length;)
        {
            int at = text[from..].IndexOf(piece.Folded, StringComparison.Ordinal);
            if (at < 0) return;
            int last = from + at + piece.Folded.Length - 1;
            // A piece may begin or end with half a surrogate pair; what is marked may not.
            int start = origins[from + at], end = origins[last] + 1;
            if (start > 0 && char.IsSurrogatePair(stored[start - 1], stored[start])) start--;
            if (end < stored.Length && char.IsSurrogatePair(stored[end - 1], stored[end])) end++;
            ranges.Add(new MatchedRange(start, end, mark, piece.Weight, piece.LeastLength));
            from = last + 1;
        }
    }
}
