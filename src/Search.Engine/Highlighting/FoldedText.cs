using Search.Analysis;

namespace Search.Engine;

/// <summary>A stored text as literal pieces see it: folded, without white space, with the way back to the stored units.</summary>
internal sealed class FoldedText
{
    private readonly char[] units;
    private readonly int[] origins;
    private readonly int length;

    public FoldedText(string text, CharacterFolding folding)
    {
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
            ranges.Add(new MatchedRange(origins[from + at], origins[last] + 1, mark, piece.Weight, piece.LeastLength));
            from = last + 1;
        }
    }
}
