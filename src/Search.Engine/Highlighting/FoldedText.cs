using Search.Analysis;

namespace Search.Engine;

/// <summary>A stored text as literal pieces see it: folded, without white space, with the way back to the stored units. Its room serves one text after the other.</summary>
internal sealed class FoldedText(CharacterFolding folding)
{
    private char[] units = [];
    private int[] origins = [];
    private int length;
    private string stored = "";

    public void Read(string text)
    {
        stored = text;
        length = 0;
        if (units.Length < text.Length)
        {
            units = new char[text.Length];
            origins = new int[text.Length];
        }

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
            bool isWithin = piece.Bounds switch
            {
                PieceBounds.WholeWords => IsWithinWord(start) || IsWithinWord(end),
                PieceBounds.WordBeginnings => IsWithinWord(start),
                PieceBounds.WholeNumbers => from + at > 0 && SynonymMatch.BeginningsOfLarger(piece.Folded[0]).Contains(text[from + at - 1], StringComparison.Ordinal),
                _ => false,
            };
            if (isWithin)
            {
                from += at + 1;
                continue;
            }

            while (piece.Bounds == PieceBounds.WordBeginnings && IsWithinWord(end)) end++;
            ranges.Add(new MatchedRange(start, end, mark, piece.Weight, piece.LeastLength));
            from = last + 1;
        }
    }

    /// <summary>Whether a cut here would divide Latin letters or digits that are one term; letters and digits side by side are two.</summary>
    private bool IsWithinWord(int cut)
    {
        if (cut == 0 || cut == stored.Length) return false;
        char before = folding.Fold(stored[cut - 1]), behind = folding.Fold(stored[cut]);
        return (IsLatinLetter(before) && IsLatinLetter(behind)) || (char.IsAsciiDigit(before) && char.IsAsciiDigit(behind));
    }

    private static bool IsLatinLetter(char c) => c <= '\u024f' && char.IsLetter(c);
}
